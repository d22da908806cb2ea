package io.cinclus.operators.serve;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import java.util.ArrayList;
import java.util.List;

/** Which fields an answer brings along. Stateless. */
final class OutputFields {
  /** Stands for all fields. */
  private static final String ALL = "*";

  private OutputFields() {}

  /**
   * The fields of these names, in the schema's order; {@code *} means all but those that functions
   * fill.
   *
   * @throws CinclusException {@link ErrorCode#FIELD_NOT_FOUND}
   */
  static List<FieldSchema> resolve(List<String> names, CollectionSchema schema) {
    for (String name : names) {
      if (!name.equals(ALL) && schema.field(name).isEmpty()) {
        throw new CinclusException(
            ErrorCode.FIELD_NOT_FOUND,
            "there is no field '%s' to output: the collection has %s"
                .formatted(name, schema.fields().stream().map(FieldSchema::name).toList()));
      }
    }
    if (names.contains(ALL)) {
      return schema.fields().stream().filter(field -> schema.functionOf(field).isEmpty()).toList();
    }
    List<FieldSchema> fields = new ArrayList<>();
    for (FieldSchema field : schema.fields()) {
      if (names.contains(field.name())) {
        fields.add(field);
      }
    }
    return fields;
  }
}
