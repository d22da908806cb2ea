package io.cinclus.operators.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.junit.jupiter.api.Test;

class BatchingWriterTest {
  /** Longer than any test. */
  private static final long PATIENCE_MILLIS = 3_600_000;

  private static final SinkLimits LIMITS = new SinkLimits(3, 1 << 20, 100, PATIENCE_MILLIS);

  private static final SinkWriter.Context NO_CONTEXT =
      new SinkWriter.Context() {
        @Override
        public long currentWatermark() {
          return Long.MIN_VALUE;
        }

        @Override
        public Long timestamp() {
          return 0L;
        }
      };

  private final FakeLog log = new FakeLog();
  private final FakeTask task = new FakeTask();
  private final BatchingWriter<RowChange> writer = writer(LIMITS);

  @Test
  void aFullBatchIsSentAtOnce() throws Exception {
    put(1);
    put(2);
    assertThat(log.batchSizes).isEmpty();
    put(3);
    assertThat(log.batchSizes).containsExactly(3);
  }

  @Test
  void aBatchOfManyBytesIsFull() throws Exception {
    BatchingWriter<RowChange> small = writer(new SinkLimits(1000, 40, 100, PATIENCE_MILLIS));
    small.write(row(1, 1), NO_CONTEXT);
    small.write(row(2, 2), NO_CONTEXT);
    assertThat(log.batchSizes).containsExactly(2);
  }

  @Test
  void aBatchThatIsNotFullIsSentWhenItHasLingered() throws Exception {
    task.advanceTo(1000);
    put(1);
    task.advanceTo(1099);
    assertThat(log.batchSizes).isEmpty();
    task.advanceTo(1100);
    assertThat(log.batchSizes).containsExactly(1);
  }

  @Test
  void withoutLingerABatchIsSentAsSoonAsTheOneBeforeIsAcknowledged() throws Exception {
    BatchingWriter<RowChange> eager = writer(new SinkLimits(100, 1 << 20, 0, PATIENCE_MILLIS));
    eager.write(row(1, 1), NO_CONTEXT);
    eager.write(row(2, 2), NO_CONTEXT);
    eager.write(row(3, 3), NO_CONTEXT);
    assertThat(log.batchSizes).containsExactly(1);
    log.acknowledgeAll();
    task.runMails();
    assertThat(log.batchSizes).containsExactly(1, 2);
  }

  @Test
  void onlyOneBatchIsUnderWay() throws Exception {
    put(1);
    put(2);
    put(3);
    put(4);
    task.advanceTo(1000);
    assertThat(log.batchSizes).containsExactly(3);
    log.acknowledgeAll();
    task.runMails();
    assertThat(log.batchSizes).containsExactly(3, 1);
  }

  @Test
  void aWriterWithAFullBatchWaitsForTheOneBefore() throws Exception {
    for (int id = 1; id <= 5; id++) {
      put(id);
    }
    CompletableFuture<Void> first = log.pending.get(0);
    CompletableFuture.delayedExecutor(50, TimeUnit.MILLISECONDS)
        .execute(() -> first.complete(null));
    put(6);
    assertThat(first).isDone();
    assertThat(log.batchSizes).containsExactly(3, 3);
  }

  @Test
  void aFlushWaitsUntilEverythingIsAcknowledged() throws Exception {
    log.acknowledgesAtOnce = true;
    put(1);
    writer.flush(false);
    assertThat(log.rows).containsOnlyKeys(1L);
    assertThat(task.metrics.rows.getCount()).isEqualTo(1);
    assertThat(task.metrics.batches.getCount()).isEqualTo(1);
    writer.flush(true);
    assertThat(log.batchSizes).as("nothing is sent twice").containsExactly(1);
  }

  @Test
  void aFlushFailsWhereABatchFailed() throws Exception {
    put(1);
    put(2);
    put(3);
    log.pending
        .get(0)
        .completeExceptionally(
            new CinclusException(ErrorCode.WRITE_NOT_ACKNOWLEDGED, "no answer from the log"));
    assertThatThrownBy(() -> writer.flush(false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no answer from the log");
    assertThat(task.metrics.errors.getCount()).isEqualTo(3);
    assertThat(task.metrics.rows.getCount()).isZero();
  }

  @Test
  void aFailureIsSeenWithoutAFurtherRow() throws Exception {
    put(1);
    put(2);
    put(3);
    log.pending.get(0).completeExceptionally(new IllegalStateException("gone"));
    assertThatThrownBy(task::runMails).isInstanceOf(IOException.class).hasMessageContaining("gone");
  }

  @Test
  void aLogThatNeverAnswersFailsTheFlush() throws Exception {
    BatchingWriter<RowChange> impatient = writer(new SinkLimits(3, 1 << 20, 100, 50));
    impatient.write(row(1, 1), NO_CONTEXT);
    assertThatThrownBy(() -> impatient.flush(false))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not acknowledged within 50 ms");
  }

  @Test
  void aRowThatDoesNotFitFailsTheJobAndNamesTheField() {
    RowChange bad = RowChange.put(Map.of("id", 1, "vector", new float[] {1}));
    assertThatThrownBy(
            () -> {
              writer.write(bad, NO_CONTEXT);
              writer.flush(false);
            })
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("field vector has dimension 2");
    assertThat(log.batchSizes).isEmpty();
  }

  @Test
  @SuppressWarnings("NullAway") // What a user's converter may do.
  void aConverterThatReturnsNothingFailsTheJob() {
    BatchingWriter<RowChange> broken =
        new BatchingWriter<>(change -> null, LIMITS, log, task.ports());
    assertThatThrownBy(() -> broken.write(row(1, 1), NO_CONTEXT))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("filter it out");
  }

  @Test
  void nothingIsSentAfterTheEnd() throws Exception {
    put(1);
    writer.close();
    task.advanceTo(5000);
    assertThat(log.batchSizes).isEmpty();
    assertThat(log.closed).isTrue();
  }

  @Test
  void theLastChangeOfEachKeyWins() throws Exception {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    log.acknowledgesAtOnce = true;
    Map<Long, Double> expected = new HashMap<>();
    for (int step = 0; step < 2000; step++) {
      long id = random.nextInt(8);
      if (random.nextInt(3) == 0) {
        writer.write(RowChange.delete(id), NO_CONTEXT);
        expected.remove(id);
      } else {
        writer.write(row(id, step), NO_CONTEXT);
        expected.put(id, (double) step);
      }
      if (random.nextInt(10) == 0) {
        writer.flush(false);
        assertThat(log.rows).as("seed %d, step %d", seed, step).isEqualTo(expected);
      }
      task.runMails();
    }
  }

  private BatchingWriter<RowChange> writer(SinkLimits limits) {
    return new BatchingWriter<>(change -> change, limits, log, task.ports());
  }

  private void put(long id) throws IOException, InterruptedException {
    writer.write(row(id, (double) id), NO_CONTEXT);
  }

  private static RowChange row(long id, double price) {
    return RowChange.put(Map.of("id", id, "vector", new float[] {id, 1}, "price", price));
  }
}
