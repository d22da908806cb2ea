package io.cinclus.index;

import io.cinclus.index.Parameter.Choice;
import io.cinclus.index.Parameter.Real;
import io.cinclus.index.Parameter.WholeNumber;
import java.util.List;

/** The parameters of all index types, with Milvus' names, limits and defaults. */
public final class Parameters {
  /** AUTOINDEX, search: how thorough it is; twice the level is about twice the work. */
  public static final WholeNumber LEVEL = new WholeNumber("level", 1, 10, 1);

  /** HNSW: how many neighbours a row chooses. */
  public static final WholeNumber M = new WholeNumber("M", 2, 2048, 30);

  /** HNSW: how many candidates it chooses them from. */
  public static final WholeNumber EF_CONSTRUCTION =
      new WholeNumber("efConstruction", 1, Integer.MAX_VALUE, 360);

  /** HNSW, search: how many of the best rows seen so far the search keeps going from. */
  public static final WholeNumber EF = new WholeNumber("ef", 1, Integer.MAX_VALUE, 64);

  /** HNSW_SQ: of no effect, since a coordinate is stored in a byte and refined exactly. */
  public static final Choice SQ_TYPE =
      new Choice("sq_type", List.of("SQ4U", "SQ6", "SQ8", "BF16", "FP16"), "SQ8");

  /**
   * IVF_PQ and HNSW_PQ: how many codes a vector has, which must divide its dimension; 0 for one for
   * four coordinates.
   */
  public static final WholeNumber PQ_M = new WholeNumber("m", 0, 65_536, 0);

  /**
   * IVF_PQ and HNSW_PQ: the bits of a code. Milvus takes up to 24, of which none above 8 is used.
   */
  public static final WholeNumber NBITS = new WholeNumber("nbits", 1, 8, 8);

  /** IVF: how many lists the rows are spread over. */
  public static final WholeNumber NLIST = new WholeNumber("nlist", 1, 65_536, 128);

  /** IVF, search: how many lists are looked through. */
  public static final WholeNumber NPROBE = new WholeNumber("nprobe", 1, 65_536, 8);

  /**
   * Quantised indexes, search: how many times k rows are scored again with the exact vectors; of
   * IVF_RABITQ at least.
   */
  public static final Real REFINE_K = new Real("refine_k", 1, Float.MAX_VALUE, 2);

  /** Quantised indexes: of no effect, since a search always scores again with the vectors. */
  public static final Choice REFINE = new Choice("refine", List.of("true", "false"), "true");

  /** Quantised indexes: of no effect, since rows are scored again with the vectors themselves. */
  public static final Choice REFINE_TYPE =
      new Choice("refine_type", List.of("SQ6", "SQ8", "FP16", "BF16", "FP32", "FLAT"), "FP32");

  /** IVF_RABITQ, search: of no effect, since a query is rounded to a byte for four coordinates. */
  public static final WholeNumber RBQ_QUERY_BITS = new WholeNumber("rbq_query_bits", 0, 8, 0);

  /** The same by the name that Milvus' engine has for it. */
  public static final WholeNumber RBQ_BITS_QUERY = new WholeNumber("rbq_bits_query", 0, 8, 0);

  /** SPARSE_INVERTED_INDEX: of no effect, since all are exact. */
  public static final Choice INVERTED_INDEX_ALGO =
      new Choice(
          "inverted_index_algo",
          List.of(
              "DAAT_MAXSCORE", "DAAT_WAND", "TAAT_NAIVE", "BLOCK_MAX_MAXSCORE", "BLOCK_MAX_WAND"),
          "DAAT_MAXSCORE");

  /** SPARSE_INVERTED_INDEX: of no effect, as in Milvus from 2.5 on. */
  public static final Real DROP_RATIO_BUILD = new Real("drop_ratio_build", 0, 0.999, 0);

  /** SPARSE_INVERTED_INDEX, search: of no effect, since bounds are not shifted. */
  public static final Real DIM_MAX_SCORE_RATIO = new Real("dim_max_score_ratio", 0.5, 1.3, 1.05);

  /** SPARSE_INVERTED_INDEX with BM25: how slowly a term that is there often stops to count more. */
  public static final Real BM25_K1 = new Real("bm25_k1", 0, 100, 1.2);

  /** SPARSE_INVERTED_INDEX with BM25: how much long documents are marked down. */
  public static final Real BM25_B = new Real("bm25_b", 0, 1, 0.75);

  /**
   * SPARSE_INVERTED_INDEX with BM25, search: the average length of a document. It is the same for
   * all segments, lest their scores could not be compared; so they cannot know it.
   */
  public static final Real BM25_AVGDL = new Real("bm25_avgdl", 1e-6, 1e12, 100);

  /** SPARSE_INVERTED_INDEX, search: the share of a query's dimensions, the least, left out. */
  public static final Real DROP_RATIO_SEARCH = new Real("drop_ratio_search", 0, 0.999, 0);

  /** SCANN: the dimension of what one code of four bits stands for. */
  public static final WholeNumber SUB_DIM = new WholeNumber("sub_dim", 1, 65_536, 2);

  /** SCANN: of no effect, since a loaded segment holds the vectors beside the index. */
  public static final Choice WITH_RAW_DATA =
      new Choice("with_raw_data", List.of("true", "false"), "true");

  /** SCANN, search: how many rows are scored again with the exact vectors; 0 for 10 k. */
  public static final WholeNumber REORDER_K = new WholeNumber("reorder_k", 0, Integer.MAX_VALUE, 0);

  /** ANNOY: how many trees there are. */
  public static final WholeNumber N_TREES = new WholeNumber("n_trees", 1, 1024, 8);

  /** ANNOY, search: how many rows are scored at least; −1 for {@code n_trees} times k. */
  public static final WholeNumber SEARCH_K = new WholeNumber("search_k", -1, Integer.MAX_VALUE, -1);

  /** DISKANN: how many neighbours a row has at most. */
  public static final WholeNumber MAX_DEGREE = new WholeNumber("max_degree", 1, 512, 56);

  /** DISKANN: how many of the best rows seen so far a search of the build keeps going from. */
  public static final WholeNumber SEARCH_LIST_SIZE =
      new WholeNumber("search_list_size", 1, Integer.MAX_VALUE, 100);

  /** DISKANN: what the codes in memory may take, in parts of the vectors' size. */
  public static final Real PQ_CODE_BUDGET_GB_RATIO =
      new Real("pq_code_budget_gb_ratio", 0, 0.25, 0.125);

  /** DISKANN: what the rows kept in memory may take, in parts of the vectors' size. */
  public static final Real SEARCH_CACHE_BUDGET_GB_RATIO =
      new Real("search_cache_budget_gb_ratio", 0, 0.3, 0.1);

  /** DISKANN, search: how many rows are read from disk to find the best among them. */
  public static final WholeNumber SEARCH_LIST =
      new WholeNumber("search_list", 1, Integer.MAX_VALUE, 16);

  private Parameters() {}
}
