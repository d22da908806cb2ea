package io.cinclus.catalog;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.FieldSchema;
import io.cinclus.v1.CreateIndex;
import java.util.List;
import java.util.Locale;

/** What an index is where the command does not say, with Milvus' choices. Stateless. */
public final class IndexDefaults {
  /** The type that suits the values. */
  public static final String AUTOINDEX = "AUTOINDEX";

  private IndexDefaults() {}

  /** The command with its type, its name and, on a vector field, its metric, in capitals. */
  public static CreateIndex complete(
      CreateIndex command, CollectionSchema schema, FieldSchema field) {
    String type = command.getIndexType().isEmpty() ? AUTOINDEX : command.getIndexType();
    String metric = command.getMetricType();
    if (metric.isEmpty() && field.type().isVector()) {
      metric = metrics(schema, field).get(0);
    }
    return command.toBuilder()
        .setIndex(command.getIndex().isEmpty() ? field.name() : command.getIndex())
        .setIndexType(type.toUpperCase(Locale.ROOT))
        .setMetricType(metric.toUpperCase(Locale.ROOT))
        .build();
  }

  /** The metrics that vectors of a field can be compared by; the first is the default. */
  static List<String> metrics(CollectionSchema schema, FieldSchema field) {
    return switch (field.type()) {
      case FLOAT_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR ->
          List.of("COSINE", "L2", "IP");
      case BINARY_VECTOR -> List.of("HAMMING", "JACCARD");
      case SPARSE_FLOAT_VECTOR ->
          schema.functionOf(field).isPresent() ? List.of("BM25") : List.of("IP");
      default -> List.of();
    };
  }
}
