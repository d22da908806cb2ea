package io.cinclus.operators.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.Position;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.LogEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ChannelSourceTest {
  private final SilentReader kafka = new SilentReader();
  private final Output output = new Output();

  /** A log from which nothing ever comes. */
  private static final class SilentReader implements SourceReader<LogEvent, KafkaPartitionSplit> {
    final List<KafkaPartitionSplit> splits = new ArrayList<>();
    final CompletableFuture<Void> available = new CompletableFuture<>();

    @Override
    public void start() {}

    @Override
    public InputStatus pollNext(ReaderOutput<LogEvent> output) {
      return InputStatus.NOTHING_AVAILABLE;
    }

    @Override
    public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
      return splits;
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      return available;
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

  private static final class Output implements ReaderOutput<LogEvent> {
    final List<LogEvent> events = new ArrayList<>();

    @Override
    public void collect(LogEvent event) {
      events.add(event);
    }

    @Override
    public void collect(LogEvent event, long timestamp) {
      events.add(event);
    }

    @Override
    public void emitWatermark(Watermark watermark) {}

    @Override
    public void markIdle() {}

    @Override
    public void markActive() {}

    @Override
    public SourceOutput<LogEvent> createOutputForSplit(String split) {
      return this;
    }

    @Override
    public void releaseOutputForSplit(String split) {}
  }

  private ChannelSource.Reader reader(Map<Integer, ChannelProgress> published) {
    return new ChannelSource.Reader(kafka, channels -> published);
  }

  private static KafkaPartitionSplit split(int channel, long offset) {
    return new KafkaPartitionSplit(new TopicPartition("wal", channel), offset);
  }

  @Test
  void theStartOfASilentChannelIsTold() throws Exception {
    ChannelSource.Reader reader = reader(Map.of());
    CompletableFuture<Void> available = reader.isAvailable();
    assertThat(available).isNotDone();
    reader.addSplits(List.of(split(2, 7)));
    assertThat(available).isCompleted();
    reader.pollNext(output);
    assertThat(output.events).hasSize(1);
    LogEvent start = output.events.get(0);
    assertThat(start.hasStarted()).isTrue();
    assertThat(start.getStarted().hasProgress()).isFalse();
    assertThat(start.getPartition()).isEqualTo(2);
    assertThat(start.getOffset()).isEqualTo(7);
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
    assertThat(reader.isAvailable()).as("it waits for the log").isNotDone();
  }

  @Test
  void aChannelStartsAtThePublishedProgressOrWhereItWasLeftIfThatIsFurther() {
    ChannelProgress progress = ChannelProgress.newBuilder().setSealedTo(Position.before(5)).build();
    reader(Map.of(0, progress, 1, progress)).addSplits(List.of(split(0, 3), split(1, 9)));
    assertThat(kafka.splits)
        .extracting(KafkaPartitionSplit::getStartingOffset)
        .containsExactly(5L, 9L);
  }
}
