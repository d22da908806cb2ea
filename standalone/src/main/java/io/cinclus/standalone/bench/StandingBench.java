package io.cinclus.standalone.bench;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.client.CinclusClient;
import io.cinclus.client.QueryVectors;
import io.cinclus.client.StandingQueries;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.standalone.text.Percentiles;
import io.cinclus.v1.RegisterStandingQuery;
import io.cinclus.v1.StandingMatch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.SimilarityJoin;
import io.cinclus.vector.Vectors;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Writes rows at a rate to a collection with standing queries, and measures when their matches are
 * published. Every tenth row is near one of the queries and no other row near any, so the matches
 * are known. Used by one thread, once.
 */
public final class StandingBench {
  private static final String COLLECTION = "watched";
  private static final int SHARDS = 2;
  private static final int MATCH_EVERY = 10;
  private static final float RADIUS = 0.9f;
  private static final float NOISE = 0.01f;
  private static final int MAX_IN_FLIGHT = 64;
  private static final int LIMIT_ROWS = 256;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration POLL = Duration.ofMillis(5);

  private final Settings settings;
  private final Random random;
  private final float[][] queries;

  /**
   * What is measured.
   *
   * @param queries that stand
   * @param dim of vectors
   * @param rowsPerSecond that are written
   * @param batch rows of one write
   * @param seconds how long
   */
  public record Settings(
      int queries, int dim, int rowsPerSecond, int batch, int seconds, long seed) {
    public Settings {
      if (queries < 1 || dim < 2 || rowsPerSecond < 1 || batch < 1 || seconds < 1) {
        throw new IllegalArgumentException("all numbers must be at least 1, and dim 2");
      }
    }

    /** Rows that are written in all. */
    public int rows() {
      return rowsPerSecond * seconds / batch * batch;
    }
  }

  /**
   * What was measured.
   *
   * @param rows that were written
   * @param writeSeconds that this took
   * @param expected matches
   * @param found of them
   * @param latency from the log's time of a row to when its match was read
   * @param lastSeconds from the first write to the last match
   * @param cpuSeconds of the whole process meanwhile
   */
  public record Result(
      int rows,
      double writeSeconds,
      int expected,
      int found,
      Percentiles latency,
      double lastSeconds,
      double cpuSeconds) {}

  public StandingBench(Settings settings) {
    this.settings = settings;
    this.random = new Random(settings.seed());
    this.queries = new float[settings.queries()][];
    for (int i = 0; i < queries.length; i++) {
      queries[i] = gaussian();
    }
  }

  private float[] gaussian() {
    float[] vector = new float[settings.dim()];
    for (int i = 0; i < vector.length; i++) {
      vector[i] = (float) random.nextGaussian();
    }
    return vector;
  }

  /** Rows that one thread compares with the queries in a second, with nothing around it. */
  public double limit(Duration measured) {
    float[] above = new float[queries.length];
    Arrays.fill(above, RADIUS);
    SimilarityJoin join =
        new SimilarityJoin(Kernels.fastest(), Metric.COSINE, Vectors.copyOf(queries), above);
    Vectors rows = Vectors.copyOf(vectors(LIMIT_ROWS));
    double rate = 0;
    for (int round = 0; round < 2; round++) { // The first one warms up.
      long count = 0;
      long start = System.nanoTime();
      while (System.nanoTime() - start < measured.toNanos()) {
        join.join(rows, (row, query, score) -> {});
        count += rows.rows();
      }
      rate = count * 1e9 / (System.nanoTime() - start);
    }
    return rate;
  }

  private float[][] vectors(int count) {
    float[][] vectors = new float[count][];
    for (int i = 0; i < count; i++) {
      vectors[i] = gaussian();
      if (i % MATCH_EVERY == 0) {
        float[] query = queries[random.nextInt(queries.length)];
        for (int j = 0; j < vectors[i].length; j++) {
          vectors[i][j] = query[j] + NOISE * vectors[i][j];
        }
      }
    }
    return vectors;
  }

