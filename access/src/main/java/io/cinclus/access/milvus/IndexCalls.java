package io.cinclus.access.milvus;

import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.milvus.grpc.AlterIndexRequest;
import io.cinclus.milvus.grpc.CreateIndexRequest;
import io.cinclus.milvus.grpc.DescribeIndexRequest;
import io.cinclus.milvus.grpc.DescribeIndexResponse;
import io.cinclus.milvus.grpc.DropIndexRequest;
import io.cinclus.milvus.grpc.GetIndexBuildProgressRequest;
import io.cinclus.milvus.grpc.GetIndexBuildProgressResponse;
import io.cinclus.milvus.grpc.GetIndexStateRequest;
import io.cinclus.milvus.grpc.GetIndexStateResponse;
import io.cinclus.milvus.grpc.GetIndexStatisticsRequest;
import io.cinclus.milvus.grpc.GetIndexStatisticsResponse;
import io.cinclus.milvus.grpc.IndexDescription;
import io.cinclus.milvus.grpc.IndexState;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AlterIndex;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateIndex;
import io.cinclus.v1.DropIndex;
import io.cinclus.v1.PropertyChange;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/** Indexes. Thread-safe. */
record IndexCalls(Backend backend) {
  private static final String INDEX_TYPE = "index_type";
  private static final String METRIC_TYPE = "metric_type";

  /** What clients send along and no index is built by. */
  private static final Set<String> NOT_OF_THE_INDEX =
      Set.of(INDEX_TYPE, METRIC_TYPE, "index_name", "field_name");

  /** What no index is built by and is kept beside it. */
  private static final Set<String> PROPERTIES = Set.of("mmap.enabled", "warmup");

  void addTo(Calls calls) {
    calls.addStatus(MilvusServiceGrpc.getCreateIndexMethod(), this::create);
    calls.addStatus(MilvusServiceGrpc.getDropIndexMethod(), this::drop);
    calls.add(MilvusServiceGrpc.getDescribeIndexMethod(), this::describe);
    calls.addStatus(MilvusServiceGrpc.getAlterIndexMethod(), this::alter);
    calls.add(MilvusServiceGrpc.getGetIndexStatisticsMethod(), this::statistics);
    calls.add(MilvusServiceGrpc.getGetIndexStateMethod(), this::state);
    calls.add(MilvusServiceGrpc.getGetIndexBuildProgressMethod(), this::progress);
  }

  CompletableFuture<Long> create(CreateIndexRequest request) {
    return backend.execute(
        CatalogCommand.newBuilder()
            .setCreateIndex(command(request, DatabaseHeader.or(request.getDbName()))));
  }

  /** What is left empty, the catalog fills in by the type of the field. */
  static CreateIndex command(CreateIndexRequest request, String database) {
    Map<String, String> params = KeyValues.flat(request.getExtraParamsList());
    CreateIndex.Builder index =
        CreateIndex.newBuilder()
            .setDatabase(database)
            .setCollection(request.getCollectionName())
            .setField(request.getFieldName())
            .setIndex(request.getIndexName())
            .setIndexType(params.getOrDefault(INDEX_TYPE, "").trim())
            .setMetricType(params.getOrDefault(METRIC_TYPE, "").trim());
    params.forEach(
        (key, value) -> {
          if (PROPERTIES.contains(key)) {
            index.putProperties(key, value);
          } else if (!NOT_OF_THE_INDEX.contains(key)) {
            index.putParams(key, value);
          }
        });
    return index.build();
  }

  CompletableFuture<Long> alter(AlterIndexRequest request) {
    PropertyChange change =
        KeyValues.change(request.getExtraParamsList(), request.getDeleteKeysList());
    Stream.concat(change.getSetMap().keySet().stream(), change.getDeleteList().stream())
        .filter(key -> !PROPERTIES.contains(key))
        .findFirst()
        .ifPresent(
            key -> {
              throw new CinclusException(
                  ErrorCode.BAD_PARAMETER,
                  "%s of an index cannot be altered: alter %s, or drop the index and create it anew"
                      .formatted(key, PROPERTIES));
            });
    return backend.execute(
        CatalogCommand.newBuilder()
            .setAlterIndex(
                AlterIndex.newBuilder()
                    .setDatabase(DatabaseHeader.or(request.getDbName()))
                    .setCollection(request.getCollectionName())
                    .setIndex(request.getIndexName())
                    .setChange(change)));
  }

