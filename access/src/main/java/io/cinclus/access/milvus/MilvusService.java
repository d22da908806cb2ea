package io.cinclus.access.milvus;

import io.cinclus.milvus.grpc.AllocTimestampRequest;
import io.cinclus.milvus.grpc.AllocTimestampResponse;
import io.cinclus.milvus.grpc.AlterAliasRequest;
import io.cinclus.milvus.grpc.BatchDescribeCollectionRequest;
import io.cinclus.milvus.grpc.BatchDescribeCollectionResponse;
import io.cinclus.milvus.grpc.BoolResponse;
import io.cinclus.milvus.grpc.CheckHealthRequest;
import io.cinclus.milvus.grpc.CheckHealthResponse;
import io.cinclus.milvus.grpc.ComponentStates;
import io.cinclus.milvus.grpc.ConnectRequest;
import io.cinclus.milvus.grpc.ConnectResponse;
import io.cinclus.milvus.grpc.CreateAliasRequest;
import io.cinclus.milvus.grpc.CreateCollectionRequest;
import io.cinclus.milvus.grpc.CreateDatabaseRequest;
import io.cinclus.milvus.grpc.CreateIndexRequest;
import io.cinclus.milvus.grpc.CreatePartitionRequest;
import io.cinclus.milvus.grpc.DeleteRequest;
import io.cinclus.milvus.grpc.DescribeAliasRequest;
import io.cinclus.milvus.grpc.DescribeAliasResponse;
import io.cinclus.milvus.grpc.DescribeCollectionRequest;
import io.cinclus.milvus.grpc.DescribeCollectionResponse;
import io.cinclus.milvus.grpc.DescribeDatabaseRequest;
import io.cinclus.milvus.grpc.DescribeDatabaseResponse;
import io.cinclus.milvus.grpc.DescribeIndexRequest;
import io.cinclus.milvus.grpc.DescribeIndexResponse;
import io.cinclus.milvus.grpc.DropAliasRequest;
import io.cinclus.milvus.grpc.DropCollectionRequest;
import io.cinclus.milvus.grpc.DropDatabaseRequest;
import io.cinclus.milvus.grpc.DropIndexRequest;
import io.cinclus.milvus.grpc.DropPartitionRequest;
import io.cinclus.milvus.grpc.FlushRequest;
import io.cinclus.milvus.grpc.FlushResponse;
import io.cinclus.milvus.grpc.GetCollectionStatisticsRequest;
import io.cinclus.milvus.grpc.GetCollectionStatisticsResponse;
import io.cinclus.milvus.grpc.GetComponentStatesRequest;
import io.cinclus.milvus.grpc.GetFlushStateRequest;
import io.cinclus.milvus.grpc.GetFlushStateResponse;
import io.cinclus.milvus.grpc.GetLoadStateRequest;
import io.cinclus.milvus.grpc.GetLoadStateResponse;
import io.cinclus.milvus.grpc.GetLoadingProgressRequest;
import io.cinclus.milvus.grpc.GetLoadingProgressResponse;
import io.cinclus.milvus.grpc.GetPartitionStatisticsRequest;
import io.cinclus.milvus.grpc.GetPartitionStatisticsResponse;
import io.cinclus.milvus.grpc.GetVersionRequest;
import io.cinclus.milvus.grpc.GetVersionResponse;
import io.cinclus.milvus.grpc.HasCollectionRequest;
import io.cinclus.milvus.grpc.HasPartitionRequest;
import io.cinclus.milvus.grpc.HybridSearchRequest;
import io.cinclus.milvus.grpc.InsertRequest;
import io.cinclus.milvus.grpc.ListAliasesRequest;
import io.cinclus.milvus.grpc.ListAliasesResponse;
import io.cinclus.milvus.grpc.ListDatabasesRequest;
import io.cinclus.milvus.grpc.ListDatabasesResponse;
import io.cinclus.milvus.grpc.LoadCollectionRequest;
import io.cinclus.milvus.grpc.LoadPartitionsRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.MutationResult;
import io.cinclus.milvus.grpc.QueryRequest;
import io.cinclus.milvus.grpc.QueryResults;
import io.cinclus.milvus.grpc.ReleaseCollectionRequest;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.milvus.grpc.SearchResults;
import io.cinclus.milvus.grpc.ShowCollectionsRequest;
import io.cinclus.milvus.grpc.ShowCollectionsResponse;
import io.cinclus.milvus.grpc.ShowPartitionsRequest;
import io.cinclus.milvus.grpc.ShowPartitionsResponse;
import io.cinclus.milvus.grpc.Status;
import io.cinclus.milvus.grpc.UpsertRequest;
import io.grpc.stub.StreamObserver;

/**
 * Milvus' service, as far as it is built: each call is handed to the class of its group, and
 * answered with its message or its status. All others are answered as unimplemented. Thread-safe.
 */
