package io.cinclus.model;

import java.util.List;
import java.util.Optional;

/**
 * The fields of a collection. Immutable. Says nothing about whether the fields make sense together:
 * the catalog refuses what does not.
 *
 * @param description free text
 * @param fields in the order in which they were declared; a dynamic field is last
 */
public record CollectionSchema(String description, List<FieldSchema> fields) {
  public CollectionSchema {
    fields = List.copyOf(fields);
  }

  /** The primary key; {@link IllegalStateException} where the schema has none. */
  public FieldSchema primaryKey() {
    for (FieldSchema field : fields) {
      if (field.isPrimaryKey()) {
        return field;
      }
    }
    throw new IllegalStateException("the schema has no primary key");
  }

  public Optional<FieldSchema> field(String name) {
    return fields.stream().filter(field -> field.name().equals(name)).findFirst();
  }

  /** The field with this id; {@link IllegalArgumentException} where there is none. */
  public FieldSchema field(int id) {
    for (FieldSchema field : fields) {
      if (field.id() == id) {
        return field;
      }
    }
    throw new IllegalArgumentException("the schema has no field with id " + id);
  }

  public Optional<FieldSchema> dynamicField() {
    return fields.stream().filter(FieldSchema::isDynamic).findFirst();
  }

  public List<FieldSchema> vectorFields() {
    return fields.stream().filter(field -> field.type().isVector()).toList();
  }
}
