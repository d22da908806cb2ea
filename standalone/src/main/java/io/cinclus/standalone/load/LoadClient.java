package io.cinclus.standalone.load;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.ClientFactory;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.cinclus.milvus.grpc.BoolResponse;
import io.cinclus.milvus.grpc.CollectionSchema;
import io.cinclus.milvus.grpc.ConsistencyLevel;
import io.cinclus.milvus.grpc.CreateCollectionRequest;
import io.cinclus.milvus.grpc.CreateIndexRequest;
import io.cinclus.milvus.grpc.DataType;
import io.cinclus.milvus.grpc.DeleteRequest;
import io.cinclus.milvus.grpc.DropCollectionRequest;
import io.cinclus.milvus.grpc.DslType;
import io.cinclus.milvus.grpc.FieldSchema;
import io.cinclus.milvus.grpc.HasCollectionRequest;
import io.cinclus.milvus.grpc.KeyValuePair;
import io.cinclus.milvus.grpc.LoadCollectionRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc.MilvusServiceBlockingStub;
import io.cinclus.milvus.grpc.MutationResult;
import io.cinclus.milvus.grpc.PlaceholderGroup;
import io.cinclus.milvus.grpc.PlaceholderType;
import io.cinclus.milvus.grpc.PlaceholderValue;
import io.cinclus.milvus.grpc.QueryRequest;
import io.cinclus.milvus.grpc.QueryResults;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.milvus.grpc.SearchResultData;
import io.cinclus.milvus.grpc.SearchResults;
import io.cinclus.milvus.grpc.Status;
import io.cinclus.milvus.grpc.UpsertRequest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A client with a connection of its own, as Milvus' clients have one: what is refused as too many
 * is sent again a little later, anything else that fails is an {@link IllegalStateException}. For
 * one thread.
 */
final class LoadClient implements AutoCloseable {
  static final String COLLECTION = "cinclus_load";
  static final String ID = "id";
  static final String OWNER = "owner";
  static final String VERSION = "version";
  static final String VECTOR = "vector";

  private static final int RATE_LIMIT = 8;
  private static final int MAX_RETRIES = 200;
  private static final long FIRST_PAUSE_MILLIS = 10;
  private static final long MAX_PAUSE_MILLIS = 1000;
  private static final Duration TIMEOUT = Duration.ofSeconds(90);

  private final ClientFactory connections = ClientFactory.builder().build();
  private final MilvusServiceBlockingStub stub;
  private final AtomicLong refused;

  /** A client; {@code refused} counts what was refused. */
  LoadClient(String address, AtomicLong refused) {
    this.refused = refused;
    stub =
        GrpcClients.builder("gproto+http://" + address)
            .factory(connections)
            .responseTimeout(TIMEOUT)
            .build(MilvusServiceBlockingStub.class);
  }

  /** Makes the collection anew, and loads it. */
  void createCollection(int dimension) {
    drop();
    CollectionSchema schema =
        CollectionSchema.newBuilder()
            .setName(COLLECTION)
            .addFields(field(ID, DataType.Int64).setIsPrimaryKey(true))
            .addFields(field(OWNER, DataType.Int64))
            .addFields(field(VERSION, DataType.Int64))
            .addFields(
                field(VECTOR, DataType.FloatVector)
                    .addTypeParams(pair("dim", Integer.toString(dimension))))
            .build();
    status(
        () ->
            stub.createCollection(
                CreateCollectionRequest.newBuilder()
                    .setCollectionName(COLLECTION)
                    .setShardsNum(2)
                    .setSchema(schema.toByteString())
                    .build()));
    status(
        () ->
            stub.createIndex(
                CreateIndexRequest.newBuilder()
                    .setCollectionName(COLLECTION)
                    .setFieldName(VECTOR)
                    .addExtraParams(pair("index_type", "HNSW"))
                    .addExtraParams(pair("metric_type", "L2"))
                    .build()));
    status(
        () ->
            stub.loadCollection(
                LoadCollectionRequest.newBuilder().setCollectionName(COLLECTION).build()));
  }

