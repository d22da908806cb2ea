package io.cinclus.standalone.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.standalone.kafka.EmbeddedKafka;
import io.cinclus.standalone.kafka.Records;
import io.cinclus.standalone.kafka.TopicSpec;
import io.cinclus.standalone.kafka.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.connector.source.lib.NumberSequenceSource;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class EmbeddedFlinkTest {

  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final AtomicInteger FAILURES_LEFT = new AtomicInteger();
  private static final CountDownLatch GATE = new CountDownLatch(1);

  @TempDir static Path kafkaFolder;
  private static EmbeddedKafka kafka;

  @TempDir Path folder;

  @BeforeAll
  static void startKafka() throws IOException {
    kafka = EmbeddedKafka.start(kafkaFolder, 0);
  }

  @AfterAll
  static void stopKafka() throws IOException {
    kafka.close();
  }

  @Test
  void aJobContinuesFromItsCheckpointOnAClusterOnTheSameFolder() throws Exception {
    CountingJob job = countingJob("restart");
    writeAndCountTo(job, 100);
    writeAndCountTo(job, 150);
    assertThat(counts(job)).containsOnlyOnce("w=1").endsWith("w=150");
  }

  @Test
  void aJobFallsBackToTheOlderCheckpointIfTheNewestIsBroken() throws Exception {
    CountingJob job = countingJob("fallback");
    writeAndCountTo(job, 100);
    long newest = newestCheckpoint("fallback");
    Path checkpoints = folder.resolve("checkpoints").resolve("fallback");
    Files.writeString(checkpoints.resolve("chk-" + newest).resolve("_metadata"), "rubbish");
    writeAndCountTo(job, 150);
    assertThat(checkpoints.resolve("broken-chk-" + newest)).exists();
    assertThat(counts(job)).containsOnlyOnce("w=1").endsWith("w=150");
  }

  @Test
  void aClusterThatIsClosedAtOnceEnds() throws Exception {
    for (int i = 0; i < 5; i++) {
      EmbeddedFlink.start(settings(false, Map.of())).close();
    }
  }

  @Test
  void aJobThatFailsForGoodIsNamedWithTheReason() throws Exception {
    FAILURES_LEFT.set(1);
    try (EmbeddedFlink flink = EmbeddedFlink.start(settings(false, Map.of()))) {
      flink.submit(failingJob("serving"));
      JobFailedException failure = flink.failure().get();
      assertThat(failure.jobName()).isEqualTo("serving");
      assertThatThrownBy(() -> flink.awaitRunning(TIMEOUT, () -> {}))
          .isInstanceOf(JobFailedException.class)
          .hasMessage("job serving failed: java.lang.IllegalStateException: out of fish");
    }
  }

  @Test
  void aJobThatFailsIsStartedAgain() throws Exception {
    FAILURES_LEFT.set(2);
    try (EmbeddedFlink flink = EmbeddedFlink.start(settings(true, Map.of()))) {
      flink.submit(failingJob("serving"));
      while (FAILURES_LEFT.get() > 0) {
        Thread.sleep(10);
      }
      flink.awaitRunning(TIMEOUT, () -> {});
      assertThat(flink.failure()).isNotDone();
    }
  }

  @Test
  void aJobThatDoesNotRunInTimeIsNamedWithItsState() throws Exception {
    try (EmbeddedFlink flink = EmbeddedFlink.start(settings(true, Map.of()))) {
      flink.submit(job("serving", new WaitsInOpen()));
      Duration tooShort = Duration.ofMillis(1);
      assertThatThrownBy(() -> flink.awaitRunning(tooShort, () -> {}))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("job serving does not run after PT0.001S");
      GATE.countDown();
    }
  }

  @Test
  void aJobWithAnOperatorWithoutUidIsRefused() throws Exception {
    JobSpec spec =
        new JobSpec(
            "ingest",
            false,
            environment ->
                environment
                    .fromData(1, 2)
                    .map(i -> i)
                    .returns(Types.INT)
                    .sinkTo(new DiscardingSink<>()));
    try (EmbeddedFlink flink = EmbeddedFlink.start(settings(false, Map.of()))) {
      assertThatThrownBy(() -> flink.submit(spec))
          .isInstanceOf(IllegalStateException.class)
          .hasMessageStartingWith("job ingest cannot be built: ");
    }
  }

  private CountingJob countingJob(String name) throws InterruptedException {
    try (var admin = Records.admin(kafka.bootstrapServers())) {
      Topics.ensure(
          admin,
          new TopicSpec(name + "-in", 1, Map.of()),
          new TopicSpec(name + "-out", 1, Map.of()));
    }
    return new CountingJob(kafka.bootstrapServers(), name);
  }

  /**
   * Runs the job on a cluster of its own until it has counted to a number and checkpointed that.
   */
  private void writeAndCountTo(CountingJob job, int total) throws Exception {
    int present = Records.readAll(kafka.bootstrapServers(), job.input()).size();
    Records.append(
        kafka.bootstrapServers(), job.input(), 0, Collections.nCopies(total - present, "w"));
    try (EmbeddedFlink flink = EmbeddedFlink.start(settings(false, Map.of()))) {
      flink.submit(job.spec());
      flink.awaitRunning(TIMEOUT, () -> {});
      while (!counts(job).contains("w=" + total)) {
        Thread.sleep(20);
      }
      long counted = newestCheckpoint(job.name());
      while (newestCheckpoint(job.name()) < counted + 3) { // both retained ones began after it
        Thread.sleep(20);
      }
    }
  }

  private List<String> counts(CountingJob job) {
    return Records.readAll(kafka.bootstrapServers(), job.output());
  }

  private long newestCheckpoint(String job) throws IOException {
    try (Stream<Path> entries = Files.list(folder.resolve("checkpoints").resolve(job))) {
      return entries
          .filter(CheckpointFiles::isComplete)
          .map(path -> path.getFileName().toString())
          .filter(name -> name.startsWith("chk-"))
          .mapToLong(name -> Long.parseLong(name.substring("chk-".length())))
          .max()
          .orElse(0);
    }
  }

  private FlinkSettings settings(boolean restartFailedJobs, Map<String, String> options) {
    return new FlinkSettings(folder, 2, Duration.ofMillis(200), restartFailedJobs, options);
  }

  private static JobSpec failingJob(String name) {
    return job(name, EmbeddedFlinkTest::failOrWait);
  }

  private static JobSpec job(String name, MapFunction<Long, Long> each) {
    return new JobSpec(
        name,
        false,
        environment ->
            environment
                .fromSource(
                    new NumberSequenceSource(0, Long.MAX_VALUE),
                    WatermarkStrategy.noWatermarks(),
                    "numbers")
                .uid("numbers")
                .map(each)
                .returns(Types.LONG)
                .uid("each")
                .sinkTo(new DiscardingSink<>())
                .uid("discard"));
  }

  /** Its task starts, but does not run before the gate is opened. */
  private static final class WaitsInOpen extends RichMapFunction<Long, Long> {
    private static final long serialVersionUID = 1L;

    @Override
    public void open(OpenContext context) throws InterruptedException {
      GATE.await();
    }

    @Override
    public Long map(Long number) {
      return number;
    }
  }

  private static long failOrWait(long number) throws InterruptedException {
    if (FAILURES_LEFT.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      throw new IllegalStateException("out of fish");
    }
    Thread.sleep(1);
    return number;
  }
}
