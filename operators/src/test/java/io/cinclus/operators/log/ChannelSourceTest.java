package io.cinclus.operators.log;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.Position;
import io.cinclus.operators.fakes.ListOutput;
import io.cinclus.operators.fakes.QueueReader;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.LogEvent;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class ChannelSourceTest {
  private final QueueReader<LogEvent> kafka = new QueueReader<>();
  private final ListOutput<LogEvent> output = new ListOutput<>();

  private ChannelSource.Reader reader(Map<Integer, ChannelProgress> published) {
    return new ChannelSource.Reader(kafka, channels -> published, Math::max);
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
    assertThat(output.values).hasSize(1);
    LogEvent start = output.values.get(0);
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
