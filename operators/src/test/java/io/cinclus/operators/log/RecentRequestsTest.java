package io.cinclus.operators.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer.PartitionOffsetsRetriever;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

class RecentRequestsTest {
  private static final TopicPartition PARTITION = new TopicPartition("requests", 0);

  /** Requests to which another is appended after every look; those so far are old. */
  private static final class GrowingLog implements PartitionOffsetsRetriever {
    private final long oldCount;
    private long end;

    GrowingLog(long oldCount) {
      this.oldCount = oldCount;
      this.end = oldCount;
    }

    @Override
    public Map<TopicPartition, Long> endOffsets(Collection<TopicPartition> partitions) {
      return Map.of(PARTITION, end++);
    }

    @Override
    public Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
        Map<TopicPartition, Long> times) {
      Map<TopicPartition, OffsetAndTimestamp> found = new HashMap<>();
      found.put(
          PARTITION,
          end > oldCount
              ? new OffsetAndTimestamp(oldCount, times.getOrDefault(PARTITION, 0L) + 1)
              : null); // Kafka's way to say that there is none.
      end++;
      return found;
    }

    @Override
    public Map<TopicPartition, Long> committedOffsets(Collection<TopicPartition> partitions) {
      throw new AssertionError("not asked for");
    }

    @Override
    public Map<TopicPartition, Long> beginningOffsets(Collection<TopicPartition> partitions) {
      throw new AssertionError("not asked for");
    }
  }

  @Test
  void aRequestAppendedWhileTheStartIsLookedForIsRead() {
    assertThat(
            new RecentRequests(60_000).getPartitionOffsets(List.of(PARTITION), new GrowingLog(7)))
        .containsExactly(Map.entry(PARTITION, 7L));
  }

  @Test
  @SuppressWarnings("deprecation") // The connector's interface.
  void aReaderBehindTheLogsStartFailsAndNeverJumpsOverRequestsThatWait() {
    assertThat(new RecentRequests(60_000).getAutoOffsetResetStrategy())
        .isEqualTo(OffsetResetStrategy.NONE);
  }
}