public final class MilvusService extends MilvusServiceGrpc.MilvusServiceImplBase {
  private final Answers answers;
  private final SystemCalls system;
  private final DatabaseCalls databases;
  private final CollectionCalls collections;
  private final PartitionCalls partitions;
  private final AliasCalls aliases;
  private final IndexCalls indexes;
  private final LoadCalls loads;
  private final MutationCalls mutations;
  private final SearchCalls searches;
  private final HybridCalls hybrids;
  private final QueryCalls queries;
  private final FlushCalls flushes;

  public MilvusService(Backend backend) {
    answers = new Answers(backend.workers());
    system = new SystemCalls(backend);
    databases = new DatabaseCalls(backend);
    collections = new CollectionCalls(backend);
    partitions = new PartitionCalls(backend);
    aliases = new AliasCalls(backend);
    indexes = new IndexCalls(backend);
    loads = new LoadCalls(backend);
    mutations = new MutationCalls(backend);
    searches = new SearchCalls(backend);
    hybrids = new HybridCalls(backend);
    queries = new QueryCalls(backend);
    flushes = new FlushCalls(backend);
  }

  @Override
  public void connect(ConnectRequest request, StreamObserver<ConnectResponse> observer) {
    answers.send(
        observer,
        () -> system.connect(),
        status -> ConnectResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void getVersion(GetVersionRequest request, StreamObserver<GetVersionResponse> observer) {
    answers.send(
        observer,
        () -> system.version(),
        status -> GetVersionResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void checkHealth(
      CheckHealthRequest request, StreamObserver<CheckHealthResponse> observer) {
    answers.send(
        observer,
        () -> system.health(),
        status -> CheckHealthResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void getComponentStates(
      GetComponentStatesRequest request, StreamObserver<ComponentStates> observer) {
    answers.send(
        observer,
        () -> system.states(),
        status -> ComponentStates.newBuilder().setStatus(status).build());
  }

  @Override
  public void allocTimestamp(
      AllocTimestampRequest request, StreamObserver<AllocTimestampResponse> observer) {
    answers.send(
        observer,
        () -> system.timestamp(),
        status -> AllocTimestampResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void createDatabase(CreateDatabaseRequest request, StreamObserver<Status> observer) {
    answers.status(observer, () -> databases.create(request));
  }

  @Override
  public void dropDatabase(DropDatabaseRequest request, StreamObserver<Status> observer) {
    answers.status(observer, () -> databases.drop(request));
  }

  @Override
  public void listDatabases(
      ListDatabasesRequest request, StreamObserver<ListDatabasesResponse> observer) {
    answers.send(
        observer,
        () -> databases.list(),
        status -> ListDatabasesResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void describeDatabase(
      DescribeDatabaseRequest request, StreamObserver<DescribeDatabaseResponse> observer) {
    answers.send(
        observer,
        () -> databases.describe(request),
        status -> DescribeDatabaseResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void createCollection(CreateCollectionRequest request, StreamObserver<Status> observer) {
    answers.status(observer, () -> collections.create(request));
  }

  @Override
  public void dropCollection(DropCollectionRequest request, StreamObserver<Status> observer) {
    answers.status(observer, () -> collections.drop(request));
  }

  @Override
  public void hasCollection(HasCollectionRequest request, StreamObserver<BoolResponse> observer) {
    answers.send(
        observer,
        () -> collections.has(request),
        status -> BoolResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void describeCollection(
      DescribeCollectionRequest request, StreamObserver<DescribeCollectionResponse> observer) {
    answers.send(
        observer,
        () -> collections.describe(request),
        status -> DescribeCollectionResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void batchDescribeCollection(
      BatchDescribeCollectionRequest request,
      StreamObserver<BatchDescribeCollectionResponse> observer) {
    answers.send(
        observer,
        () -> collections.describe(request),
        status -> BatchDescribeCollectionResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void showCollections(
      ShowCollectionsRequest request, StreamObserver<ShowCollectionsResponse> observer) {
    answers.send(
        observer,
        () -> collections.show(request),
        status -> ShowCollectionsResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void getCollectionStatistics(
      GetCollectionStatisticsRequest request,
      StreamObserver<GetCollectionStatisticsResponse> observer) {
    answers.send(
        observer,
        () -> queries.statistics(request),
        status -> GetCollectionStatisticsResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void createPartition(CreatePartitionRequest request, StreamObserver<Status> observer) {
    answers.status(observer, () -> partitions.create(request));
  }

  @Override
  public void dropPartition(DropPartitionRequest request, StreamObserver<Status> observer) {
    answers.status(observer, () -> partitions.drop(request));
  }

  @Override
  public void hasPartition(HasPartitionRequest request, StreamObserver<BoolResponse> observer) {
    answers.send(
        observer,
        () -> partitions.has(request),
        status -> BoolResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void showPartitions(
      ShowPartitionsRequest request, StreamObserver<ShowPartitionsResponse> observer) {
    answers.send(
        observer,
        () -> partitions.show(request),
        status -> ShowPartitionsResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void getPartitionStatistics(
      GetPartitionStatisticsRequest request,
      StreamObserver<GetPartitionStatisticsResponse> observer) {
    answers.send(
        observer,
        () -> queries.statistics(request),
        status -> GetPartitionStatisticsResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void createAlias(CreateAliasRequest request, StreamObserver<Status> observer) {
    answers.status(observer, () -> aliases.create(request));
  }

  @Override
  public void dropAlias(DropAliasRequest request, StreamObserver<Status> observer) {
    answers.status(observer, () -> aliases.drop(request));
  }

  @Override
  public void alterAlias(AlterAliasRequest request, StreamObserver<Status> observer) {
    answers.status(observer, () -> aliases.alter(request));
  }

  @Override
  public void describeAlias(
      DescribeAliasRequest request, StreamObserver<DescribeAliasResponse> observer) {
    answers.send(
        observer,
        () -> aliases.describe(request),
        status -> DescribeAliasResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void listAliases(
      ListAliasesRequest request, StreamObserver<ListAliasesResponse> observer) {
    answers.send(
        observer,
        () -> aliases.list(request),
        status -> ListAliasesResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void createIndex(CreateIndexRequest request, StreamObserver<Status> observer) {
    answers.status(observer, () -> indexes.create(request));
  }

  @Override
  public void dropIndex(DropIndexRequest request, StreamObserver<Status> observer) {
    answers.status(observer, () -> indexes.drop(request));
  }

  @Override
  public void describeIndex(
      DescribeIndexRequest request, StreamObserver<DescribeIndexResponse> observer) {
    answers.send(
        observer,
        () -> indexes.describe(request),
        status -> DescribeIndexResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void loadCollection(LoadCollectionRequest request, StreamObserver<Status> observer) {
    answers.status(observer, () -> loads.load(request));
  }

  @Override
  public void loadPartitions(LoadPartitionsRequest request, StreamObserver<Status> observer) {
    answers.status(observer, () -> loads.load(request));
  }

  @Override
  public void releaseCollection(ReleaseCollectionRequest request, StreamObserver<Status> observer) {
    answers.status(observer, () -> loads.release(request));
  }

  @Override
  public void getLoadingProgress(
      GetLoadingProgressRequest request, StreamObserver<GetLoadingProgressResponse> observer) {
    answers.send(
        observer,
        () -> loads.progress(request),
        status -> GetLoadingProgressResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void getLoadState(
      GetLoadStateRequest request, StreamObserver<GetLoadStateResponse> observer) {
    answers.send(
        observer,
        () -> loads.state(request),
        status -> GetLoadStateResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void insert(InsertRequest request, StreamObserver<MutationResult> observer) {
    answers.send(
        observer,
        () -> mutations.insert(request),
        status -> MutationResult.newBuilder().setStatus(status).build());
  }

  @Override
  public void upsert(UpsertRequest request, StreamObserver<MutationResult> observer) {
    answers.send(
        observer,
        () -> mutations.upsert(request),
        status -> MutationResult.newBuilder().setStatus(status).build());
  }

  @Override
  public void delete(DeleteRequest request, StreamObserver<MutationResult> observer) {
    answers.send(
        observer,
        () -> mutations.delete(request),
        status -> MutationResult.newBuilder().setStatus(status).build());
  }

  @Override
  public void search(SearchRequest request, StreamObserver<SearchResults> observer) {
    answers.send(
        observer,
        () -> searches.search(request),
        status -> SearchResults.newBuilder().setStatus(status).build());
  }

  @Override
  public void hybridSearch(HybridSearchRequest request, StreamObserver<SearchResults> observer) {
    answers.send(
        observer,
        () -> hybrids.search(request),
        status -> SearchResults.newBuilder().setStatus(status).build());
  }

  @Override
  public void query(QueryRequest request, StreamObserver<QueryResults> observer) {
    answers.send(
        observer,
        () -> queries.query(request),
        status -> QueryResults.newBuilder().setStatus(status).build());
  }

  @Override
  public void flush(FlushRequest request, StreamObserver<FlushResponse> observer) {
    answers.send(
        observer,
        () -> flushes.flush(request),
        status -> FlushResponse.newBuilder().setStatus(status).build());
  }

  @Override
  public void getFlushState(
      GetFlushStateRequest request, StreamObserver<GetFlushStateResponse> observer) {
    answers.send(
        observer,
        () -> flushes.state(request),
        status -> GetFlushStateResponse.newBuilder().setStatus(status).build());
  }
}
