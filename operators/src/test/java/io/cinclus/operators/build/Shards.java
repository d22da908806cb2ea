package io.cinclus.operators.build;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.ShardId;
import io.cinclus.v1.BuildFinished;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.CompactionResult;
import io.cinclus.v1.FileRef;
import io.cinclus.v1.Garbage;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.OwnedShard;
import io.cinclus.v1.Segment;
import io.cinclus.v1.ShardSealed;
import io.cinclus.v1.TombstoneFile;
import java.util.List;

/** Seals and results of plans as they are said to be, without files. */
final class Shards {
  static final long ROW_BYTES = 1000;
  static final long TOMBSTONE_BYTES = 24;

  private Shards() {}

  /** The first shard of a collection. */
  static ShardId of(CollectionInfo collection) {
    return new ShardId(collection.id(), 0);
  }

  static FileRef file(String path, long lengthBytes) {
    return FileRef.newBuilder().setPath(path).setLengthBytes(lengthBytes).build();
  }

  static Segment segment(long partition, long from, long to, long rows) {
    return Segment.newBuilder()
        .setFile(file("p%d/%d-%d.arrow".formatted(partition, from, to), rows * ROW_BYTES))
        .setPartitionId(partition)
        .setFrom(from)
        .setTo(to)
        .setRowCount(rows)
        .build();
  }

  static TombstoneFile tombstones(long from, long to, long count) {
    return TombstoneFile.newBuilder()
        .setFile(file("%d-%d.tombstones".formatted(from, to), count * TOMBSTONE_BYTES))
        .setFrom(from)
        .setTo(to)
        .setCount(count)
        .build();
  }

  /** Of ten rows in the partition that has the collection's id. */
  static ShardSealed seal(ShardId shard, long from, long to) {
    return seal(shard, from, to, segment(shard.collectionId(), from, to, 10));
  }

  static ShardSealed seal(ShardId shard, long from, long to, Segment... segments) {
    return ShardSealed.newBuilder()
        .setCollectionId(shard.collectionId())
        .setShard(shard.shard())
        .setFrom(from)
        .setTo(to)
        .addAllSegments(List.of(segments))
        .setTombstones(tombstones(from, to, 10))
        .build();
  }

  static BuildFinished indexed(BuildPlan plan) {
    String path = plan.getIndex().getSegment().getFile().getPath() + ".idx";
    return BuildFinished.newBuilder()
        .setPlan(plan)
        .setIndex(
            IndexFile.newBuilder()
                .setFile(file(path, 100))
                .setFieldId(plan.getIndex().getFieldId())
                .setIndexId(plan.getIndex().getIndexId()))
        .build();
  }

  /** All input rows but {@code dead} are left, and {@code needed} tombstones. */
  static BuildFinished compacted(BuildPlan plan, long dead, long needed) {
    List<Segment> inputs = plan.getCompaction().getInputsList();
    CompactionResult.Builder result = CompactionResult.newBuilder();
    long rows = inputs.stream().mapToLong(Segment::getRowCount).sum() - dead;
    long from = inputs.stream().mapToLong(Segment::getFrom).min().orElse(-1);
    long to = inputs.stream().mapToLong(Segment::getTo).max().orElse(-1);
    if (rows > 0) {
      Segment output = segment(plan.getCompaction().getPartitionId(), from, to, rows);
      String path = "plan%d-%s".formatted(plan.getPlanId(), output.getFile().getPath());
      result.setOutput(
          output.toBuilder()
              .setFile(file(path, rows * ROW_BYTES))
              .setPurgedTo(plan.getCompaction().getHorizon())
              .setCompactedTo(plan.getCompaction().getSealedTo()));
    }
    List<TombstoneFile> merged = plan.getCompaction().getTombstonesList();
    if (needed > 0) {
      TombstoneFile output =
          tombstones(
              merged.get(0).getFrom(),
              merged.stream().mapToLong(TombstoneFile::getTo).max().orElseThrow(),
              needed);
      String path = "plan%d-%s".formatted(plan.getPlanId(), output.getFile().getPath());
      // As many in front of the horizon as lie there if they are spread evenly.
      long horizon = Math.min(output.getTo(), plan.getCompaction().getHorizon());
      long purgeable = needed * (horizon - output.getFrom()) / (output.getTo() - output.getFrom());
      result.setTombstones(
          output.toBuilder()
              .setFile(file(path, needed * TOMBSTONE_BYTES))
              .setPurgeable(purgeable)
              .setPurgeableTo(purgeable == 0 ? 0 : horizon));
    }
    return BuildFinished.newBuilder().setPlan(plan).setCompaction(result).build();
  }

  static List<String> segmentPaths(Manifest manifest) {
    return manifest.getSegmentsList().stream().map(s -> s.getFile().getPath()).toList();
  }

  static List<String> garbage(OwnedShard shard) {
    return shard.getGarbageList().stream().map(Garbage::getPath).toList();
  }
}
