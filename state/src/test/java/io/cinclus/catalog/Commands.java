package io.cinclus.catalog;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.v1.AlterAlias;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateAlias;
import io.cinclus.v1.CreateCollection;
import io.cinclus.v1.CreateDatabase;
import io.cinclus.v1.CreateIndex;
import io.cinclus.v1.CreatePartition;
import io.cinclus.v1.DropAlias;
import io.cinclus.v1.DropCollection;
import io.cinclus.v1.DropDatabase;
import io.cinclus.v1.DropIndex;
import io.cinclus.v1.DropPartition;
import io.cinclus.v1.FoldVersion;
import io.cinclus.v1.LoadCollection;
import io.cinclus.v1.NodeStarted;
import io.cinclus.v1.ReleaseCollection;
import java.util.List;

/** Commands without an id, in short. */
final class Commands {
  /** A key, a scalar "text", vectors "vector" and "other", and the dynamic field. */
  static final CollectionSchema SCHEMA =
      SchemaRules.withDynamicField(
          new CollectionSchema(
              "",
              List.of(
                  FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
                  FieldSchema.of("text", DataType.VARCHAR, Limits.maxLength(100)).asNullable(),
                  FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(4)),
                  FieldSchema.of("other", DataType.FLOAT_VECTOR, Limits.dimension(8)))));

  private Commands() {}

  static CatalogCommand.Builder foldVersion(int version) {
    return CatalogCommand.newBuilder().setFoldVersion(FoldVersion.newBuilder().setVersion(version));
  }

  static CatalogCommand.Builder nodeStarted() {
    return CatalogCommand.newBuilder().setNodeStarted(NodeStarted.newBuilder().setName("node"));
  }

  static CatalogCommand.Builder createDatabase(String database) {
    return CatalogCommand.newBuilder()
        .setCreateDatabase(CreateDatabase.newBuilder().setDatabase(database));
  }

  static CatalogCommand.Builder dropDatabase(String database) {
    return CatalogCommand.newBuilder()
        .setDropDatabase(DropDatabase.newBuilder().setDatabase(database));
  }

  static CatalogCommand.Builder createCollection(String database, String collection) {
    return createCollection(database, collection, SCHEMA, List.of(3, 0));
  }

  static CatalogCommand.Builder createCollection(
      String database, String collection, CollectionSchema schema, List<Integer> channels) {
    return CatalogCommand.newBuilder()
        .setCreateCollection(
            CreateCollection.newBuilder()
                .setDatabase(database)
                .setCollection(collection)
                .setSchema(SchemaCodec.encode(schema))
                .addAllChannels(channels));
  }

  static CatalogCommand.Builder dropCollection(String database, String collection) {
    return CatalogCommand.newBuilder()
        .setDropCollection(
            DropCollection.newBuilder().setDatabase(database).setCollection(collection));
  }

  static CatalogCommand.Builder createPartition(
      String database, String collection, String partition) {
    return CatalogCommand.newBuilder()
        .setCreatePartition(
            CreatePartition.newBuilder()
                .setDatabase(database)
                .setCollection(collection)
                .setPartition(partition));
  }

  static CatalogCommand.Builder dropPartition(
      String database, String collection, String partition) {
    return CatalogCommand.newBuilder()
        .setDropPartition(
            DropPartition.newBuilder()
                .setDatabase(database)
                .setCollection(collection)
                .setPartition(partition));
  }

  static CatalogCommand.Builder createIndex(
      String database, String collection, String field, String metric) {
    return createIndex(
        CreateIndex.newBuilder()
            .setDatabase(database)
            .setCollection(collection)
            .setField(field)
            .setIndexType("HNSW")
            .setMetricType(metric)
            .putParams("M", "16")
            .putParams("efConstruction", "200"));
  }

  static CatalogCommand.Builder createIndex(CreateIndex.Builder index) {
    return CatalogCommand.newBuilder().setCreateIndex(index);
  }

  static CatalogCommand.Builder dropIndex(String database, String collection, String index) {
    return CatalogCommand.newBuilder()
        .setDropIndex(
            DropIndex.newBuilder().setDatabase(database).setCollection(collection).setIndex(index));
  }

  static CatalogCommand.Builder createAlias(String database, String collection, String alias) {
    return CatalogCommand.newBuilder()
        .setCreateAlias(
            CreateAlias.newBuilder()
                .setDatabase(database)
                .setCollection(collection)
                .setAlias(alias));
  }

  static CatalogCommand.Builder alterAlias(String database, String collection, String alias) {
    return CatalogCommand.newBuilder()
        .setAlterAlias(
            AlterAlias.newBuilder()
                .setDatabase(database)
                .setCollection(collection)
                .setAlias(alias));
  }

  static CatalogCommand.Builder dropAlias(String database, String alias) {
    return CatalogCommand.newBuilder()
        .setDropAlias(DropAlias.newBuilder().setDatabase(database).setAlias(alias));
  }

  static CatalogCommand.Builder load(String database, String collection) {
    return CatalogCommand.newBuilder()
        .setLoadCollection(
            LoadCollection.newBuilder().setDatabase(database).setCollection(collection));
  }

  static CatalogCommand.Builder release(String database, String collection) {
    return CatalogCommand.newBuilder()
        .setReleaseCollection(
            ReleaseCollection.newBuilder().setDatabase(database).setCollection(collection));
  }
}
