package io.cinclus.model;

import java.util.List;
import java.util.Optional;

/**
 * The fields of a collection. Immutable. Says nothing about whether the fields make sense together:
 * the catalog refuses what does not.
 *
 * @param description free text
 * @param fields in the order in which they were declared; a dynamic field is last
 * @param functions that fill fields
 */
public record CollectionSchema(
    String description, List<FieldSchema> fields, List<FunctionSchema> functions) {
  public CollectionSchema {
    fields = List.copyOf(fields);
    functions = List.copyOf(functions);
  }

  /** A schema without functions. */
  public CollectionSchema(String description, List<FieldSchema> fields) {
    this(description, fields, List.of());
  }

  /** The same with other fields. */
  public CollectionSchema withFields(List<FieldSchema> others) {
    return new CollectionSchema(description, others, functions);
  }

  /** The function that fills a field, which rows come without. */
  public Optional<FunctionSchema> functionOf(FieldSchema output) {
    return functions.stream()
        .filter(function -> function.output().equals(output.name()))
        .findFirst();
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
