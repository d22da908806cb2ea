package io.cinclus.access.milvus;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.access.translate.Consistency;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.Schemas;
import io.cinclus.access.translate.Statuses;
import io.cinclus.access.translate.TimeZones;
import io.cinclus.catalog.CollectionSettings;
import io.cinclus.catalog.SchemaCodec;
import io.cinclus.milvus.grpc.AddCollectionFieldRequest;
import io.cinclus.milvus.grpc.AlterCollectionFieldRequest;
import io.cinclus.milvus.grpc.AlterCollectionRequest;
import io.cinclus.milvus.grpc.ConsistencyLevel;
import io.cinclus.milvus.grpc.FieldSchema;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.RenameCollectionRequest;
import io.cinclus.milvus.grpc.TruncateCollectionRequest;
import io.cinclus.milvus.grpc.TruncateCollectionResponse;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AddField;
import io.cinclus.v1.AlterCollection;
import io.cinclus.v1.AlterField;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.PropertyChange;
import io.cinclus.v1.RenameCollection;
import io.cinclus.v1.TruncateCollection;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** What alters a collection that is there. Thread-safe. */
record AlterCalls(Backend backend) {
  private static final String DESCRIPTION = "collection.description";
  private static final String CONSISTENCY = "consistency_level";
  private static final String DYNAMIC_FIELD = "dynamicfield.enabled";
  private static final String FIELD_DESCRIPTION = "field.description";
  private static final String MAX_LENGTH = "max_length";
  private static final String MAX_CAPACITY = "max_capacity";

  /** What a field may be set to beside its type and its limits. */
  private static final Set<String> FIELD_PROPERTIES =
      Set.of("mmap.enabled", "mmap_enabled", "warmup");

  void addTo(Calls calls) {
    calls.addStatus(MilvusServiceGrpc.getRenameCollectionMethod(), this::rename);
    calls.addStatus(MilvusServiceGrpc.getAlterCollectionMethod(), this::alter);
    calls.addStatus(MilvusServiceGrpc.getAlterCollectionFieldMethod(), this::alter);
    calls.addStatus(MilvusServiceGrpc.getAddCollectionFieldMethod(), this::addField);
    calls.add(MilvusServiceGrpc.getTruncateCollectionMethod(), this::truncate);
  }

  CompletableFuture<Long> rename(RenameCollectionRequest request) {
    return backend.execute(
        CatalogCommand.newBuilder()
            .setRenameCollection(
                RenameCollection.newBuilder()
                    .setDatabase(DatabaseHeader.or(request.getDbName()))
                    .setCollection(request.getOldName())
                    .setNewDatabase(request.getNewDBName())
                    .setNewCollection(request.getNewName())));
  }

  CompletableFuture<Long> alter(AlterCollectionRequest request) {
    PropertyChange change =
        KeyValues.change(request.getPropertiesList(), request.getDeleteKeysList());
    checkProperties(change.getSetMap());
    return backend.execute(
        CatalogCommand.newBuilder()
            .setAlterCollection(
                collection(change)
                    .setDatabase(DatabaseHeader.or(request.getDbName()))
                    .setCollection(request.getCollectionName())
                    .setAtMillis(System.currentTimeMillis())));
  }

  /** Some properties are what Milvus' clients call a part of the collection itself. */
  static AlterCollection.Builder collection(PropertyChange change) {
    AlterCollection.Builder command = AlterCollection.newBuilder();
    PropertyChange.Builder rest = change.toBuilder();
    for (String key : Set.of(DESCRIPTION, CONSISTENCY, DYNAMIC_FIELD)) {
      if (change.getDeleteList().contains(key)) {
        throw bad("%s cannot be deleted: set it to another value".formatted(key));
      }
      rest.removeSet(key);
    }
    Map<String, String> set = change.getSetMap();
    if (set.containsKey(DESCRIPTION)) {
      command.setDescription(set.getOrDefault(DESCRIPTION, ""));
    }
    if (set.containsKey(CONSISTENCY)) {
      command.setConsistency(Consistency.kept(level(set.getOrDefault(CONSISTENCY, ""))));
    }
    if (set.containsKey(DYNAMIC_FIELD)) {
      if (!KeyValues.isTrue(set, DYNAMIC_FIELD)) {
        throw bad("%s cannot be taken back: send true".formatted(DYNAMIC_FIELD));
      }
      command.setDynamicField(true);
    }
    return command.setChange(rest);
  }

