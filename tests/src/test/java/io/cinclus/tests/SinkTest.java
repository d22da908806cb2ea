package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.client.CinclusClient;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.sink.CinclusSink;
import io.cinclus.operators.sink.RowChange;
import io.cinclus.operators.sink.SinkLimits;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.QueryResult;
import io.cinclus.v1.Request;
import io.cinclus.vector.Metric;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(SharedStandalone.Extension.class)
class SinkTest {
  private static final int ELEMENTS = 20_000;
  private static final int KEYS = 700;
  private static final int FAILURES = 3;
  private static final long PATIENCE_MILLIS = 60_000;
  private static final Target TARGET = Target.of("events");

  @TempDir private static Path folder;

  private final LogConfig log;
  private final CinclusClient client;

  SinkTest(SharedStandalone cinclus) {
    this.log = cinclus.log();
    this.client = cinclus.client();
  }

  private void create(String collection) {
    client.catalog().createCollection("", collection, schema(), 3);
    client.catalog().createIndex(collection, "vector", "HNSW", Metric.L2, Map.of());
    client.catalog().load(collection);
  }

  @Test
  void aJobThatFailsAndRestartsLeavesExactlyTheLastChangeOfEachKey() throws Exception {
    create("events");
    Fragile.reset();
    JobClient job = job(log).executeAsync("events");
    CompletableFuture.anyOf(Fragile.done(), job.getJobExecutionResult()).get();
    job.stopWithSavepoint(
            true, folder.resolve("savepoint").toUri().toString(), SavepointFormatType.CANONICAL)
        .get();
    job.getJobExecutionResult().get();
    assertThat(Fragile.failures()).as("failures of the job").isEqualTo(FAILURES);
    CollectionSchema stored = client.catalog().newest().collection("", "events").schema();
    assertThat(rows(client, stored)).isEqualTo(expected());
    assertThat(query(client, QueryRequest.newBuilder().setCount(true)).getCount())
        .isEqualTo(expected().size());
  }

  /** Nothing but the flush at a checkpoint sends anything in time, and the job never restarts. */
  @Test
  void whatACompletedCheckpointCoversIsInTheLog() throws Exception {
    create("covered");
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(2, options("none"));
    SinkLimits never =
        new SinkLimits(
            Integer.MAX_VALUE, Long.MAX_VALUE, Duration.ofHours(1).toMillis(), PATIENCE_MILLIS);
    environment
        .fromSequence(0, Long.MAX_VALUE)
        .setParallelism(1)
        .map(new Covered())
        .returns(Types.LONG)
        .setParallelism(1)
        .keyBy(element -> element, Types.LONG)
        .sinkTo(new CinclusSink<>(log, Target.of("covered"), SinkTest::row, never));
    assertThatThrownBy(() -> environment.execute("covered")).rootCause().hasMessage(Covered.ENOUGH);
    QueryRequest.Builder count =
        QueryRequest.newBuilder()
            .setCollection("covered")
            .setFilter("id < " + Covered.elements())
            .setCount(true);
    Request request = Request.newBuilder().setQuery(count).build();
    assertThat(Covered.elements()).isPositive();
    assertThat(client.requests().get(request, Duration.ofSeconds(30)).getQuery().getCount())
        .as("of %d elements that the checkpoint covers", Covered.elements())
        .isEqualTo(Covered.elements());
  }

  private static RowChange row(long element) {
    return RowChange.put(Map.of("id", element, "vector", new float[] {element, 1}, "last", 0));
  }

