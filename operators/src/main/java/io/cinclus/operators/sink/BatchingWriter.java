package io.cinclus.operators.sink;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.metrics.Counter;
import org.jspecify.annotations.Nullable;

/**
 * Collects changes into batches and sends them one after another: while one is on its way the next
 * is filled. One at a time keeps the changes of a key in order, also when the log makes the client
 * send a record again. {@link #flush} returns when everything is acknowledged.
 *
 * <p>Runs on the task's thread. A batch that fails, or is not acknowledged in time, fails the next
 * call.
 *
 * @param <T> the stream's elements
 */
final class BatchingWriter<T> implements SinkWriter<T> {
  private final RowConverter<T> converter;
  private final SinkLimits limits;
  private final BatchTarget target;
  private final RuntimePorts ports;
  private final ChangeBuffer buffer;
  private final Counter rowsSent;
  private final Counter batchesSent;
  private final Counter errors;
  private @Nullable CompletableFuture<Void> underWay;
  private int rowsUnderWay;
  private long deadlineNanos;
  private long sendAtMillis;
  private boolean timerIsSet;
  private boolean closed;

  BatchingWriter(
      RowConverter<T> converter, SinkLimits limits, BatchTarget target, RuntimePorts ports) {
    this.converter = converter;
    this.limits = limits;
    this.target = target;
    this.ports = ports;
    this.buffer = new ChangeBuffer(target.schema());
    this.rowsSent = ports.metrics().getNumRecordsSendCounter();
    this.batchesSent = ports.metrics().counter("numBatchesSend");
    this.errors = ports.metrics().getNumRecordsSendErrorsCounter();
  }

  @Override
  public void write(T element, Context context) throws IOException, InterruptedException {
    RowChange change = converter.convert(element);
    if (buffer.count() == 0) {
      sendAtMillis = ports.time().getCurrentProcessingTime() + limits.lingerMillis();
    }
    buffer.add(change);
    if (buffer.count() >= limits.maxRows() || buffer.sizeBytes() >= limits.maxSizeBytes()) {
      awaitAcknowledgement();
      send();
    } else if (limits.lingerMillis() == 0) {
      sendIfDue();
    } else {
      setTimer();
    }
  }

  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    awaitAcknowledgement();
    if (buffer.count() > 0) {
      send();
      awaitAcknowledgement();
    }
  }

  private void setTimer() {
    if (!timerIsSet) {
      timerIsSet = true;
      ports
          .time()
          .registerTimer(
              sendAtMillis,
              time -> {
                timerIsSet = false;
                sendIfDue();
              });
    }
  }

  /** Sends what has waited long enough, unless a batch is on its way: then its end sends it. */
  private void sendIfDue() throws IOException, InterruptedException {
    if (closed) {
      return;
    }
    if (underWay != null && underWay.isDone()) {
      awaitAcknowledgement();
    }
    if (buffer.count() == 0 || underWay != null) {
      return;
    }
    if (ports.time().getCurrentProcessingTime() >= sendAtMillis) {
      send();
    } else {
      setTimer();
    }
  }

  private void send() {
    ChangeBuffer.Batch batch = buffer.take();
    List<CompletableFuture<?>> parts = new ArrayList<>(2);
    if (batch.rows().rowCount() > 0) {
      parts.add(target.insert(batch.rows()));
    }
    if (batch.deleteCount() > 0) {
      parts.add(target.delete(batch.deletedKeys(), batch.deleteCount()));
    }
    CompletableFuture<Void> all = CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new));
    underWay = all;
    rowsUnderWay = batch.changeCount();
    deadlineNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(limits.timeoutMillis());
    all.whenComplete(
        (done, failure) -> ports.mailbox().execute(this::sendIfDue, "a batch is acknowledged"));
  }

  private void awaitAcknowledgement() throws IOException, InterruptedException {
    if (underWay == null) {
      return;
    }
    try {
      underWay.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
      rowsSent.inc(rowsUnderWay);
      batchesSent.inc();
      underWay = null;
    } catch (ExecutionException e) {
      errors.inc(rowsUnderWay);
      throw new IOException("a batch could not be written: " + reason(e), e.getCause());
    } catch (TimeoutException e) {
      errors.inc(rowsUnderWay);
      throw new IOException(
          "a batch of %d rows was not acknowledged within %d ms: is the log reachable?"
              .formatted(rowsUnderWay, limits.timeoutMillis()),
          e);
    }
  }

  private static String reason(ExecutionException e) {
    Throwable cause = e.getCause();
    return cause == null ? String.valueOf(e) : String.valueOf(cause.getMessage());
  }

  @Override
  public void close() {
    closed = true;
    target.close();
  }
}
