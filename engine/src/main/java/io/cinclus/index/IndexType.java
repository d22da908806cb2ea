package io.cinclus.index;

import static io.cinclus.index.Parameters.EF;
import static io.cinclus.index.Parameters.EF_CONSTRUCTION;
import static io.cinclus.index.Parameters.M;
import static io.cinclus.index.Parameters.NBITS;
import static io.cinclus.index.Parameters.NLIST;
import static io.cinclus.index.Parameters.NPROBE;
import static io.cinclus.index.Parameters.N_TREES;
import static io.cinclus.index.Parameters.PQ_M;
import static io.cinclus.index.Parameters.REFINE_K;
import static io.cinclus.index.Parameters.REORDER_K;
import static io.cinclus.index.Parameters.SEARCH_K;
import static io.cinclus.index.Parameters.SQ_TYPE;
import static io.cinclus.index.Parameters.SUB_DIM;
import static io.cinclus.index.Parameters.WITH_RAW_DATA;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The index types, by their Milvus names, with their parameters. */
public enum IndexType {
  /** No structure at all: exact. */
  FLAT,
  /** Inverted lists of the vectors. */
  IVF_FLAT,
  /** Inverted lists of codes of one byte a coordinate. */
  IVF_SQ8,
  /** Inverted lists of product codes. */
  IVF_PQ,
  /** Inverted lists of codes of one bit a coordinate. */
  IVF_RABITQ,
  /** Inverted lists of product codes of four bits that keep scores rather than rows. */
  SCANN,
  /** A navigable graph over the vectors. */
  HNSW,
  /** A navigable graph over codes of one byte a coordinate. */
  HNSW_SQ,
  /** A navigable graph over product codes. */
  HNSW_PQ,
  /** A forest of random projection trees. */
  ANNOY;

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

  /** What an index is built with. */
  List<Parameter> buildParameters() {
    return switch (this) {
      case FLAT -> List.of();
      case IVF_FLAT, IVF_SQ8, IVF_RABITQ -> List.of(NLIST);
      case IVF_PQ -> List.of(NLIST, PQ_M, NBITS);
      case SCANN -> List.of(NLIST, SUB_DIM, WITH_RAW_DATA);
      case ANNOY -> List.of(N_TREES);
      case HNSW -> List.of(M, EF_CONSTRUCTION);
      case HNSW_SQ -> List.of(M, EF_CONSTRUCTION, SQ_TYPE);
      case HNSW_PQ -> List.of(M, EF_CONSTRUCTION, PQ_M, NBITS);
    };
  }

  /** What an index is searched with. */
  List<Parameter> searchParameters() {
    return switch (this) {
      case FLAT -> List.of();
      case IVF_FLAT -> List.of(NPROBE);
      case IVF_SQ8, IVF_PQ, IVF_RABITQ -> List.of(NPROBE, REFINE_K);
      case SCANN -> List.of(NPROBE, REORDER_K);
      case ANNOY -> List.of(SEARCH_K);
      case HNSW -> List.of(EF);
      case HNSW_SQ, HNSW_PQ -> List.of(EF, REFINE_K);
    };
  }
}