  /** Ends the job as soon as a checkpoint that covers an element has completed. */
  static final class Covered
      implements MapFunction<Long, Long>, CheckpointedFunction, CheckpointListener {
    static final String ENOUGH = "a checkpoint has completed";

    private static final long serialVersionUID = 1L;
    private static final AtomicLong ELEMENTS = new AtomicLong();

    private final Map<Long, Long> elementsByCheckpoint = new HashMap<>();
    private long elements;
    private boolean ended;

    /** That the last checkpoint covers which has completed. */
    static long elements() {
      return ELEMENTS.get();
    }

    @Override
    public Long map(Long element) throws InterruptedException {
      if (ended) {
        throw new IllegalStateException(ENOUGH);
      }
      Thread.sleep(1); // So that a batch stays small.
      elements++;
      return element;
    }

    @Override
    public void snapshotState(FunctionSnapshotContext context) {
      elementsByCheckpoint.put(context.getCheckpointId(), elements);
    }

    @Override
    public void initializeState(FunctionInitializationContext context) {}

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      long covered = elementsByCheckpoint.getOrDefault(checkpointId, 0L);
      if (covered > 0 && !ended) {
        ELEMENTS.set(covered);
        ended = true;
      }
    }
  }

  /** Every eleventh element deletes its key, the others write their own number to it. */
  private static RowChange change(long element) {
    long key = element % KEYS;
    return deletes(element)
        ? RowChange.delete(key)
        : RowChange.put(Map.of("id", key, "vector", new float[] {key, 1}, "last", element));
  }

  private static boolean deletes(long element) {
    return element % 11 == 0;
  }

  private static Map<Long, Long> expected() {
    Map<Long, Long> rows = new TreeMap<>();
    for (long element = 0; element < ELEMENTS; element++) {
      if (deletes(element)) {
        rows.remove(element % KEYS);
      } else {
        rows.put(element % KEYS, element);
      }
    }
    return rows;
  }

  private static Configuration options(String restartStrategy) {
    Configuration options = new Configuration();
    options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
    options.set(PipelineOptions.GENERIC_TYPES, false);
    options.set(RestOptions.BIND_PORT, "0");
    options.set(RestartStrategyOptions.RESTART_STRATEGY, restartStrategy);
    return options;
  }

  private static StreamExecutionEnvironment job(LogConfig log) {
    Configuration options = options("fixed-delay");
    options.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, FAILURES);
    options.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(2, options);
    environment
        .fromSequence(0, Long.MAX_VALUE - 1)
        .setParallelism(1)
        .map(new Fragile())
        .returns(Types.LONG)
        .setParallelism(1)
        .filter(element -> element < ELEMENTS)
        .setParallelism(1)
        .keyBy(element -> element % KEYS, Types.LONG)
        .sinkTo(
            new CinclusSink<>(
                log,
                TARGET,
                SinkTest::change,
                SinkLimits.DEFAULT.withMaxRows(150).withLinger(Duration.ofMillis(20))));
    return environment;
  }

  /**
   * Fails some time after a checkpoint has completed, until it has failed often enough. It is done
   * when all elements have passed and a checkpoint completes after that; until then further ones
   * come, so that all this happens however long a checkpoint takes.
   */
  static final class Fragile implements MapFunction<Long, Long>, CheckpointListener {
    private static final long serialVersionUID = 1L;
    private static final int ELEMENTS_AFTER_CHECKPOINT = 500;
    private static final int ELEMENTS_PER_PAUSE = 10;
    private static final AtomicInteger FAILED = new AtomicInteger();
    private static volatile CompletableFuture<Void> done = new CompletableFuture<>();

    private boolean checkpointed;
    private int since;
    private long next;

    static void reset() {
      FAILED.set(0);
      done = new CompletableFuture<>();
    }

    static CompletableFuture<Void> done() {
      return done;
    }

    static int failures() {
      return FAILED.get();
    }

    @Override
    public Long map(Long element) throws InterruptedException {
      if (element % ELEMENTS_PER_PAUSE == 0) {
        Thread.sleep(1);
      }
      if (checkpointed && ++since > ELEMENTS_AFTER_CHECKPOINT && FAILED.get() < FAILURES) {
        FAILED.incrementAndGet();
        throw new IllegalStateException("failure %d is wanted".formatted(FAILED.get()));
      }
      next = element + 1;
      return element;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      checkpointed = true;
      if (FAILED.get() == FAILURES && next >= ELEMENTS) {
        done.complete(null);
      }
    }
  }

  private static Map<Long, Long> rows(CinclusClient client, CollectionSchema schema) {
    QueryResult result =
        query(client, QueryRequest.newBuilder().setLimit(2 * KEYS).addOutputFields("last"));
    RowBatch fields = RowsCodec.decode(result.getFields(), schema);
    long[] last = ((Column.Longs) fields.column(schema.field("last").orElseThrow().id())).values();
    List<Long> keys = result.getKeys().getLongs().getValuesList();
    Map<Long, Long> rows = new TreeMap<>();
    for (int row = 0; row < keys.size(); row++) {
      rows.put(keys.get(row), last[row]);
    }
    return rows;
  }

  private static QueryResult query(CinclusClient client, QueryRequest.Builder query) {
    Request request = Request.newBuilder().setQuery(query.setCollection("events")).build();
    return client.requests().get(request, Duration.ofSeconds(60)).getQuery();
  }

  private static CollectionSchema schema() {
    return new CollectionSchema(
        "",
        List.of(
            FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
            FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(2)),
            FieldSchema.of("last", DataType.INT64, Limits.NONE)));
  }
}
