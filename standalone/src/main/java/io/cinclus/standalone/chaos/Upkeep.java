package io.cinclus.standalone.chaos;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.model.ShardId;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.ManifestEvent;
import io.cinclus.v1.SealEvent;
import io.cinclus.v1.Segment;
import io.cinclus.v1.ShardSealed;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * What the jobs did beside answering, as the logs tell. Immutable.
 *
 * @param sealedTo how far each shard's newest manifest goes
 * @param seals ranges of a shard that were sealed
 * @param indexes index files that were published
 * @param compactions times that a published manifest had taken in merged rows or a merged tombstone
 *     file
 */
public record Upkeep(Map<ShardId, Long> sealedTo, int seals, int indexes, int compactions) {
  private static final Duration POLL = Duration.ofMillis(200);

  public Upkeep {
    sealedTo = Map.copyOf(sealedTo);
  }

  /** Whether each of these shards is sealed so far. */
  boolean covers(Map<ShardId, Long> positions) {
    return positions.entrySet().stream()
        .allMatch(wanted -> sealedTo.getOrDefault(wanted.getKey(), -1L) >= wanted.getValue());
  }

  /** What the topics hold now. */
  static Upkeep read(LogConfig log) {
    Set<String> seals = new HashSet<>();
    readAll(log, log.sealsTopic(), record -> seal(record, seals));
    Set<String> indexes = new HashSet<>();
    Map<ShardId, Long> horizons = new HashMap<>();
    Map<ShardId, Long> sealedTo = new HashMap<>();
    int[] compactions = {0};
    readAll(
        log,
        log.manifestsTopic(),
        record -> {
          if (record.value() == null || PublishedManifests.isProgress(record.key())) {
            return;
          }
          Manifest manifest = manifest(record.value());
          for (Segment segment : manifest.getSegmentsList()) {
            segment.getIndexesList().forEach(index -> indexes.add(index.getFile().getPath()));
          }
          ShardId shard = new ShardId(manifest.getCollectionId(), manifest.getShard());
          sealedTo.merge(shard, manifest.getSealedTo(), Math::max);
          Long before = horizons.put(shard, manifest.getHorizon());
          if (before != null && before < manifest.getHorizon()) {
            compactions[0]++;
          }
        });
    return new Upkeep(sealedTo, seals.size(), indexes.size(), compactions[0]);
  }

  private static void seal(ConsumerRecord<byte[], byte[]> record, Set<String> seals) {
    try {
      SealEvent event = SealEvent.parseFrom(record.value());
      if (event.hasSealed()) {
        ShardSealed sealed = event.getSealed();
        seals.add(
            "%d/%d from %d to %d"
                .formatted(
                    sealed.getCollectionId(), sealed.getShard(), sealed.getFrom(), sealed.getTo()));
      }
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the seals topic holds something else", e);
    }
  }

  private static Manifest manifest(byte[] value) {
    try {
      return ManifestEvent.parseFrom(value).getManifest();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException("the manifests topic holds something else", e);
    }
  }

  private static void readAll(
      LogConfig log, String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Properties properties = log.clientProperties();
    properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(partition -> new TopicPartition(topic, partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (partitions.stream().anyMatch(p -> consumer.position(p) < ends.getOrDefault(p, 0L))) {
        consumer.poll(POLL).forEach(each);
      }
    }
  }
}
