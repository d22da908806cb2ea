package io.cinclus.operators.log;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.model.ShardId;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.ManifestEvent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the manifests topic says of some channels, read up to the end that it had when asked.
 *
 * @param manifests the newest of each shard, by channel
 * @param progress the newest of each channel
 */
public record PublishedManifests(
    Map<Integer, Map<ShardId, Manifest>> manifests, Map<Integer, ChannelProgress> progress) {
  private static final Duration POLL = Duration.ofMillis(100);

  private static final String PROGRESS_KEY = "progress";

  /** The key of a channel's progress; the partition says which channel. */
  public static byte[] progressKey() {
    return PROGRESS_KEY.getBytes(StandardCharsets.US_ASCII);
  }

  /** The key of a shard's manifest. */
  public static byte[] key(ShardId shard) {
    return shard.toString().getBytes(StandardCharsets.US_ASCII);
  }

  /** The shard whose manifest has this key. */
  public static ShardId shardOf(byte[] key) {
    String text = new String(key, StandardCharsets.US_ASCII);
    int slash = text.indexOf('/');
    return new ShardId(
        Long.parseLong(text.substring(0, slash)), Integer.parseInt(text.substring(slash + 1)));
  }

  /** Whether a key is that of a channel's progress. */
  public static boolean isProgress(byte[] key) {
    return PROGRESS_KEY.equals(new String(key, StandardCharsets.US_ASCII));
  }

  /**
   * Reads the channels' partitions to their end. Blocks; for use while a task starts, not while it
   * runs.
   *
   * @throws InvalidProtocolBufferException where a record is not a manifest event
   */
  public static PublishedManifests read(LogConfig log, Collection<Integer> channels)
      throws InvalidProtocolBufferException {
    PublishedManifests published = new PublishedManifests(new HashMap<>(), new HashMap<>());
    List<TopicPartition> partitions =
        channels.stream().map(c -> new TopicPartition(log.manifestsTopic(), c)).toList();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            log.readerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          published.fold(record);
        }
      }
    }
    return published;
  }

  private void fold(ConsumerRecord<byte[], byte[]> record) throws InvalidProtocolBufferException {
    if (isProgress(record.key())) {
      progress.put(record.partition(), ManifestEvent.parseFrom(record.value()).getProgress());
      return;
    }
    Map<ShardId, Manifest> shards =
        manifests.computeIfAbsent(record.partition(), channel -> new HashMap<>());
    if (record.value() == null) {
      shards.remove(shardOf(record.key()));
    } else {
      shards.put(shardOf(record.key()), ManifestEvent.parseFrom(record.value()).getManifest());
    }
  }
}
