package io.cinclus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.log.WriterWindow;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.WalRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ChannelAppenderTest {
  private final FakeWal wal = new FakeWal(false);
  private final MockProducer<byte[], byte[]> producer = wal.producer;

  @AfterEach
  void close() {
    wal.appender.close();
  }

  private CompletableFuture<Long> append(int channel) {
    return wal.appender.append(channel, WalRecord.newBuilder());
  }

  @Test
  void recordsAreNumberedOnEachChannel() {
    append(0);
    append(1);
    append(0);
    assertThat(wal.sequences()).containsExactly(0L, 0L, 1L);
    assertThat(wal.sent()).allMatch(record -> record.getWriterId() == FakeWal.WRITER);
  }

  @Test
  void anAppendCompletesWithTheOffset() {
    CompletableFuture<Long> first = append(0);
    CompletableFuture<Long> second = append(0);
    producer.completeNext();
    assertThat(first).isCompletedWithValue(0L);
    assertThat(second).isNotDone();
    producer.completeNext();
    assertThat(second).isCompletedWithValue(1L);
  }

  @Test
  void aRecordThatIsSentAgainKeepsItsSequence() throws InterruptedException {
    CompletableFuture<Long> appended = append(0);
    producer.errorNext(new TimeoutException("not delivered"));
    wal.awaitSent(2);
    assertThat(wal.sequences()).containsExactly(0L, 0L);
    assertThat(appended).isNotDone();
    producer.completeNext();
    assertThat(appended).isCompleted();
    append(0);
    assertThat(wal.sequences()).as("the next one").endsWith(1L);
  }

  @Test
  void aRecordIsSentAgainSoOftenAndThenFails() throws InterruptedException {
    CompletableFuture<Long> appended = append(0);
    for (int sends = 1; sends <= ChannelAppender.MAX_RESENDS; sends++) {
      producer.errorNext(new TimeoutException("not delivered"));
      wal.awaitSent(1 + sends);
    }
    producer.errorNext(new TimeoutException("not delivered"));
    assertNotAcknowledged(appended);
  }

  @Test
  void aRecordThatTheLogRefusesFailsAtOnce() {
    CompletableFuture<Long> appended = append(0);
    producer.errorNext(new RecordTooLargeException("too large"));
    assertNotAcknowledged(appended);
    assertThat(wal.sent()).hasSize(1);
  }

  @Test
  void aProducerThatThrowsFailsTheAppend() {
    producer.sendException = new IllegalStateException("closed");
    assertNotAcknowledged(append(0));
  }

  private static void assertNotAcknowledged(CompletableFuture<Long> appended) {
    assertThatThrownBy(appended::join)
        .cause()
        .asInstanceOf(InstanceOfAssertFactories.type(CinclusException.class))
        .extracting(CinclusException::code)
        .isEqualTo(ErrorCode.WRITE_NOT_ACKNOWLEDGED);
  }

  /** The thread that reports a failure frees the memory that a send may wait for. */
  @Test
  void whatIsSentAgainIsNotSentByTheThreadThatReportsTheFailure() throws InterruptedException {
    append(0);
    assertThat(wal.sender).isSameAs(Thread.currentThread());
    producer.errorNext(new TimeoutException("not delivered"));
    wal.awaitSent(2);
    assertThat(wal.sender).isNotSameAs(Thread.currentThread());
  }

  /** The least favourable order: whenever the oldest record fails, all others are acknowledged. */
  @Test
  void whatIsSentAgainLandsWhereTheWindowStillTellsItApart() throws InterruptedException {
    WriterWindow window = new WriterWindow(FakeWal.WRITER);
    List<Boolean> accepted = new ArrayList<>();
    int others = ChannelAppender.MAX_IN_FLIGHT - 1;
    append(0);
    for (int round = 0; round < ChannelAppender.MAX_RESENDS; round++) {
      for (int other = 0; other < others; other++) {
        append(0);
      }
      int sent = producer.history().size();
      producer.errorNext(new TimeoutException("not delivered"));
      wal.awaitSent(sent + 1);
      for (int other = 0; other < others; other++) {
        WalRecord landed = wal.sent().get(sent - others + other);
        accepted.add(window.accept(landed.getSequence(), sent + other));
        producer.completeNext();
      }
    }
    List<Long> sequences = wal.sequences();
    assertThat(sequences.get(sequences.size() - 1)).isZero();
    assertThat(accepted).doesNotContain(false);
    assertThat(window.accept(0, sequences.size())).as("the late one is new").isTrue();
    assertThat(window.accept(0, sequences.size() + 1)).as("its repeat is known").isFalse();
  }

  @Test
  void theBoundsAreThoseOfTheWindow() {
    assertThat(ChannelAppender.MAX_RESENDS * (ChannelAppender.MAX_IN_FLIGHT - 1))
        .isLessThan(WriterWindow.SIZE);
    assertThat(ChannelAppender.MAX_RESENDS * ChannelAppender.MAX_IN_FLIGHT)
        .as("as many as can be")
        .isGreaterThanOrEqualTo(WriterWindow.SIZE);
  }
}
