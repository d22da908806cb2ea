package io.cinclus.standalone.load;

import com.google.protobuf.ByteString;
import com.linecorp.armeria.client.grpc.GrpcClients;
import io.cinclus.milvus.grpc.CollectionSchema;
import io.cinclus.milvus.grpc.ConsistencyLevel;
import io.cinclus.milvus.grpc.CreateCollectionRequest;
import io.cinclus.milvus.grpc.CreateIndexRequest;
import io.cinclus.milvus.grpc.DataType;
import io.cinclus.milvus.grpc.DeleteRequest;
import io.cinclus.milvus.grpc.DropCollectionRequest;
import io.cinclus.milvus.grpc.FieldData;
import io.cinclus.milvus.grpc.FieldSchema;
import io.cinclus.milvus.grpc.FloatArray;
import io.cinclus.milvus.grpc.FlushRequest;
import io.cinclus.milvus.grpc.FlushResponse;
import io.cinclus.milvus.grpc.GetFlushStateRequest;
import io.cinclus.milvus.grpc.InsertRequest;
import io.cinclus.milvus.grpc.KeyValuePair;
import io.cinclus.milvus.grpc.LoadCollectionRequest;
import io.cinclus.milvus.grpc.LongArray;
import io.cinclus.milvus.grpc.MilvusServiceGrpc.MilvusServiceBlockingStub;
import io.cinclus.milvus.grpc.PlaceholderGroup;
import io.cinclus.milvus.grpc.PlaceholderType;
import io.cinclus.milvus.grpc.PlaceholderValue;
import io.cinclus.milvus.grpc.QueryRequest;
import io.cinclus.milvus.grpc.QueryResults;
import io.cinclus.milvus.grpc.ScalarField;
import io.cinclus.milvus.grpc.SearchRequest;
import io.cinclus.milvus.grpc.SearchResults;
import io.cinclus.milvus.grpc.Status;
import io.cinclus.milvus.grpc.VectorField;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One client's view of the collection that all work on: rows of a key, an owner and a vector, near
 * by L2. A call that the server has no time for is made again, later each time, as Milvus' clients
 * do. For one thread at a time.
 */
final class RemoteCollection {
  private static final String ID = "id";
  private static final String OWNER = "owner";
  private static final String VECTOR = "vector";
  private static final int RATE_LIMIT = 8;
  private static final Duration CALL_TIMEOUT = Duration.ofSeconds(60);
  private static final long FIRST_PAUSE_NANOS = 10_000_000;
  private static final long MAX_PAUSE_NANOS = 3_000_000_000L;
  private static final int MAX_TRIES = 75;

  private final MilvusServiceBlockingStub stub;
  private final String name;
  private final int dim;
  private final LoadReport report;

  RemoteCollection(String address, String name, int dim, LoadReport report) {
    this.stub =
        GrpcClients.builder("gproto+" + address)
            .responseTimeout(CALL_TIMEOUT)
            .maxResponseLength(0)
            .build(MilvusServiceBlockingStub.class);
    this.name = name;
    this.dim = dim;
    this.report = report;
  }

  void create(int shards, String indexType) {
    CollectionSchema schema =
        CollectionSchema.newBuilder()
            .setName(name)
            .addFields(field(ID, DataType.Int64).setIsPrimaryKey(true))
            .addFields(field(OWNER, DataType.Int64))
            .addFields(
                field(VECTOR, DataType.FloatVector).addTypeParams(pair("dim", String.valueOf(dim))))
            .build();
    status(
        () ->
            stub.createCollection(
                CreateCollectionRequest.newBuilder()
                    .setCollectionName(name)
                    .setSchema(schema.toByteString())
                    .setShardsNum(shards)
                    .build()));
    status(
        () ->
            stub.createIndex(
                CreateIndexRequest.newBuilder()
                    .setCollectionName(name)
                    .setFieldName(VECTOR)
                    .addExtraParams(pair("index_type", indexType))
                    .addExtraParams(pair("metric_type", "L2"))
                    .build()));
    status(
        () ->
            stub.loadCollection(
                LoadCollectionRequest.newBuilder().setCollectionName(name).build()));
  }

  private static FieldSchema.Builder field(String name, DataType type) {
    return FieldSchema.newBuilder().setName(name).setDataType(type);
  }

  private static KeyValuePair pair(String key, String value) {
    return KeyValuePair.newBuilder().setKey(key).setValue(value).build();
  }

  void drop() {
    status(
        () ->
            stub.dropCollection(
                DropCollectionRequest.newBuilder().setCollectionName(name).build()));
  }

