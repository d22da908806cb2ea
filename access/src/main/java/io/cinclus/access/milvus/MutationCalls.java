package io.cinclus.access.milvus;

import io.cinclus.access.translate.FilterTemplates;
import io.cinclus.access.translate.InsertColumns;
import io.cinclus.access.translate.KeyIds;
import io.cinclus.access.translate.PartialRows;
import io.cinclus.access.translate.Statuses;
import io.cinclus.access.translate.TimeZones;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.filter.Filter;
import io.cinclus.milvus.grpc.DeleteRequest;
import io.cinclus.milvus.grpc.FieldData;
import io.cinclus.milvus.grpc.FieldPartialUpdateOp;
import io.cinclus.milvus.grpc.FieldPartialUpdateOp.OpType;
import io.cinclus.milvus.grpc.InsertRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.MutationResult;
import io.cinclus.milvus.grpc.UpsertRequest;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

/**
 * Writes. One that is answered is in the log; its timestamp is such that whoever searches with it
 * sees the write. Thread-safe.
 */
record MutationCalls(Backend backend) {

  /** What a client wants written. */
  private record Rows(
      String database,
      String collection,
      String partition,
      List<FieldData> columns,
      int count,
      long schemaTimestamp) {
    static Rows of(UpsertRequest request) {
      return new Rows(
          DatabaseHeader.or(request.getDbName()),
          request.getCollectionName(),
          request.getPartitionName(),
          request.getFieldsDataList(),
          request.getNumRows(),
          request.getSchemaTimestamp());
    }

    void checkCount() {
      if (count < 1) {
        throw new CinclusException(ErrorCode.BAD_ROW, "there are no rows: send one at least");
      }
    }

    Target target(CollectionInfo into) {
      PartitionNames.of(List.of(partition), into);
      return new Target(database, collection, partition).pinnedTo(into.id());
    }
  }

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getInsertMethod(), this::insert);
    calls.add(MilvusServiceGrpc.getUpsertMethod(), this::upsert);
    calls.add(MilvusServiceGrpc.getDeleteMethod(), this::delete);
  }

  CompletableFuture<MutationResult> insert(InsertRequest request) {
    Rows rows =
        new Rows(
            DatabaseHeader.or(request.getDbName()),
            request.getCollectionName(),
            request.getPartitionName(),
            request.getFieldsDataList(),
            request.getNumRows(),
            request.getSchemaTimestamp());
    return write(rows, true).thenApply(result -> result.setInsertCnt(request.getNumRows()).build());
  }

  /**
   * As an insert replaces the rows of its keys it does the same, but never makes keys. Of rows that
   * are sent in part the other fields are read first.
   */
  CompletableFuture<MutationResult> upsert(UpsertRequest request) {
    boolean isPartial =
        request.getPartialUpdate()
            || request.getFieldOpsList().stream().anyMatch(op -> op.getOp() != OpType.REPLACE);
    Rows rows = Rows.of(request);
    return (isPartial ? change(rows, request.getFieldOpsList()) : write(rows, false))
        .thenApply(result -> upserted(result, request.getNumRows()));
  }

  private CompletableFuture<MutationResult.Builder> change(
      Rows rows, List<FieldPartialUpdateOp> operations) {
    rows.checkCount();
    return backend
        .collection(rows.database(), rows.collection())
        .thenCompose(
            collection -> {
              checkSchema(collection, rows.schemaTimestamp());
              CollectionSchema schema = collection.schema();
              RowBatch given =
                  InsertColumns.rows(
                      rows.columns(), rows.count(), schema, TimeZones.of(collection));
              if (!given.columns().containsKey(schema.primaryKey().id())) {
                throw missingKeys(schema.primaryKey());
              }
              return new PartialUpsert(backend, collection)
                  .complete(given, PartialRows.of(operations, given, schema))
                  .thenComposeAsync(
                      complete -> write(rows.target(collection), complete), backend.workers());
            });
  }

  /** As of a delete and an insert, as in Milvus: clients of Java up to 2.5 look at the latter. */
  static MutationResult upserted(MutationResult.Builder result, long count) {
    return result.setUpsertCnt(count).setInsertCnt(count).setDeleteCnt(count).build();
  }

  private CompletableFuture<MutationResult.Builder> write(Rows rows, boolean makesKeys) {
    rows.checkCount();
    return backend.with(
        rows.database(),
        rows.collection(),
        collection -> {
          checkSchema(collection, rows.schemaTimestamp());
          RowBatch batch =
              InsertColumns.rows(
                  rows.columns(), rows.count(), collection.schema(), TimeZones.of(collection));
          checkKeys(batch, collection.schema().primaryKey(), makesKeys);
          return write(rows.target(collection), batch);
        });
  }

  /** What the client takes for an unknown column may be a field by now. */
  static void checkSchema(CollectionInfo collection, long clients) {
    long newest = collection.settings().schemaTimestamp();
    if (clients != 0 && newest != 0 && clients != newest) {
      throw new CinclusException(
          ErrorCode.SCHEMA_MISMATCH,
          "the schema of collection '%s' has changed: describe it again, then send the rows"
              .formatted(collection.name()));
    }
  }

  private CompletableFuture<MutationResult.Builder> write(Target target, RowBatch rows) {
    return backend
        .client()
        .writer()
        .insertWithKeys(target, rows)
        .thenApply(inserted -> result(inserted.keys(), rows.rowCount()));
  }

  private static CinclusException missingKeys(FieldSchema key) {
    return new CinclusException(
        ErrorCode.BAD_ROW,
        "field '%s' is missing: send the keys of the rows that are to be replaced"
            .formatted(key.name()));
  }

  /** Of keys that are made, an insert may send none, and an upsert must, as in Milvus. */
  static void checkKeys(RowBatch batch, FieldSchema key, boolean makesKeys) {
    if (key.isAutoId() && batch.columns().containsKey(key.id()) == makesKeys) {
      throw makesKeys
          ? new CinclusException(
              ErrorCode.BAD_ROW,
              "field '%s' is a primary key that is made for the rows (autoID): leave it out"
                  .formatted(key.name()))
          : missingKeys(key);
    }
  }

  private MutationResult.Builder result(Column keys, int count) {
    return MutationResult.newBuilder()
        .setStatus(Statuses.ok())
        .setIDs(KeyIds.of(keys, count))
        .addAllSuccIndex(IntStream.range(0, count).boxed().toList())
        .setAcknowledged(true)
        .setTimestamp(backend.clock().next());
  }

  /** Deletes what a filter selects, without a look at the rows where it lists nothing but keys. */
  CompletableFuture<MutationResult> delete(DeleteRequest request) {
    String database = DatabaseHeader.or(request.getDbName());
    String expression =
        FilterTemplates.expand(request.getExpr(), request.getExprTemplateValuesMap());
    if (expression.isBlank()) {
      throw new CinclusException(
          ErrorCode.BAD_FILTER, "the delete has no filter: say which rows to delete");
    }
    return backend
        .with(
            database,
            request.getCollectionName(),
            collection -> {
              PartitionNames.of(List.of(request.getPartitionName()), collection);
              String filter = Filter.inZone(expression, TimeZones.of(collection));
              Target target =
                  new Target(database, request.getCollectionName(), request.getPartitionName())
                      .pinnedTo(collection.id());
              Optional<Column> keys =
                  request.getPartitionName().isEmpty()
                      ? Filter.compile(filter, collection.schema()).primaryKeys()
                      : Optional.empty();
              return keys.isPresent()
                  ? delete(target, keys.get())
                  : new FilteredDelete(backend, target, collection, filter).run();
            })
        .thenApply(
            count ->
                MutationResult.newBuilder()
                    .setStatus(Statuses.ok())
                    .setAcknowledged(true)
                    .setDeleteCnt(count)
                    .setTimestamp(backend.clock().next())
                    .build());
  }

  private CompletableFuture<Long> delete(Target target, Column keys) {
    int count = keys.capacity();
    return count == 0
        ? CompletableFuture.completedFuture(0L)
        : backend
            .client()
            .writer()
            .delete(target, keys, count)
            .thenApply(positions -> (long) count);
  }
}
