package io.cinclus.operators.log;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Starts at the requests whose deadline cannot have passed: those appended within the longest
 * deadline before the start. Older ones have been answered, or nobody waits for them any more. So
 * have those with a shorter deadline of their own, which the reader of requests skips. A reader
 * that finds itself behind the log's start fails, and looks for its start anew.
 *
 * @param longestDeadlineMillis the most that a request may ask for
 */
record RecentRequests(long longestDeadlineMillis) implements OffsetsInitializer {
  private static final long serialVersionUID = 1L;

  @Override
  public Map<TopicPartition, Long> getPartitionOffsets(
      Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
    long since = System.currentTimeMillis() - longestDeadlineMillis;
    Map<TopicPartition, Long> times = new HashMap<>();
    partitions.forEach(partition -> times.put(partition, since));
    // First the ends: a request that is appended between both calls is then at or above the start.
    Map<TopicPartition, Long> starts = new HashMap<>(retriever.endOffsets(partitions));
    Map<TopicPartition, OffsetAndTimestamp> found = retriever.offsetsForTimes(times);
    found.forEach(
        (partition, offset) -> {
          if (offset != null) {
            starts.put(partition, offset.offset());
          }
        });
    return starts;
  }

  @Override
  @SuppressWarnings("deprecation") // The connector's interface.
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.NONE;
  }
}
