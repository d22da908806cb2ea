package io.cinclus.index;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The index types, by their Milvus names, with their parameters, limits and defaults. */
public enum IndexType {
  FLAT,
  HNSW;

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

  List<Parameter> buildParameters() {
    return switch (this) {
      case FLAT -> List.of();
      case HNSW ->
          List.of(
              new Parameter(IndexParams.M, 2, 2048, 30),
              new Parameter(IndexParams.EF_CONSTRUCTION, 1, Integer.MAX_VALUE, 360));
    };
  }

  List<Parameter> searchParameters() {
    return switch (this) {
      case FLAT -> List.of();
      case HNSW -> List.of(new Parameter(SearchParams.EF, 1, Integer.MAX_VALUE, 64));
    };
  }
}
