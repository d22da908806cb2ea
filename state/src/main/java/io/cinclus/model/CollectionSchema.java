package io.cinclus.model;

import java.util.ArrayList;
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

  public Optional<FieldSchema> partitionKey() {
    return fields.stream().filter(FieldSchema::isPartitionKey).findFirst();
  }

  public List<FieldSchema> vectorFields() {
    return fields.stream().filter(field -> field.type().isVector()).toList();
  }

  /**
   * The schema as it was at a position of the catalog: without the fields that were added later. It
   * decides what a record that was made there may hold, in whatever catalog that is looked up.
   */
  public CollectionSchema asOf(long catalogPosition) {
    for (FieldSchema field : fields) {
      if (field.addedAt() > catalogPosition) {
        return withFields(
            fields.stream().filter(known -> known.addedAt() <= catalogPosition).toList());
      }
    }
    return this;
  }

  /** The schema with one more field, behind the others but before a dynamic one. */
  public CollectionSchema withField(FieldSchema field) {
    List<FieldSchema> longer = new ArrayList<>(fields);
    longer.add(dynamicField().isPresent() ? fields.size() - 1 : fields.size(), field);
    return withFields(longer);
  }

  /** The schema with another field in the place of the one that has its id. */
  public CollectionSchema withChanged(FieldSchema field) {
    return withFields(
        fields.stream().map(known -> known.id() == field.id() ? field : known).toList());
  }

  public CollectionSchema withDescription(String text) {
    return new CollectionSchema(text, fields, functions);
  }
}
