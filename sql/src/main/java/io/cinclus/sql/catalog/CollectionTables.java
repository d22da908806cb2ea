package io.cinclus.sql.catalog;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.client.CatalogClient;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.sql.CinclusOptions;
import io.cinclus.sql.types.FieldTypes;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateIndex;
import io.cinclus.v1.DropCollection;
import io.cinclus.v1.LoadCollection;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.catalog.CatalogTable;
import org.apache.flink.table.catalog.Column;
import org.apache.flink.table.catalog.ResolvedCatalogTable;
import org.apache.flink.table.catalog.UniqueConstraint;
import org.apache.flink.table.factories.FactoryUtil;

/**
 * Collections as tables, and tables as collections. Immutable.
 *
 * @param log where the collections are
 */
record CollectionTables(LogConfig log) {

  /** The table of a collection: all fields but those that functions fill, and its options. */
  CatalogTable table(CollectionInfo collection) {
    Schema.Builder columns = Schema.newBuilder();
    Map<String, String> options = new LinkedHashMap<>();
    options.put(FactoryUtil.CONNECTOR.key(), CinclusOptions.IDENTIFIER);
    options.put(CinclusOptions.BOOTSTRAP_SERVERS.key(), log.bootstrapServers());
    options.put(CinclusOptions.TOPIC_PREFIX.key(), log.topicPrefix());
    log.client()
        .forEach((key, value) -> options.put(CinclusOptions.PROPERTIES_PREFIX + key, value));
    options.put(CinclusOptions.DATABASE.key(), collection.database());
    options.put(CinclusOptions.COLLECTION.key(), collection.name());
    options.put(CinclusOptions.SHARDS.key(), String.valueOf(collection.shardCount()));
    for (FieldSchema field : collection.schema().fields()) {
      if (collection.schema().functionOf(field).isPresent()) {
        continue;
      }
      columns.column(field.name(), FieldTypes.of(field));
      if (!field.description().isEmpty()) {
        columns.withComment(field.description());
      }
      options.putAll(FieldOptions.describe(field));
      collection.indexOn(field.id()).ifPresent(index -> describe(field, index, options));
    }
    return CatalogTable.newBuilder()
        .schema(columns.primaryKey(collection.schema().primaryKey().name()).build())
        .comment(collection.schema().description())
        .options(options)
        .build();
  }

  private static void describe(FieldSchema field, IndexInfo index, Map<String, String> options) {
    String prefix = CinclusOptions.FIELDS_PREFIX + field.name() + ".";
    options.put(prefix + FieldOptions.INDEX, index.indexType());
    if (!index.metricType().isEmpty()) {
      options.put(prefix + FieldOptions.METRIC, index.metricType());
    }
    if (!index.params().isEmpty()) {
      options.put(
          prefix + FieldOptions.INDEX_PARAMS,
          index.params().entrySet().stream()
              .map(param -> param.getKey() + ":" + param.getValue())
              .collect(Collectors.joining(",")));
    }
  }

  /**
   * Creates the collection of a table with its indexes, and loads it. Where an index is refused the
   * collection is dropped again.
   */
  void create(CatalogClient client, String database, String name, ResolvedCatalogTable table) {
    Map<String, String> options = table.getOptions();
    List<Column> columns = table.getResolvedSchema().getColumns();
    FieldOptions.checkNames(
        options.keySet(), columns.stream().map(Column::getName).collect(Collectors.toSet()));
    List<FieldSchema> fields = new ArrayList<>();
    List<CreateIndex> indexes = new ArrayList<>();
    Set<String> keys = keys(table);
    for (Column column : columns) {
      if (!column.isPhysical()) {
        throw bad(
            "column '%s' is computed: a collection has physical columns only", column.getName());
      }
      FieldOptions said = FieldOptions.of(column.getName(), options);
      FieldSchema field =
          said.schema(column.getDataType().getLogicalType(), keys.contains(column.getName()));
      fields.add(column.getComment().map(field::withDescription).orElse(field));
      if (said.isIndexed(field)) {
        indexes.add(
            CreateIndex.newBuilder()
                .setDatabase(database)
                .setCollection(name)
                .setField(field.name())
                .setIndexType(said.index())
                .setMetricType(said.metric())
                .putAllParams(said.indexParams())
                .build());
      }
    }
    String comment = table.getComment() == null ? "" : table.getComment();
    int shards = Configuration.fromMap(options).get(CinclusOptions.SHARDS);
    client.createCollection(database, name, new CollectionSchema(comment, fields), shards);
    try {
      for (CreateIndex index : indexes) {
        client.execute(CatalogCommand.newBuilder().setCreateIndex(index).build());
      }
      LoadCollection load =
          LoadCollection.newBuilder().setDatabase(database).setCollection(name).build();
      client.execute(CatalogCommand.newBuilder().setLoadCollection(load).build());
    } catch (CinclusException e) {
      drop(client, database, name);
      throw e;
    }
  }

  private static Set<String> keys(ResolvedCatalogTable table) {
    List<String> keys =
        table
            .getResolvedSchema()
            .getPrimaryKey()
            .map(UniqueConstraint::getColumns)
            .orElse(List.of());
    if (keys.size() != 1) {
      throw bad("the primary key is %s: declare one column as PRIMARY KEY (…) NOT ENFORCED", keys);
    }
    return Set.copyOf(keys);
  }

  static void drop(CatalogClient client, String database, String name) {
    client.execute(
        CatalogCommand.newBuilder()
            .setDropCollection(
                DropCollection.newBuilder().setDatabase(database).setCollection(name))
            .build());
  }

  private static CinclusException bad(String message, Object what) {
    return new CinclusException(ErrorCode.BAD_SCHEMA, message.formatted(what));
  }
}