  private static ConsistencyLevel level(String name) {
    return Arrays.stream(ConsistencyLevel.values())
        .filter(level -> level != ConsistencyLevel.UNRECOGNIZED)
        .filter(
            level ->
                level.name().equalsIgnoreCase(name.trim())
                    || Integer.toString(level.getNumber()).equals(name.trim()))
        .findFirst()
        .orElseThrow(
            () ->
                bad(
                    "%s is '%s': send Strong, Session, Bounded or Eventually"
                        .formatted(CONSISTENCY, name)));
  }

  /** Most are hints, of which any value is kept. */
  static void checkProperties(Map<String, String> properties) {
    TimeZones.check(properties);
    String retention = properties.getOrDefault(CollectionSettings.RETENTION_SECONDS, "0").strip();
    if (!retention.matches("\\d{1,10}")
        || Long.parseLong(retention) > CollectionSettings.MAX_TTL_SECONDS) {
      throw bad(
          "%s must be a number of seconds from 0 to %d, got '%s'"
              .formatted(
                  CollectionSettings.RETENTION_SECONDS,
                  CollectionSettings.MAX_TTL_SECONDS,
                  retention));
    }
    String ttl = properties.getOrDefault(CollectionSettings.TTL_SECONDS, "0").strip();
    if (!ttl.matches("-1|\\d{1,10}") || Long.parseLong(ttl) > CollectionSettings.MAX_TTL_SECONDS) {
      throw bad(
          "collection TTL is out of range, expect [-1, %d], got '%s'"
              .formatted(CollectionSettings.MAX_TTL_SECONDS, ttl));
    }
  }

  CompletableFuture<Long> alter(AlterCollectionFieldRequest request) {
    PropertyChange change =
        KeyValues.change(request.getPropertiesList(), request.getDeleteKeysList());
    return backend.execute(
        CatalogCommand.newBuilder()
            .setAlterField(
                field(change)
                    .setDatabase(DatabaseHeader.or(request.getDbName()))
                    .setCollection(request.getCollectionName())
                    .setField(request.getFieldName())
                    .setAtMillis(System.currentTimeMillis())));
  }

  static AlterField.Builder field(PropertyChange change) {
    AlterField.Builder command = AlterField.newBuilder();
    PropertyChange.Builder rest = change.toBuilder().clearSet();
    change
        .getSetMap()
        .forEach(
            (key, value) -> {
              switch (key) {
                case MAX_LENGTH ->
                    command.setMaxLength(KeyValues.integer(change.getSetMap(), key, 0));
                case MAX_CAPACITY ->
                    command.setMaxCapacity(KeyValues.integer(change.getSetMap(), key, 0));
                case FIELD_DESCRIPTION -> command.setDescription(value);
                default -> rest.putSet(alterable(key), value);
              }
            });
    change.getDeleteList().forEach(AlterCalls::alterable);
    return command.setChange(rest);
  }

  private static String alterable(String key) {
    if (!FIELD_PROPERTIES.contains(key)) {
      throw bad(
          "%s of a field cannot be altered: alter %s, %s, %s or one of %s"
              .formatted(key, MAX_LENGTH, MAX_CAPACITY, FIELD_DESCRIPTION, FIELD_PROPERTIES));
    }
    return key;
  }

  CompletableFuture<Long> addField(AddCollectionFieldRequest request) {
    FieldSchema field;
    try {
      field = FieldSchema.parseFrom(request.getSchema());
    } catch (InvalidProtocolBufferException e) {
      throw new CinclusException(
          ErrorCode.BAD_SCHEMA, "the field's schema cannot be read: " + e.getMessage(), e);
    }
    String database = DatabaseHeader.or(request.getDbName());
    return backend
        .collection(database, request.getCollectionName())
        .thenCompose(
            collection ->
                backend.execute(
                    CatalogCommand.newBuilder()
                        .setAddField(
                            AddField.newBuilder()
                                .setDatabase(database)
                                .setCollection(request.getCollectionName())
                                .setField(
                                    SchemaCodec.encode(
                                        Schemas.fromMilvus(field, TimeZones.of(collection))))
                                .setAtMillis(System.currentTimeMillis()))));
  }

  CompletableFuture<TruncateCollectionResponse> truncate(TruncateCollectionRequest request) {
    return backend
        .execute(
            CatalogCommand.newBuilder()
                .setTruncateCollection(
                    TruncateCollection.newBuilder()
                        .setDatabase(DatabaseHeader.or(request.getDbName()))
                        .setCollection(request.getCollectionName())))
        .thenApply(
            position -> TruncateCollectionResponse.newBuilder().setStatus(Statuses.ok()).build());
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_PARAMETER, message);
  }
}
