package io.cinclus.index;

import static io.cinclus.index.Parameters.BM25_AVGDL;
import static io.cinclus.index.Parameters.BM25_B;
import static io.cinclus.index.Parameters.BM25_K1;
import static io.cinclus.index.Parameters.DROP_RATIO_SEARCH;
import static io.cinclus.index.Parameters.EF;
import static io.cinclus.index.Parameters.EF_CONSTRUCTION;
import static io.cinclus.index.Parameters.M;
import static io.cinclus.index.Parameters.NLIST;
import static io.cinclus.index.Parameters.NPROBE;
import static io.cinclus.index.Parameters.REFINE_K;
import static io.cinclus.index.Parameters.SQ_TYPE;

import io.cinclus.vector.VectorKind;
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
  /** Inverted lists of codes of one bit a coordinate. */
  IVF_RABITQ,
  /** A navigable graph over the vectors. */
  HNSW,
  /** A navigable graph over codes of one byte a coordinate. */
  HNSW_SQ,
  /** Binary vectors without any structure: exact. */
  BIN_FLAT,
  /** Inverted lists of binary vectors. */
  BIN_IVF_FLAT,
  /** Lists of the rows that have a dimension, with bounds by which most are passed over: exact. */
  SPARSE_INVERTED_INDEX;

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

  /** The kind of vectors that are indexed so. */
  public VectorKind kind() {
    return switch (this) {
      case FLAT, IVF_FLAT, IVF_SQ8, IVF_RABITQ, HNSW, HNSW_SQ -> VectorKind.DENSE;
      case BIN_FLAT, BIN_IVF_FLAT -> VectorKind.BINARY;
      case SPARSE_INVERTED_INDEX -> VectorKind.SPARSE;
    };
  }

  IllegalArgumentException notFor(VectorKind vectors) {
    return new IllegalArgumentException(
        "index type %s is not for %s vectors; use one of %s"
            .formatted(
                this,
                vectors.name().toLowerCase(Locale.ROOT),
                Arrays.stream(values()).filter(type -> type.kind() == vectors).toList()));
  }

  /** What an index is built with. */
  List<Parameter> buildParameters() {
    return switch (this) {
      case FLAT, BIN_FLAT -> List.of();
      case SPARSE_INVERTED_INDEX -> List.of(BM25_K1, BM25_B);
      case IVF_FLAT, IVF_SQ8, IVF_RABITQ, BIN_IVF_FLAT -> List.of(NLIST);
      case HNSW -> List.of(M, EF_CONSTRUCTION);
      case HNSW_SQ -> List.of(M, EF_CONSTRUCTION, SQ_TYPE);
    };
  }

  /** What an index is searched with. */
  List<Parameter> searchParameters() {
    return switch (this) {
      case FLAT, BIN_FLAT -> List.of();
      case SPARSE_INVERTED_INDEX -> List.of(BM25_AVGDL, DROP_RATIO_SEARCH);
      case IVF_FLAT, BIN_IVF_FLAT -> List.of(NPROBE);
      case IVF_SQ8, IVF_RABITQ -> List.of(NPROBE, REFINE_K);
      case HNSW -> List.of(EF);
      case HNSW_SQ -> List.of(EF, REFINE_K);
    };
  }
}
