package io.cinclus.operators.log;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
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
import java.util.function.LongSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What the manifests topic says of some channels, read up to the end that it had when asked.
 *
 * @param manifests the newest of each shard, by channel
 * @param progress the newest of each channel
 */
public record PublishedManifests(
    Map<Integer, Map<ShardId, Manifest>> manifests, Map<Integer, ChannelProgress> progress) {
  /** Reading fails when for this long no partition has got any further. */
  static final Duration MAX_SILENCE = Duration.ofSeconds(30);

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
   * @throws CinclusException {@link ErrorCode#NOT_READY} where nothing comes for {@link
   *     #MAX_SILENCE}
   */
  public static PublishedManifests read(LogConfig log, Collection<Integer> channels)
      throws InvalidProtocolBufferException {
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(
            log.readerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      return read(log, channels, consumer, System::nanoTime);
    }
  }

  static PublishedManifests read(
      LogConfig log,
      Collection<Integer> channels,
      Consumer<byte[], byte[]> consumer,
      LongSupplier nanoTime)
      throws InvalidProtocolBufferException {
    PublishedManifests published = new PublishedManifests(new HashMap<>(), new HashMap<>());
    List<TopicPartition> partitions =
        channels.stream().map(c -> new TopicPartition(log.manifestsTopic(), c)).toList();
    try {
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, MAX_SILENCE);
      long heardNanos = nanoTime.getAsLong();
      Map<TopicPartition, Long> at = positions(consumer, partitions);
      while (partitions.stream().anyMatch(p -> at.getOrDefault(p, 0L) < ends.getOrDefault(p, 0L))) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          published.fold(record);
        }
        Map<TopicPartition, Long> now = positions(consumer, partitions);
        long nowNanos = nanoTime.getAsLong();
        if (!now.equals(at)) {
          at.putAll(now);
          heardNanos = nowNanos;
        } else if (nowNanos - heardNanos > MAX_SILENCE.toNanos()) {
          throw unreadable(log, "it is read up to %s of %s".formatted(at, ends), null);
        }
      }
    } catch (TimeoutException e) {
      throw unreadable(log, String.valueOf(e.getMessage()), e);
    }
    return published;
  }

  private static Map<TopicPartition, Long> positions(
      Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
    Map<TopicPartition, Long> positions = new HashMap<>();
    partitions.forEach(p -> positions.put(p, consumer.position(p, MAX_SILENCE)));
    return positions;
  }

  private static CinclusException unreadable(
      LogConfig log, String what, @Nullable TimeoutException cause) {
    String message =
        "nothing of %s has come from Kafka at %s for %d s (%s): is Kafka running there?"
            .formatted(log.manifestsTopic(), log.bootstrapServers(), MAX_SILENCE.toSeconds(), what);
    return cause == null
        ? new CinclusException(ErrorCode.NOT_READY, message)
        : new CinclusException(ErrorCode.NOT_READY, message, cause);
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
