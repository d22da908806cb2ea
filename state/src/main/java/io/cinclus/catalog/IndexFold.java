package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.v1.AlterIndex;
import io.cinclus.v1.CreateIndex;
import io.cinclus.v1.DropIndex;
import java.util.List;
import java.util.Objects;

/** What the index commands change; {@link CinclusException} where they are rejected. Pure. */
final class IndexFold {
  /** The parameter that says which place of a JSON field is indexed. */
  private static final String JSON_PATH = "json_path";

  private IndexFold() {}

  /** An index that says the same as one that is there is accepted, as in Milvus. */
  static Catalog create(Catalog catalog, CreateIndex given) {
    CollectionInfo collection = catalog.collection(given.getDatabase(), given.getCollection());
    FieldSchema field = collection.field(given.getField());
    CreateIndex command = IndexDefaults.complete(given, collection.schema(), field);
    IndexInfo index =
        new IndexInfo(
            catalog.position(),
            Names.check(ErrorCode.BAD_PARAMETER, "index", command.getIndex()),
            field.id(),
            command.getIndexType(),
            command.getMetricType(),
            command.getParamsMap(),
            Properties.check("the index", command.getPropertiesMap()));
    checkParameters(index);
    checkMetric(index, collection.schema(), field);
    if (collection.indexes().stream().anyMatch(index::isSameAs)) {
      return catalog;
    }
    collection.indexes().stream()
        .filter(known -> excludes(known, index, field))
        .findFirst()
        .ifPresent(IndexFold::rejectDuplicate);
    return catalog.withCollection(collection.withIndex(index));
  }

  /** A field has one index; one of JSON, one for each path. */
  private static boolean excludes(IndexInfo known, IndexInfo index, FieldSchema field) {
    boolean samePlace =
        field.type() != DataType.JSON
            || Objects.equals(known.params().get(JSON_PATH), index.params().get(JSON_PATH));
    return known.name().equals(index.name()) || (known.fieldId() == index.fieldId() && samePlace);
  }

  private static void checkParameters(IndexInfo index) {
    if (index.indexType().length() > CatalogLimits.MAX_NAME_LENGTH) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "index %s has the type %s: name one, HNSW for example"
              .formatted(Names.quote(index.name()), Names.quote(index.indexType())));
    }
    if (index.params().size() > CatalogLimits.MAX_INDEX_PARAMETERS) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "index %s has %d parameters: give at most %d"
              .formatted(
                  Names.quote(index.name()),
                  index.params().size(),
                  CatalogLimits.MAX_INDEX_PARAMETERS));
    }
    index.params().forEach((key, value) -> checkParameter(index, key, value));
  }

  private static void checkParameter(IndexInfo index, String key, String value) {
    int longest = Math.max(key.length(), value.length());
    if (longest > CatalogLimits.MAX_INDEX_PARAMETER_LENGTH) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "a parameter of index %s has %d characters: use at most %d"
              .formatted(
                  Names.quote(index.name()), longest, CatalogLimits.MAX_INDEX_PARAMETER_LENGTH));
    }
  }

  private static void checkMetric(IndexInfo index, CollectionSchema schema, FieldSchema field) {
    boolean vector = field.type().isVector();
    List<String> metrics = IndexDefaults.metrics(schema, field);
    if (vector && !metrics.contains(index.metricType())) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "index %s on field %s of type %s has the metric type %s: choose one of %s"
              .formatted(
                  Names.quote(index.name()),
                  Names.quote(field.name()),
                  field.type(),
                  Names.quote(index.metricType()),
                  metrics));
    }
    if (!vector && !index.metricType().isEmpty()) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "index %s on scalar field %s has the metric type %s: leave it empty"
              .formatted(
                  Names.quote(index.name()),
                  Names.quote(field.name()),
                  Names.quote(index.metricType())));
    }
  }

  private static void rejectDuplicate(IndexInfo known) {
    throw new CinclusException(
        ErrorCode.INDEX_EXISTS,
        "there is an index %s of type %s already, and a field (or a path of a JSON field) has one index: drop it, or choose another name"
            .formatted(Names.quote(known.name()), Names.quote(known.indexType())));
  }

  static Catalog alter(Catalog catalog, AlterIndex command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    IndexInfo index = collection.index(command.getIndex());
    return catalog.withCollection(
        collection.withChanged(
            index.withProperties(
                Properties.changed(
                    "index " + Names.quote(index.name()),
                    index.properties(),
                    command.getChange()))));
  }

  static Catalog drop(Catalog catalog, DropIndex command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    IndexInfo index = collection.index(command.getIndex());
    if (collection.loaded() && collection.schema().field(index.fieldId()).type().isVector()) {
      throw new CinclusException(
          ErrorCode.IN_USE,
          "collection %s is loaded and needs its vector index %s: release it first"
              .formatted(Names.quote(collection.name()), Names.quote(index.name())));
    }
    return catalog.withCollection(collection.withoutIndex(index));
  }
}
