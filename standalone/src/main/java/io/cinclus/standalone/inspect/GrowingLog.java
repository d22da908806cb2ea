package io.cinclus.standalone.inspect;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.log.WalDecoder;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.v1.WalRecord;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** The part of the write-ahead log that is not sealed yet. Stateless. */
final class GrowingLog {
  private static final Duration POLL = Duration.ofMillis(100);

  /** Reading takes no longer. */
  private static final Duration TIMEOUT = Duration.ofSeconds(60);

  private GrowingLog() {}

  /**
   * The rows and deletes of each shard above the position up to which it is sealed, up to the end
   * that the log has now. A record that a writer sent twice counts twice.
   *
   * @param from where to begin on each channel
   * @param sealedTo of the shards that count
   */
  static Map<ShardId, Long> countMutations(
      LogConfig log, Map<Integer, Long> from, Map<ShardId, Long> sealedTo)
      throws InvalidProtocolBufferException {
    Map<ShardId, Long> counts = new HashMap<>();
    List<TopicPartition> channels =
        from.keySet().stream().map(c -> new TopicPartition(log.walTopic(), c)).toList();
    long deadlineNanos = System.nanoTime() + TIMEOUT.toNanos();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            properties(log), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(channels);
      Map<TopicPartition, Long> begins = consumer.beginningOffsets(channels);
      Map<TopicPartition, Long> ends = consumer.endOffsets(channels);
      for (TopicPartition channel : channels) {
        long sealed = from.getOrDefault(channel.partition(), Position.NONE);
        long offset = sealed == Position.NONE ? 0 : Position.offset(sealed);
        consumer.seek(channel, Math.max(offset, begins.getOrDefault(channel, 0L)));
      }
      while (channels.stream().anyMatch(c -> consumer.position(c) < ends.getOrDefault(c, 0L))) {
        if (System.nanoTime() > deadlineNanos) {
          throw new IllegalStateException(
              "%s could not be read to its end within %d s"
                  .formatted(log.walTopic(), TIMEOUT.toSeconds()));
        }
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          WalRecord wal = WalRecord.parseFrom(record.value());
          ShardId shard = new ShardId(wal.getCollectionId(), wal.getShard());
          long above = countAbove(sealedTo.get(shard), record.offset(), wal);
          counts.merge(shard, above, Long::sum);
        }
      }
    }
    return counts;
  }

  private static long countAbove(@Nullable Long sealedTo, long offset, WalRecord record) {
    if (sealedTo == null || record.hasMarker()) {
      return 0;
    }
    int count = WalDecoder.mutationCount(record);
    if (sealedTo == Position.NONE || offset > Position.offset(sealedTo)) {
      return count;
    }
    return offset < Position.offset(sealedTo)
        ? 0
        : Math.max(0, count - 1 - Position.index(sealedTo));
  }

  private static Properties properties(LogConfig log) {
    Properties properties = log.clientProperties();
    properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return properties;
  }
}
