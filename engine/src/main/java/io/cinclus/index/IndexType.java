package io.cinclus.index;

import static io.cinclus.index.Parameters.BM25_AVGDL;
import static io.cinclus.index.Parameters.BM25_B;
import static io.cinclus.index.Parameters.BM25_K1;
import static io.cinclus.index.Parameters.DIM_MAX_SCORE_RATIO;
import static io.cinclus.index.Parameters.DROP_RATIO_BUILD;
import static io.cinclus.index.Parameters.DROP_RATIO_SEARCH;
import static io.cinclus.index.Parameters.EF;
import static io.cinclus.index.Parameters.EF_CONSTRUCTION;
import static io.cinclus.index.Parameters.INVERTED_INDEX_ALGO;
import static io.cinclus.index.Parameters.LEVEL;
import static io.cinclus.index.Parameters.M;
import static io.cinclus.index.Parameters.MAX_DEGREE;
import static io.cinclus.index.Parameters.NBITS;
import static io.cinclus.index.Parameters.NLIST;
import static io.cinclus.index.Parameters.NPROBE;
import static io.cinclus.index.Parameters.N_TREES;
import static io.cinclus.index.Parameters.PQ_CODE_BUDGET_GB_RATIO;
import static io.cinclus.index.Parameters.PQ_M;
import static io.cinclus.index.Parameters.RBQ_BITS_QUERY;
import static io.cinclus.index.Parameters.RBQ_QUERY_BITS;
import static io.cinclus.index.Parameters.REFINE;
import static io.cinclus.index.Parameters.REFINE_K;
import static io.cinclus.index.Parameters.REFINE_TYPE;
import static io.cinclus.index.Parameters.REORDER_K;
import static io.cinclus.index.Parameters.SEARCH_CACHE_BUDGET_GB_RATIO;
import static io.cinclus.index.Parameters.SEARCH_K;
import static io.cinclus.index.Parameters.SEARCH_LIST;
import static io.cinclus.index.Parameters.SEARCH_LIST_SIZE;
import static io.cinclus.index.Parameters.SQ_TYPE;
import static io.cinclus.index.Parameters.SUB_DIM;
import static io.cinclus.index.Parameters.WITH_RAW_DATA;
import static io.cinclus.vector.VectorKind.BINARY;
import static io.cinclus.vector.VectorKind.DENSE;
import static io.cinclus.vector.VectorKind.SPARSE;

import io.cinclus.vector.Metric;
import io.cinclus.vector.VectorKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** The index types, by their Milvus names, with what they index and their parameters. */
@SuppressWarnings("ImmutableEnumChecker") // The lists and sets do not change.
public enum IndexType {
  /** The type that suits the vectors, which is chosen for each segment. */
  AUTOINDEX(EnumSet.allOf(VectorKind.class), List.of(), List.of(LEVEL, EF, NPROBE)),
  /** No structure at all: exact. */
  FLAT(DENSE, List.of(), List.of()),
  /** Inverted lists of the vectors. */
  IVF_FLAT(DENSE, List.of(NLIST), List.of(NPROBE)),
  /** Inverted lists of codes of one byte a coordinate. */
  IVF_SQ8(DENSE, List.of(NLIST), List.of(NPROBE, REFINE_K)),
  /** Inverted lists of product codes. */
  IVF_PQ(DENSE, List.of(NLIST, PQ_M, NBITS), List.of(NPROBE, REFINE_K)),
  /** Inverted lists of codes of one bit a coordinate. */
  IVF_RABITQ(
      DENSE,
      List.of(NLIST, REFINE, REFINE_TYPE),
      List.of(NPROBE, REFINE_K, RBQ_QUERY_BITS, RBQ_BITS_QUERY)),
  /** Inverted lists of product codes of four bits that keep scores rather than rows. */
  SCANN(DENSE, List.of(NLIST, SUB_DIM, WITH_RAW_DATA), List.of(NPROBE, REORDER_K)),
  /** A navigable graph over the vectors. */
  HNSW(DENSE, List.of(M, EF_CONSTRUCTION), List.of(EF)),
  /** A navigable graph over codes of one byte a coordinate. */
  HNSW_SQ(DENSE, List.of(M, EF_CONSTRUCTION, SQ_TYPE, REFINE, REFINE_TYPE), List.of(EF, REFINE_K)),
  /** A navigable graph over product codes. */
  HNSW_PQ(
      DENSE, List.of(M, EF_CONSTRUCTION, PQ_M, NBITS, REFINE, REFINE_TYPE), List.of(EF, REFINE_K)),
  /** A forest of random projection trees. */
  ANNOY(DENSE, List.of(N_TREES), List.of(SEARCH_K)),
  /** A navigable graph and the vectors on disk, walked by codes in memory. */
  DISKANN(
      DENSE,
      List.of(MAX_DEGREE, SEARCH_LIST_SIZE, PQ_CODE_BUDGET_GB_RATIO, SEARCH_CACHE_BUDGET_GB_RATIO),
      List.of(SEARCH_LIST)),
  /** Binary vectors without any structure: exact. */
  BIN_FLAT(BINARY, List.of(), List.of()),
  /** Inverted lists of binary vectors. */
  BIN_IVF_FLAT(BINARY, List.of(NLIST), List.of(NPROBE)),
  /** Lists of the rows that have a dimension, with bounds by which most are passed over: exact. */
  SPARSE_INVERTED_INDEX(
      SPARSE,
      List.of(BM25_K1, BM25_B, INVERTED_INDEX_ALGO, DROP_RATIO_BUILD),
      List.of(BM25_AVGDL, DROP_RATIO_SEARCH, DIM_MAX_SCORE_RATIO));

