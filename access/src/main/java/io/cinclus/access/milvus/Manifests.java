package io.cinclus.access.milvus;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.index.IndexType;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.build.BuildOptions;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What is sealed of a collection. Immutable.
 *
 * @param shards the newest manifest of each shard that has one
 * @param progress of each channel that has some
 */
record Manifests(Map<Integer, Manifest> shards, Map<Integer, ChannelProgress> progress) {
  private static final int ID_BITS = 53;

  /** As the jobs have it where they are not told otherwise. */
  private static final long MIN_INDEX_ROWS = BuildOptions.MIN_INDEX_ROWS.defaultValue();

  /** Types of index that nothing is built for. */
  private static final Set<String> SCANS =
      Arrays.stream(IndexType.values())
          .filter(IndexType::isScan)
          .map(IndexType::name)
          .collect(Collectors.toUnmodifiableSet());

  /** Reads the manifests topic to its end, and waits while it does. */
  static Manifests read(LogConfig log, CollectionInfo collection) {
    Map<Integer, Manifest> shards = new TreeMap<>();
    try {
      List<Integer> channels = collection.channels().stream().distinct().toList();
      PublishedManifests published = PublishedManifests.read(log, channels);
      for (Map<ShardId, Manifest> onChannel : published.manifests().values()) {
        onChannel.forEach(
            (shard, manifest) -> {
              if (shard.collectionId() == collection.id()) {
                shards.put(shard.shard(), manifest);
              }
            });
      }
      return new Manifests(shards, published.progress());
    } catch (InvalidProtocolBufferException e) {
      throw new CinclusException(
          ErrorCode.STORAGE_CORRUPT,
          "%s has a record that is no manifest (%s): look at who wrote it"
              .formatted(log.manifestsTopic(), e.getMessage()),
          e);
    }
  }

  /**
   * Whether all is sealed that was written before some positions: the shard's manifest says so, or,
   * since a shard without rows has none, its channel's progress.
   *
   * @param channels of each shard
   * @param positions of each shard, by its number
   */
  boolean isSealedTo(List<Integer> channels, List<Long> positions) {
    for (int shard = 0; shard < positions.size(); shard++) {
      Manifest manifest = shards.get(shard);
      ChannelProgress ofChannel =
          shard < channels.size() ? progress.get(channels.get(shard)) : null;
      long sealedTo =
          Math.max(
              manifest == null ? Position.NONE : manifest.getSealedTo(),
              ofChannel == null ? Position.NONE : ofChannel.getSealedTo());
      if (sealedTo < positions.get(shard)) {
        return false;
      }
    }
    return true;
  }

  /** How many shards have not done a compaction yet; one that has nothing sealed has none to do. */
  int compacting(long asked) {
    return (int)
        shards.values().stream().filter(manifest -> manifest.getCompactedTo() < asked).count();
  }

  /**
   * A number that stands for a segment: the same wherever it is asked for, and below 2^53, which
   * all clients can count to.
   */
  static long idOf(Segment segment) {
    byte[] path = segment.getFile().getPath().getBytes(StandardCharsets.UTF_8);
    return UUID.nameUUIDFromBytes(path).getMostSignificantBits() >>> (Long.SIZE - ID_BITS);
  }

  /** The rows of the sealed segments of some partitions, superseded ones among them. */
  long rowCount(Set<Long> partitionIds) {
    return segments(partitionIds).stream().mapToLong(Segment::getRowCount).sum();
  }

  /** Those of them for which nothing of an index is left to be built. */
  long indexedRowCount(IndexInfo index, Set<Long> partitionIds) {
    return segments(partitionIds).stream()
        .filter(segment -> !isPending(segment, index))
        .mapToLong(Segment::getRowCount)
        .sum();
  }

  /** Whether it lacks an index that it will get: small segments get none, nor do scans. */
  private static boolean isPending(Segment segment, IndexInfo index) {
    return segment.getRowCount() >= MIN_INDEX_ROWS
        && !SCANS.contains(index.indexType())
        && segment.getIndexesList().stream().noneMatch(file -> file.getIndexId() == index.id());
  }

  /** The sealed segments of some partitions, by the numbers of their shards. */
  List<Segment> segments(Set<Long> partitionIds) {
    return shards.values().stream()
        .flatMap(manifest -> manifest.getSegmentsList().stream())
        .filter(segment -> partitionIds.contains(segment.getPartitionId()))
        .toList();
  }
}