  /** Drops it; one that is not there is as good as dropped. */
  CompletableFuture<Void> drop(DropIndexRequest request) {
    String index =
        request.getIndexName().isEmpty() ? request.getFieldName() : request.getIndexName();
    return backend.execute(
        CatalogCommand.newBuilder()
            .setDropIndex(
                DropIndex.newBuilder()
                    .setDatabase(DatabaseHeader.or(request.getDbName()))
                    .setCollection(request.getCollectionName())
                    .setIndex(index)),
        ErrorCode.INDEX_NOT_FOUND);
  }

  /**
   * The indexes of a name, of a field, or all. Always finished: rows are searched all the same
   * while their index is being built.
   */
  CompletableFuture<DescribeIndexResponse> describe(DescribeIndexRequest request) {
    return backend
        .collection(DatabaseHeader.or(request.getDbName()), request.getCollectionName())
        .thenApplyAsync(
            collection ->
                DescribeIndexResponse.newBuilder()
                    .setStatus(Statuses.ok())
                    .addAllIndexDescriptions(
                        describe(collection, request.getIndexName(), request.getFieldName()))
                    .build(),
            backend.workers());
  }

  /** The same. */
  CompletableFuture<GetIndexStatisticsResponse> statistics(GetIndexStatisticsRequest request) {
    return backend
        .collection(DatabaseHeader.or(request.getDbName()), request.getCollectionName())
        .thenApplyAsync(
            collection ->
                GetIndexStatisticsResponse.newBuilder()
                    .setStatus(Statuses.ok())
                    .addAllIndexDescriptions(describe(collection, request.getIndexName(), ""))
                    .build(),
            backend.workers());
  }

  CompletableFuture<GetIndexStateResponse> state(GetIndexStateRequest request) {
    return backend
        .collection(DatabaseHeader.or(request.getDbName()), request.getCollectionName())
        .thenApply(
            collection -> {
              indexes(collection, request.getIndexName(), request.getFieldName());
              return GetIndexStateResponse.newBuilder()
                  .setStatus(Statuses.ok())
                  .setState(IndexState.Finished)
                  .build();
            });
  }

  CompletableFuture<GetIndexBuildProgressResponse> progress(GetIndexBuildProgressRequest request) {
    return backend
        .collection(DatabaseHeader.or(request.getDbName()), request.getCollectionName())
        .thenApplyAsync(
            collection -> {
              IndexDescription first =
                  describe(collection, request.getIndexName(), request.getFieldName()).get(0);
              return GetIndexBuildProgressResponse.newBuilder()
                  .setStatus(Statuses.ok())
                  .setIndexedRows(first.getIndexedRows())
                  .setTotalRows(first.getTotalRows())
                  .build();
            },
            backend.workers());
  }

  /** Those of a name and on a field, each of which may be empty; one at least. */
  private static List<IndexInfo> indexes(
      CollectionInfo collection, String indexName, String fieldName) {
    List<IndexInfo> indexes =
        collection.indexes().stream()
            .filter(index -> indexName.isEmpty() || index.name().equals(indexName))
            .filter(index -> fieldName.isEmpty() || field(collection, index).equals(fieldName))
            .toList();
    if (indexes.isEmpty()) {
      throw new CinclusException(
          ErrorCode.INDEX_NOT_FOUND,
          "index not found: collection '%s' has %s"
              .formatted(
                  collection.name(), collection.indexes().stream().map(IndexInfo::name).toList()));
    }
    return indexes;
  }

  private List<IndexDescription> describe(
      CollectionInfo collection, String indexName, String fieldName) {
    List<IndexInfo> indexes = indexes(collection, indexName, fieldName);
    Manifests manifests = Manifests.read(backend.log(), collection);
    return indexes.stream().map(index -> describe(index, collection, manifests)).toList();
  }

  static IndexDescription describe(
      IndexInfo index, CollectionInfo collection, Manifests manifests) {
    Set<Long> partitions = Set.copyOf(collection.partitionIds());
    long totalRows = manifests.rowCount(partitions);
    long indexedRows = manifests.indexedRowCount(index, partitions);
    IndexDescription.Builder description =
        IndexDescription.newBuilder()
            .setIndexName(index.name())
            .setIndexID(index.id())
            .setFieldName(field(collection, index))
            .setIndexedRows(indexedRows)
            .setTotalRows(totalRows)
            .setPendingIndexRows(totalRows - indexedRows)
            .setState(IndexState.Finished)
            .addParams(KeyValues.pair(INDEX_TYPE, index.indexType()));
    if (!index.metricType().isEmpty()) {
      description.addParams(KeyValues.pair(METRIC_TYPE, index.metricType()));
    }
    index.params().forEach((key, value) -> description.addParams(KeyValues.pair(key, value)));
    return description.addAllParams(KeyValues.pairs(index.properties())).build();
  }

  private static String field(CollectionInfo collection, IndexInfo index) {
    return collection.schema().field(index.fieldId()).name();
  }
}