  private final Set<VectorKind> kinds;

  private final List<Parameter> buildParameters;
  private final List<Parameter> searchParameters;

  IndexType(VectorKind kind, List<Parameter> buildParameters, List<Parameter> searchParameters) {
    this(Set.of(kind), buildParameters, searchParameters);
  }

  IndexType(
      Set<VectorKind> kinds, List<Parameter> buildParameters, List<Parameter> searchParameters) {
    this.kinds = kinds;
    this.buildParameters = buildParameters;
    this.searchParameters = searchParameters;
  }

  /**
   * The type of a Milvus name, in any case; an unknown one is an {@link IllegalArgumentException}.
   */
  public static IndexType of(String name) {
    for (IndexType type : values()) {
      if (type.name().equals(name.toUpperCase(Locale.ROOT))) {
        return type;
      }
    }
    throw new IllegalArgumentException(
        "index type " + name + " is not supported; use one of " + Arrays.toString(values()));
  }

  /** The types for a kind of vectors. */
  public static List<IndexType> ofKind(VectorKind vectors) {
    return Arrays.stream(values()).filter(type -> type.isFor(vectors)).toList();
  }

  /** Whether vectors of a kind can be indexed so. */
  public boolean isFor(VectorKind vectors) {
    return kinds.contains(vectors);
  }

  /** Throws {@link IllegalArgumentException} unless vectors so indexed can be compared so. */
  void check(Metric metric) {
    if (kinds.stream().noneMatch(metric::isFor)) {
      throw metric.notFor(kinds.iterator().next());
    }
  }

  /** Throws {@link IllegalArgumentException} unless vectors of a kind can be indexed so. */
  public void checkFor(VectorKind vectors) {
    if (!isFor(vectors)) {
      throw notFor(vectors);
    }
  }

  IllegalArgumentException notFor(VectorKind vectors) {
    return new IllegalArgumentException(
        "index type %s is not for %s vectors; use one of %s"
            .formatted(this, vectors.name().toLowerCase(Locale.ROOT), ofKind(vectors)));
  }

  /** Whether the type has no structure: every row is scored, as without an index. */
  public boolean isScan() {
    return this == FLAT || this == BIN_FLAT;
  }

  /** What an index is built with. */
  public List<Parameter> buildParameters() {
    return buildParameters;
  }

  /** What an index is searched with. */
  public List<Parameter> searchParameters() {
    return searchParameters;
  }
}
