package io.cinclus.operators.fakes;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;

/**
 * Reads what a test adds. Not thread-safe.
 *
 * @param <T> what is read
 */
public final class QueueReader<T> implements SourceReader<T, KafkaPartitionSplit> {
  public final List<KafkaPartitionSplit> splits = new ArrayList<>();
  private final Queue<T> queue = new ArrayDeque<>();
  private Runnable afterLooking = () -> {};
  private CompletableFuture<Void> available = new CompletableFuture<>();

  /** Does something once, as another thread would, between a look and what follows it. */
  public void afterLooking(Runnable action) {
    afterLooking = action;
  }

  public void add(T value) {
    queue.add(value);
    available.complete(null);
  }

  @Override
  public void start() {}

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) {
    T next = queue.poll();
    if (next == null) {
      return InputStatus.NOTHING_AVAILABLE;
    }
    output.collect(next);
    return queue.isEmpty() ? InputStatus.NOTHING_AVAILABLE : InputStatus.MORE_AVAILABLE;
  }

  @Override
  public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
    return splits;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    if (queue.isEmpty() && available.isDone()) {
      available = new CompletableFuture<>();
    }
    CompletableFuture<Void> seen = available;
    afterLooking.run();
    afterLooking = () -> {};
    return seen;
  }

  @Override
  public void addSplits(List<KafkaPartitionSplit> added) {
    splits.addAll(added);
  }

  @Override
  public void notifyNoMoreSplits() {}

  @Override
  public void close() {}
}
