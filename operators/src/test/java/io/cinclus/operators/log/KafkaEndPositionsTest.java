package io.cinclus.operators.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.operators.log.EndPositions.Ends;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KafkaEndPositionsTest {
  private final LogConfig log = LogConfig.of("nowhere:1");
  private final GatedConsumer consumer = new GatedConsumer();
  private final EndPositions ends = new KafkaEndPositions(log, () -> consumer);

  /** When the newest record was appended. */
  private static final long NEWEST = 50;

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Looks at the ends when a call starts, and answers when the test lets it. */
  @SuppressWarnings("NullAway") // Kafka says null where there is no such offset.
  private static final class GatedConsumer extends MockConsumer<byte[], byte[]> {
    private final Semaphore started = new Semaphore(0);
    private final Semaphore allowed = new Semaphore(0);
    private volatile long end;
    private volatile boolean failing;
    private final Semaphore timesStarted = new Semaphore(0);
    private final Semaphore timesAllowed = new Semaphore(0);
    private volatile boolean timesFailing;

    GatedConsumer() {
      super("none");
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic, Duration timeout) {
      return List.of(new PartitionInfo(topic, 0, null, null, null));
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(
        Collection<TopicPartition> partitions, Duration timeout) {
      long seen = end;
      boolean fails = failing;
      started.release();
      await(allowed);
      if (fails) {
        throw new KafkaException("no broker answers");
      }
      return partitions.stream().collect(Collectors.toMap(partition -> partition, any -> seen));
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times, Duration timeout) {
      timesStarted.release();
      await(timesAllowed);
      if (timesFailing) {
        throw new KafkaException("no broker knows times");
      }
      Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
      times.forEach(
          (partition, time) ->
              found.put(partition, time > NEWEST ? null : new OffsetAndTimestamp(time / 10, time)));
      return found;
    }

    @Override
    public void close() {} // It is used again.

    void awaitCall() {
      await(started);
    }
  }

  private static void await(Semaphore semaphore) {
    try {
      semaphore.acquire();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @AfterEach
  void close() {
    ends.close();
    consumer.allowed.release();
    consumer.timesAllowed.release();
  }

  @Test
  void whoAsksWhileACallIsUnderWayGetsTheAnswerOfTheNextOne() {
    consumer.end = 5;
    CompletableFuture<Ends> early = ends.ask();
    consumer.awaitCall();
    consumer.end = 6; // A write that is acknowledged after the call has started.
    CompletableFuture<Ends> late = ends.ask();
    CompletableFuture<Ends> later = ends.ask();
    consumer.allowed.release();

    assertThat(answer(early)).isEqualTo(allAt(5));
    consumer.awaitCall();
    assertThat(late).isNotDone();
    consumer.allowed.release();
    assertThat(answer(late)).isEqualTo(allAt(6));
    assertThat(answer(later)).isEqualTo(allAt(6));
    assertThat(consumer.started.availablePermits()).as("both share one call").isZero();
  }

  @Test
  void aCallThatFailsFailsThoseWhoAskedBeforeItStartedAndNobodyElse() {
    consumer.failing = true;
    CompletableFuture<Ends> early = ends.ask();
    consumer.awaitCall();
    consumer.failing = false;
    CompletableFuture<Ends> late = ends.ask();
    consumer.allowed.release(2);

    assertThat(answer(late)).isEqualTo(allAt(0));
    assertThat(early)
        .isCompletedExceptionally()
        .failsWithin(Duration.ZERO)
        .withThrowableThat()
        .withMessageContaining("no broker answers");
  }

  @Test
  void whatIsOlderThanATimeEndsWhereSomethingYoungerStandsOrWhereTheLogDid() {
    consumer.end = 7;
    consumer.timesAllowed.release(2);
    CompletableFuture<Map<Integer, Long>> within = ends.before(NEWEST);
    consumer.allowed.release();
    assertThat(within.join()).isEqualTo(Map.of(0, NEWEST / 10));
    CompletableFuture<Map<Integer, Long>> beyond = ends.before(NEWEST + 1);
    consumer.allowed.release();
    assertThat(beyond.join()).as("nothing is as young").isEqualTo(Map.of(0, 7L));
  }

  @Test
  void whoAsksForTheEndsNeitherWaitsForATimeNorFailsWithIt() {
    consumer.end = 7;
    consumer.timesFailing = true;
    CompletableFuture<Map<Integer, Long>> before = ends.before(NEWEST);
    consumer.allowed.release();
    await(consumer.timesStarted);
    CompletableFuture<Ends> now = ends.ask();
    consumer.allowed.release();
    assertThat(now).succeedsWithin(PATIENCE).isEqualTo(allAt(7));
    assertThat(before).isNotDone();
    consumer.timesAllowed.release();
    assertThat(before)
        .failsWithin(PATIENCE)
        .withThrowableThat()
        .withMessageContaining("no broker knows times");
  }

  private static Ends answer(CompletableFuture<Ends> asked) {
    return asked.join();
  }

  private static Ends allAt(long end) {
    return new Ends(end, Map.of(0, end), Map.of(0, end));
  }
}