  void insert(long owner, Map<Long, float[]> rows) {
    LongArray.Builder ids = LongArray.newBuilder();
    LongArray.Builder owners = LongArray.newBuilder();
    FloatArray.Builder vectors = FloatArray.newBuilder();
    rows.forEach(
        (id, vector) -> {
          ids.addData(id);
          owners.addData(owner);
          for (float each : vector) {
            vectors.addData(each);
          }
        });
    InsertRequest request =
        InsertRequest.newBuilder()
            .setCollectionName(name)
            .setNumRows(rows.size())
            .addFieldsData(longs(ID, ids))
            .addFieldsData(longs(OWNER, owners))
            .addFieldsData(
                FieldData.newBuilder()
                    .setFieldName(VECTOR)
                    .setType(DataType.FloatVector)
                    .setVectors(VectorField.newBuilder().setDim(dim).setFloatVector(vectors)))
            .build();
    status(() -> stub.insert(request).getStatus());
    report.wrote();
  }

  private static FieldData longs(String field, LongArray.Builder values) {
    return FieldData.newBuilder()
        .setFieldName(field)
        .setType(DataType.Int64)
        .setScalars(ScalarField.newBuilder().setLongData(values))
        .build();
  }

  void delete(String filter) {
    status(
        () ->
            stub.delete(DeleteRequest.newBuilder().setCollectionName(name).setExpr(filter).build())
                .getStatus());
    report.wrote();
  }

  /** Waits until all that is written is sealed. */
  void flush() {
    FlushResponse flushed = stub.flush(FlushRequest.newBuilder().addCollectionNames(name).build());
    check(flushed.getStatus());
    GetFlushStateRequest asked =
        GetFlushStateRequest.newBuilder()
            .setCollectionName(name)
            .addAllSegmentIDs(flushed.getCollSegIDsOrThrow(name).getDataList())
            .build();
    for (int i = 0; !stub.getFlushState(asked).getFlushed(); i++) {
      if (i == MAX_TRIES) {
        throw new IllegalStateException(
            "the rows are not sealed after %d looks: see the log of the server".formatted(i));
      }
      LockSupport.parkNanos(MAX_PAUSE_NANOS);
    }
  }

  /** Counts the rows that pass, at Strong. */
  long count(String filter) {
    QueryResults counted = query(filter, "count(*)");
    report.read();
    return counted.getFieldsData(0).getScalars().getLongData().getData(0);
  }

  /** The keys of the rows that pass, at Strong. */
  List<Long> keys(String filter) {
    QueryResults found = query(filter, ID);
    report.read();
    for (FieldData field : found.getFieldsDataList()) {
      if (field.getFieldName().equals(ID)) {
        return field.getScalars().getLongData().getDataList();
      }
    }
    throw new LoadViolation("a query for %s had none".formatted(ID));
  }

  private QueryResults query(String filter, String output) {
    QueryRequest request =
        QueryRequest.newBuilder()
            .setCollectionName(name)
            .setExpr(filter)
            .addOutputFields(output)
            .setConsistencyLevel(ConsistencyLevel.Strong)
            .build();
    return answered(() -> stub.query(request), QueryResults::getStatus);
  }

  SearchResults search(float[] query, int k, String filter, String consistency) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * dim).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(query);
    PlaceholderGroup placeholders =
        PlaceholderGroup.newBuilder()
            .addPlaceholders(
                PlaceholderValue.newBuilder()
                    .setTag("$0")
                    .setType(PlaceholderType.FloatVector)
                    .addValues(ByteString.copyFrom(bytes)))
            .build();
    SearchRequest request =
        SearchRequest.newBuilder()
            .setCollectionName(name)
            .setDsl(filter)
            .setPlaceholderGroup(placeholders.toByteString())
            .setNq(1)
            .setConsistencyLevel(ConsistencyLevel.valueOf(consistency))
            .addSearchParams(pair("topk", String.valueOf(k)))
            .addSearchParams(pair("anns_field", VECTOR))
            .addSearchParams(pair("metric_type", "L2"))
            .build();
    return answered(() -> stub.search(request), SearchResults::getStatus);
  }

  private void status(Supplier<Status> call) {
    answered(call, status -> status);
  }

  private <R> R answered(Supplier<R> call, Function<R, Status> status) {
    long pause = FIRST_PAUSE_NANOS;
    R answer = call.get();
    for (int i = 0; i < MAX_TRIES && status.apply(answer).getCode() == RATE_LIMIT; i++) {
      report.refused();
      LockSupport.parkNanos(ThreadLocalRandom.current().nextLong(pause / 2, pause));
      pause = Math.min(2 * pause, MAX_PAUSE_NANOS);
      answer = call.get();
    }
    check(status.apply(answer));
    return answer;
  }

  private static void check(Status status) {
    if (status.getCode() != 0) {
      throw new IllegalStateException(
          "the server answered %d: %s".formatted(status.getCode(), status.getReason()));
    }
  }
}
