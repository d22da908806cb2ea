package io.cinclus.access.milvus;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.access.security.Authorizer;
import io.cinclus.access.security.Identity;
import io.cinclus.access.translate.Consistency;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.Schemas;
import io.cinclus.access.translate.Statuses;
import io.cinclus.access.translate.TimeZones;
import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.CollectionSettings;
import io.cinclus.catalog.SchemaCodec;
import io.cinclus.catalog.SchemaRules;
import io.cinclus.milvus.grpc.BatchDescribeCollectionRequest;
import io.cinclus.milvus.grpc.BatchDescribeCollectionResponse;
import io.cinclus.milvus.grpc.BoolResponse;
import io.cinclus.milvus.grpc.CollectionSchema;
import io.cinclus.milvus.grpc.CreateCollectionRequest;
import io.cinclus.milvus.grpc.DescribeCollectionRequest;
import io.cinclus.milvus.grpc.DescribeCollectionResponse;
import io.cinclus.milvus.grpc.DropCollectionRequest;
import io.cinclus.milvus.grpc.FieldSchema;
import io.cinclus.milvus.grpc.HasCollectionRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.ShowCollectionsRequest;
import io.cinclus.milvus.grpc.ShowCollectionsResponse;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateCollection;
import io.cinclus.v1.DropCollection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/** Collections. Thread-safe. */
record CollectionCalls(Backend backend) {
  private static final int FULLY_LOADED = 100;

  /** Partitions that a partition key spreads rows over, as in Milvus. */
  private static final int DEFAULT_PARTITIONS = 16;

  void addTo(Calls calls) {
    calls.addStatus(MilvusServiceGrpc.getCreateCollectionMethod(), this::create);
    calls.addStatus(MilvusServiceGrpc.getDropCollectionMethod(), this::drop);
    calls.add(MilvusServiceGrpc.getHasCollectionMethod(), this::has);
    calls.add(MilvusServiceGrpc.getDescribeCollectionMethod(), this::describe);
    calls.add(MilvusServiceGrpc.getBatchDescribeCollectionMethod(), this::describe);
    calls.add(MilvusServiceGrpc.getShowCollectionsMethod(), this::show);
  }

  /** Creates it, or finds that it is there already just as it is wanted. */
  CompletableFuture<?> create(CreateCollectionRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    return backend
        .newest()
        .thenCompose(catalog -> create(request, catalog.database(database).properties()));
  }

  private CompletableFuture<?> create(
      CreateCollectionRequest request, Map<String, String> databaseProperties) {
    String database = DatabaseHeader.or(request.getDbName());
    String name = request.getCollectionName();
    Map<String, String> properties =
        TimeZones.inherited(KeyValues.of(request.getPropertiesList()), databaseProperties);
    AlterCalls.checkProperties(properties);
    io.cinclus.model.CollectionSchema schema =
        SchemaRules.check(Schemas.fromMilvus(parse(request), TimeZones.of(properties)));
    try {
      return CompletableFuture.completedFuture(
          backend
              .client()
              .catalog()
              .createCollection(
                  CreateCollection.newBuilder()
                      .setDatabase(database)
                      .setCollection(name)
                      .setSchema(SchemaCodec.encode(schema))
                      .setConsistency(Consistency.kept(request.getConsistencyLevel()))
                      .putAllProperties(properties)
                      .setPartitionCount(partitionCount(request, schema))
                      .setAtMillis(System.currentTimeMillis()),
                  Math.max(1, request.getShardsNum())));
    } catch (CinclusException e) {
      if (e.code() != ErrorCode.COLLECTION_EXISTS) {
        throw e;
      }
      return backend
          .collection(database, name)
          .thenAccept(
              existing -> {
                if (!existing.schema().equals(SchemaRules.withFieldIds(schema))) {
                  throw e;
                }
              });
    }
  }

  /** Without a partition key the number means nothing, and some clients send one all the same. */
  private static int partitionCount(
      CreateCollectionRequest request, io.cinclus.model.CollectionSchema schema) {
    if (schema.partitionKey().isEmpty()) {
      return 0;
    }
    long sent = request.getNumPartitions();
    return sent == 0 ? DEFAULT_PARTITIONS : (int) Math.max(-1, Math.min(sent, Integer.MAX_VALUE));
  }

  private static CollectionSchema parse(CreateCollectionRequest request) {
    try {
      return CollectionSchema.parseFrom(request.getSchema());
    } catch (InvalidProtocolBufferException e) {
      throw new CinclusException(
          ErrorCode.BAD_SCHEMA, "the schema cannot be read: " + e.getMessage(), e);
    }
  }

  /** Drops it; one that is not there is as good as dropped. */
  CompletableFuture<Void> drop(DropCollectionRequest request) {
    return backend.execute(
        CatalogCommand.newBuilder()
            .setDropCollection(
                DropCollection.newBuilder()
                    .setDatabase(DatabaseHeader.or(request.getDbName()))
                    .setCollection(request.getCollectionName())),
        ErrorCode.COLLECTION_NOT_FOUND);
  }

  CompletableFuture<BoolResponse> has(HasCollectionRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    return backend
        .newest()
        .thenApply(
            catalog -> {
              catalog.database(database);
              return bool(
                  catalog.findCollection(database, request.getCollectionName()).isPresent());
            });
  }

  static BoolResponse bool(boolean value) {
    return BoolResponse.newBuilder().setStatus(Statuses.ok()).setValue(value).build();
  }

  CompletableFuture<DescribeCollectionResponse> describe(DescribeCollectionRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    return backend
        .newest()
        .thenApply(
            catalog ->
                describe(
                    catalog,
                    find(
                        catalog,
                        database,
                        request.getCollectionName(),
                        request.getCollectionID())));
  }

