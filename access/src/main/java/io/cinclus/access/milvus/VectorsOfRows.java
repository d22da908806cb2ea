package io.cinclus.access.milvus;

import io.cinclus.access.translate.KeyIds;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.QueryVectors;
import io.cinclus.milvus.grpc.IDs;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.Keys;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.Request;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * The vectors of rows that are there, to search for what is near them. Thread-safe.
 *
 * @param field that is searched
 */
record VectorsOfRows(
    Backend backend, CollectionInfo collection, FieldSchema field, ConsistencyLevel consistency) {

  /** A vector for each key, in their order; fails where a row is not there. */
  CompletableFuture<List<QueryVector>> read(IDs ids) {
    Keys keys = KeyIds.toKeys(ids);
    String key = collection.schema().primaryKey().name();
    return backend
        .rows(
            collection,
            Request.newBuilder()
                .setDatabase(collection.database())
                .setConsistency(consistency)
                .setQuery(
                    QueryRequest.newBuilder()
                        .setCollection(collection.name())
                        .setKeys(keys)
                        .addOutputFields(key)
                        .addOutputFields(field.name()))
                .build())
        .thenApply(found -> inOrder(keys, found.joined(collection.schema())));
  }

  private List<QueryVector> inOrder(Keys wanted, RowBatch rows) {
    Map<Object, Integer> rowOfKey = new HashMap<>();
    int keyField = collection.schema().primaryKey().id();
    for (int row = 0; row < rows.rowCount(); row++) {
      rowOfKey.put(KeyIds.value(rows.column(keyField), row), row);
    }
    List<QueryVector> vectors = new ArrayList<>();
    for (Object key : KeyIds.values(wanted)) {
      Integer row = rowOfKey.get(key);
      if (row == null || rows.column(field.id()).isNull(row)) {
        throw new CinclusException(
            ErrorCode.BAD_REQUEST,
            "there is no row of key %s with a vector to search for".formatted(key));
      }
      vectors.add(QueryVectors.of(rows.column(field.id()), row));
    }
    return vectors;
  }
}