  /** Drops the collection, if it is there. */
  void drop() {
    BoolResponse has =
        call(
            () ->
                stub.hasCollection(
                    HasCollectionRequest.newBuilder().setCollectionName(COLLECTION).build()),
            BoolResponse::getStatus);
    if (has.getValue()) {
      status(
          () ->
              stub.dropCollection(
                  DropCollectionRequest.newBuilder().setCollectionName(COLLECTION).build()));
    }
  }

  private static FieldSchema.Builder field(String name, DataType type) {
    return FieldSchema.newBuilder().setName(name).setDataType(type);
  }

  static KeyValuePair pair(String key, String value) {
    return KeyValuePair.newBuilder().setKey(key).setValue(value).build();
  }

  void upsert(UpsertRequest request) {
    call(() -> stub.upsert(request), MutationResult::getStatus);
  }

  void delete(String filter) {
    DeleteRequest request =
        DeleteRequest.newBuilder().setCollectionName(COLLECTION).setExpr(filter).build();
    call(() -> stub.delete(request), MutationResult::getStatus);
  }

  /** The nearest rows that the filter lets through, with their versions, at Strong. */
  SearchResultData search(float[] vector, String filter, int limit) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (float component : vector) {
      bytes.putFloat(component);
    }
    PlaceholderGroup vectors =
        PlaceholderGroup.newBuilder()
            .addPlaceholders(
                PlaceholderValue.newBuilder()
                    .setTag("$0")
                    .setType(PlaceholderType.FloatVector)
                    .addValues(ByteString.copyFrom(bytes.flip())))
            .build();
    SearchRequest request =
        SearchRequest.newBuilder()
            .setCollectionName(COLLECTION)
            .setDsl(filter)
            .setDslType(DslType.BoolExprV1)
            .setNq(1)
            .setPlaceholderGroup(vectors.toByteString())
            .addOutputFields(VERSION)
            .addSearchParams(pair("anns_field", VECTOR))
            .addSearchParams(pair("topk", Integer.toString(limit)))
            .setConsistencyLevel(ConsistencyLevel.Strong)
            .build();
    return call(() -> stub.search(request), SearchResults::getStatus).getResults();
  }

  /** The rows that the filter lets through, at Strong. */
  QueryResults query(String filter, List<String> outputFields) {
    QueryRequest request =
        QueryRequest.newBuilder()
            .setCollectionName(COLLECTION)
            .setExpr(filter)
            .addAllOutputFields(outputFields)
            .setConsistencyLevel(ConsistencyLevel.Strong)
            .build();
    return call(() -> stub.query(request), QueryResults::getStatus);
  }

  private void status(Supplier<Status> call) {
    call(call, status -> status);
  }

  private <A> A call(Supplier<A> call, Function<A, Status> status) {
    long pauseMillis = FIRST_PAUSE_MILLIS;
    for (int tries = 0; tries <= MAX_RETRIES; tries++) {
      A answer = call.get();
      Status said = status.apply(answer);
      if (said.getCode() == 0) {
        return answer;
      }
      if (said.getCode() != RATE_LIMIT) {
        throw new IllegalStateException(
            "a call failed with code %d: %s".formatted(said.getCode(), said.getReason()));
      }
      refused.incrementAndGet();
      pause(pauseMillis);
      pauseMillis = Math.min(MAX_PAUSE_MILLIS, 2 * pauseMillis);
    }
    throw new IllegalStateException("a call was refused %d times".formatted(MAX_RETRIES + 1));
  }

  private static void pause(long millis) {
    try {
      TimeUnit.MILLISECONDS.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while a refused call waited", e);
    }
  }

  @Override
  public void close() {
    connections.close();
  }
}
