package io.cinclus.operators.log;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.apache.kafka.common.TopicPartition;

/**
 * Where a reader without a checkpoint starts. It never jumps: a reader that finds itself behind the
 * log's start fails, and starts again where the published progress says.
 */
enum LogStart implements OffsetsInitializer {
  /** At the first record that is still there: nobody needs the earlier ones. */
  FIRST_KEPT {
    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
        Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
      return retriever.beginningOffsets(partitions);
    }
  },

  /** At offset 0, whether its record is still there or not. */
  ORIGIN {
    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
        Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
      Map<TopicPartition, Long> offsets = new HashMap<>();
      partitions.forEach(partition -> offsets.put(partition, 0L));
      return offsets;
    }
  },

  /** The reader decides when it gets the partition. */
  UNDECIDED {
    @Override
    public Map<TopicPartition, Long> getPartitionOffsets(
        Collection<TopicPartition> partitions, PartitionOffsetsRetriever retriever) {
      Map<TopicPartition, Long> offsets = new HashMap<>();
      partitions.forEach(partition -> offsets.put(partition, KafkaPartitionSplit.EARLIEST_OFFSET));
      return offsets;
    }
  };

  @Override
  @SuppressWarnings("deprecation") // The connector's interface.
  public OffsetResetStrategy getAutoOffsetResetStrategy() {
    return OffsetResetStrategy.NONE;
  }
}
