package io.cinclus.operators.sink;

import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.OperatorIOMetricGroup;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.function.ThrowingRunnable;
import org.jspecify.annotations.Nullable;

/** A task whose time and mailbox the test moves on. */
final class FakeTask implements MailboxExecutor, ProcessingTimeService {
  final Metrics metrics = new Metrics();
  private final Queue<ThrowingRunnable<? extends Exception>> mails = new ArrayDeque<>();
  private final Map<Long, ProcessingTimeCallback> timers = new TreeMap<>();
  private long nowMillis;

  RuntimePorts ports() {
    return new RuntimePorts(this, this, metrics);
  }

  /** Lets time pass, and everything happen that is due then. */
  void advanceTo(long millis) throws Exception {
    nowMillis = millis;
    runMails();
    while (!timers.isEmpty() && timers.keySet().iterator().next() <= millis) {
      long due = timers.keySet().iterator().next();
      ProcessingTimeCallback callback = timers.remove(due);
      if (callback != null) {
        callback.onProcessingTime(due);
      }
    }
  }

  void runMails() throws Exception {
    for (ThrowingRunnable<? extends Exception> mail = mails.poll();
        mail != null;
        mail = mails.poll()) {
      mail.run();
    }
  }

  @Override
  public void execute(
      MailOptions options,
      ThrowingRunnable<? extends Exception> command,
      String description,
      Object... arguments) {
    mails.add(command);
  }

  @Override
  public void yield() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean tryYield() {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean shouldInterrupt() {
    return false;
  }

  @Override
  public long getCurrentProcessingTime() {
    return nowMillis;
  }

  @Override
  public @Nullable ScheduledFuture<?> registerTimer(
      long timeMillis, ProcessingTimeCallback callback) {
    timers.put(timeMillis, callback);
    return null;
  }

  /** Counters that can be looked at. */
  static final class Metrics extends UnregisteredMetricsGroup implements SinkWriterMetricGroup {
    final Counter rows = new SimpleCounter();
    final Counter errors = new SimpleCounter();
    final Counter batches = new SimpleCounter();

    @Override
    public Counter counter(String name) {
      return name.equals("numBatchesSend") ? batches : new SimpleCounter();
    }

    @Override
    public Counter getNumRecordsOutErrorsCounter() {
      return errors;
    }

    @Override
    public Counter getNumRecordsSendErrorsCounter() {
      return errors;
    }

    @Override
    public Counter getNumRecordsSendCounter() {
      return rows;
    }

    @Override
    public Counter getNumBytesSendCounter() {
      return new SimpleCounter();
    }

    @Override
    public void setCurrentSendTimeGauge(org.apache.flink.metrics.Gauge<Long> gauge) {}

    @Override
    public OperatorIOMetricGroup getIOMetricGroup() {
      return UnregisteredMetricsGroup.createOperatorIOMetricGroup();
    }
  }
}