  CompletableFuture<BatchDescribeCollectionResponse> describe(
      BatchDescribeCollectionRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    return backend
        .newest()
        .thenApply(
            catalog -> {
              BatchDescribeCollectionResponse.Builder all =
                  BatchDescribeCollectionResponse.newBuilder().setStatus(Statuses.ok());
              for (String name : request.getCollectionNameList()) {
                all.addResponses(describe(catalog, catalog.collection(database, name)));
              }
              for (long id : request.getCollectionIDList()) {
                all.addResponses(describe(catalog, find(catalog, database, "", id)));
              }
              return all.build();
            });
  }

  static CollectionInfo find(Catalog catalog, String database, String name, long id) {
    if (!name.isEmpty()) {
      return catalog.collection(database, name);
    }
    return catalog
        .collection(id)
        .orElseThrow(
            () ->
                new CinclusException(
                    ErrorCode.COLLECTION_NOT_FOUND,
                    "there is no collection of id %d: name one that is there".formatted(id)));
  }

  private DescribeCollectionResponse describe(Catalog catalog, CollectionInfo collection) {
    CollectionSettings settings = collection.settings();
    DescribeCollectionResponse.Builder description =
        DescribeCollectionResponse.newBuilder()
            .setStatus(Statuses.ok())
            .setSchema(schema(collection))
            .setCollectionID(collection.id())
            .setCollectionName(collection.name())
            .setDbName(collection.database())
            .setDbId(catalog.database(collection.database()).id())
            .setShardsNum(collection.shardCount())
            .setNumPartitions(collection.partitions().size())
            .setConsistencyLevel(Consistency.toMilvus(settings.consistency()))
            .setCreatedTimestamp(CollectionSettings.timestamp(settings.createdAtMillis(), 0))
            .setCreatedUtcTimestamp(settings.createdAtMillis())
            .setUpdateTimestamp(settings.schemaTimestamp())
            .setUpdateTimestampStr(Long.toString(settings.schemaTimestamp()))
            .addAllProperties(KeyValues.pairs(settings.properties()))
            .addAllAliases(catalog.aliases(collection.id()));
    for (int shard = 0; shard < collection.shardCount(); shard++) {
      int channel = collection.channels().get(shard);
      description
          .addPhysicalChannelNames("%s_%d".formatted(backend.log().walTopic(), channel))
          .addVirtualChannelNames(virtualChannel(backend, collection, shard));
    }
    return description.build();
  }

  static String virtualChannel(Backend backend, CollectionInfo collection, int shard) {
    return "%s_%d_%dv%d"
        .formatted(
            backend.log().walTopic(), collection.channels().get(shard), collection.id(), shard);
  }

  /** With what its fields are set to beside their types. */
  private static CollectionSchema schema(CollectionInfo collection) {
    CollectionSchema.Builder schema =
        Schemas.toMilvus(
            collection.name(), collection.database(), collection.schema(), TimeZones.of(collection))
            .toBuilder();
    for (FieldSchema.Builder field : schema.getFieldsBuilderList()) {
      int id = Math.toIntExact(field.getFieldID());
      field.addAllTypeParams(KeyValues.pairs(collection.settings().ofField(id)));
    }
    return schema.build();
  }

  CompletableFuture<ShowCollectionsResponse> show(ShowCollectionsRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    Optional<Identity> caller = Identity.current();
    return backend
        .newest()
        .thenApply(
            catalog -> {
              ShowCollectionsResponse.Builder all =
                  ShowCollectionsResponse.newBuilder().setStatus(Statuses.ok());
              Predicate<String> visible = Authorizer.visibleCollections(catalog, caller, database);
              shown(catalog, database, request).stream()
                  .filter(collection -> visible.test(collection.name()))
                  .forEach(collection -> add(all, collection));
              return all.build();
            });
  }

  /**
   * All, or of those that are loaded all or the named ones, of which each must be there and loaded.
   */
  static List<CollectionInfo> shown(
      Catalog catalog, String database, ShowCollectionsRequest request) {
    if (!isOnlyLoaded(request)) {
      return catalog.collections(database);
    }
    if (namesOf(request).isEmpty()) {
      return catalog.collections(database).stream().filter(CollectionInfo::loaded).toList();
    }
    return namesOf(request).stream()
        .map(name -> LoadCalls.requireLoaded(catalog.collection(database, name)))
        .toList();
  }

  @SuppressWarnings("deprecation") // Older clients wait by it until a collection is loaded.
  private static List<String> namesOf(ShowCollectionsRequest request) {
    return request.getCollectionNamesList();
  }

  @SuppressWarnings("deprecation") // Older clients tell by it what is loaded.
  private static boolean isOnlyLoaded(ShowCollectionsRequest request) {
    return request.getType() == io.cinclus.milvus.grpc.ShowType.InMemory;
  }

  @SuppressWarnings("deprecation") // Older clients tell by it what is loaded.
  private static void add(ShowCollectionsResponse.Builder all, CollectionInfo collection) {
    all.addCollectionNames(collection.name())
        .addCollectionIds(collection.id())
        .addCreatedTimestamps(
            CollectionSettings.timestamp(collection.settings().createdAtMillis(), 0))
        .addCreatedUtcTimestamps(collection.settings().createdAtMillis())
        .addInMemoryPercentages(collection.loaded() ? FULLY_LOADED : 0)
        .addQueryServiceAvailable(collection.loaded())
        .addShardsNum(collection.shardCount());
  }
}
