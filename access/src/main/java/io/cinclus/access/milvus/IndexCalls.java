package io.cinclus.access.milvus;

import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.milvus.grpc.CreateIndexRequest;
import io.cinclus.milvus.grpc.DescribeIndexRequest;
import io.cinclus.milvus.grpc.DescribeIndexResponse;
import io.cinclus.milvus.grpc.DropIndexRequest;
import io.cinclus.milvus.grpc.IndexDescription;
import io.cinclus.milvus.grpc.IndexState;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateIndex;
import io.cinclus.v1.DropIndex;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Indexes. Thread-safe. */
record IndexCalls(Backend backend) {
  private static final String INDEX_TYPE = "index_type";
  private static final String METRIC_TYPE = "metric_type";

  /** What clients send along and no index is built by. */
  private static final Set<String> NOT_OF_THE_INDEX =
      Set.of(INDEX_TYPE, METRIC_TYPE, "mmap.enabled", "warmup", "index_name", "field_name");

  void addTo(Calls calls) {
    calls.addStatus(MilvusServiceGrpc.getCreateIndexMethod(), this::create);
    calls.addStatus(MilvusServiceGrpc.getDropIndexMethod(), this::drop);
    calls.add(MilvusServiceGrpc.getDescribeIndexMethod(), this::describe);
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
          if (!NOT_OF_THE_INDEX.contains(key)) {
            index.putParams(key, value);
          }
        });
    return index.build();
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
        .thenApplyAsync(collection -> describe(request, collection), backend.workers());
  }

  private DescribeIndexResponse describe(DescribeIndexRequest request, CollectionInfo collection) {
    List<IndexInfo> indexes =
        collection.indexes().stream()
            .filter(
                index ->
                    request.getIndexName().isEmpty() || index.name().equals(request.getIndexName()))
            .filter(
                index ->
                    request.getFieldName().isEmpty()
                        || field(collection, index).equals(request.getFieldName()))
            .toList();
    if (indexes.isEmpty()) {
      throw new CinclusException(
          ErrorCode.INDEX_NOT_FOUND,
          "index not found: collection '%s' has %s"
              .formatted(
                  collection.name(), collection.indexes().stream().map(IndexInfo::name).toList()));
    }
    Manifests manifests = Manifests.read(backend.log(), collection);
    DescribeIndexResponse.Builder all = DescribeIndexResponse.newBuilder().setStatus(Statuses.ok());
    for (IndexInfo index : indexes) {
      all.addIndexDescriptions(describe(index, collection, manifests));
    }
    return all.build();
  }

  static IndexDescription describe(
      IndexInfo index, CollectionInfo collection, Manifests manifests) {
    IndexDescription.Builder description =
        IndexDescription.newBuilder()
            .setIndexName(index.name())
            .setIndexID(index.id())
            .setFieldName(field(collection, index))
            .setIndexedRows(manifests.indexedRowCount(index.id()))
            .setTotalRows(manifests.rowCount(Set.copyOf(collection.partitionIds())))
            .setState(IndexState.Finished)
            .addParams(KeyValues.pair(INDEX_TYPE, index.indexType()));
    if (!index.metricType().isEmpty()) {
      description.addParams(KeyValues.pair(METRIC_TYPE, index.metricType()));
    }
    index.params().forEach((key, value) -> description.addParams(KeyValues.pair(key, value)));
    return description.build();
  }

  private static String field(CollectionInfo collection, IndexInfo index) {
    return collection.schema().field(index.fieldId()).name();
  }
}