  /** Creates the collection and registers the queries; returns how many seconds that took. */
  public double prepare(LogConfig log) {
    long start = System.nanoTime();
    try (CinclusClient client = CinclusClient.connect(log, "bench-standing");
        StandingQueries standing = new StandingQueries(log, client)) {
      client
          .catalog()
          .createCollection(
              "",
              COLLECTION,
              new CollectionSchema(
                  "",
                  List.of(
                      FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
                      FieldSchema.of(
                          "vector", DataType.FLOAT_VECTOR, Limits.dimension(settings.dim())))),
              SHARDS);
      Queue<CompletableFuture<?>> registrations = new ArrayDeque<>();
      for (int i = 0; i < queries.length; i++) {
        registrations.add(standing.register(query(i)));
        if (registrations.size() == MAX_IN_FLIGHT) {
          registrations.remove().join();
        }
      }
      registrations.forEach(CompletableFuture::join);
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private RegisterStandingQuery query(int number) {
    return RegisterStandingQuery.newBuilder()
        .setCollection(COLLECTION)
        .setName("q" + number)
        .setVector(QueryVectors.dense(queries[number]))
        .setMetricType(Metric.COSINE.name())
        .setRadius(RADIUS)
        .build();
  }

  /** Writes and reads; the collection must have been prepared. */
  public Result run(LogConfig log) {
    int rows = settings.rows();
    int expected = 0;
    for (int from = 0; from < rows; from += settings.batch()) {
      expected += (settings.batch() + MATCH_EVERY - 1) / MATCH_EVERY;
    }
    long cpu = cpuNanos();
    long start = System.nanoTime();
    CompletableFuture<Double> written =
        CompletableFuture.supplyAsync(
            () -> {
              write(log, rows);
              return (System.nanoTime() - start) / 1e9;
            });
    Percentiles latency = new Percentiles();
    int found = read(log, expected, latency);
    double last = (System.nanoTime() - start) / 1e9;
    return new Result(
        rows, written.join(), expected, found, latency, last, (cpuNanos() - cpu) / 1e9);
  }

  private static long cpuNanos() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }

  private void write(LogConfig log, int rows) {
    try (CinclusClient client = CinclusClient.connect(log, "bench-standing")) {
      CollectionSchema schema = client.catalog().newest().collection("", COLLECTION).schema();
      int key = schema.primaryKey().id();
      int vector = schema.vectorFields().get(0).id();
      Queue<CompletableFuture<?>> writes = new ArrayDeque<>();
      long start = System.nanoTime();
      for (int from = 0; from < rows; from += settings.batch()) {
        sleepUntil(start + from * 1_000_000_000L / settings.rowsPerSecond());
        RowBatch batch =
            new RowBatch(
                settings.batch(), Map.of(key, keys(from), vector, vectorColumn(settings.batch())));
        writes.add(client.writer().insert(Target.of(COLLECTION), batch));
        if (writes.size() > MAX_IN_FLIGHT) {
          writes.remove().join();
        }
      }
      writes.forEach(CompletableFuture::join);
    }
  }

  private static void sleepUntil(long nanos) {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      LockSupport.parkNanos(left);
    }
  }

  private Column keys(int from) {
    long[] keys = new long[settings.batch()];
    Arrays.setAll(keys, i -> from + i);
    return new Column.Longs(DataType.INT64, keys, null);
  }

  private Column vectorColumn(int count) {
    Vectors all = Vectors.copyOf(vectors(count));
    return new Column.FloatVectors(settings.dim(), all.array(0), null);
  }

  /** Reads until all are there, or no more come. */
  private static int read(LogConfig log, int expected, Percentiles latency) {
    Properties properties = log.clientProperties();
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions = new ArrayList<>();
      consumer
          .partitionsFor(log.matchesTopic())
          .forEach(one -> partitions.add(new TopicPartition(one.topic(), one.partition())));
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      int found = 0;
      long lastNanos = System.nanoTime();
      while (found < expected && System.nanoTime() - lastNanos < PATIENCE.toNanos()) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          long millis = System.currentTimeMillis() - match(record).getTimestampMillis();
          latency.add(millis * 1_000_000);
          found++;
          lastNanos = System.nanoTime();
        }
      }
      return found;
    }
  }

  private static StandingMatch match(ConsumerRecord<byte[], byte[]> record) {
    try {
      return StandingMatch.parseFrom(record.value());
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the topic of matches holds something else", e);
    }
  }
}
