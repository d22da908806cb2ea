package io.cinclus.segment;

import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.v1.BuildFinished;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.CompactionPlan;
import io.cinclus.v1.CompactionResult;
import io.cinclus.v1.FileRef;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
import io.cinclus.v1.ShardSealed;
import io.cinclus.v1.TombstoneFile;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything the owner of a manifest does to it. Each edit is applied to the current manifest and
 * gives its next generation, or says why there is none. Pure and stateless; edits no files.
 */
public final class ManifestEdits {
  private ManifestEdits() {}

  /** Generation 0 of a shard: nothing is sealed. */
  public static Manifest empty(ShardId shard) {
    return Manifest.newBuilder()
        .setCollectionId(shard.collectionId())
        .setShard(shard.shard())
        .setSealedTo(Position.NONE)
        .setHorizon(Position.NONE)
        .build();
  }

  /** All files that a manifest names. */
  public static List<FileRef> files(Manifest manifest) {
    List<FileRef> files = new ArrayList<>();
    for (Segment segment : manifest.getSegmentsList()) {
      files.add(segment.getFile());
      segment.getIndexesList().forEach(index -> files.add(index.getFile()));
    }
    manifest.getTombstonesList().forEach(file -> files.add(file.getFile()));
    return files;
  }

  /**
   * Registers a seal that follows {@code sealedTo}: {@link ManifestEdit.Unchanged} for one that
   * ends at or below it, {@link ManifestEdit.Gap} for one that starts above it, unless nothing lies
   * between. One that straddles it is clipped: the {@code from} of its files is raised, and readers
   * ignore what lies at or below. Segments are clipped to what has not expired, too: a seal reaches
   * back to the one before, which may be long ago, and that says nothing of how old its rows are.
   *
   * @param coveredTo progress of the channel: everything at or below it that is not registered yet
   *     is not there
   */
  public static ManifestEdit register(Manifest manifest, ShardSealed seal, long coveredTo) {
    requireShard(manifest, seal.getCollectionId(), seal.getShard());
    long sealedTo = manifest.getSealedTo();
    if (seal.getTo() <= sealedTo) {
      return new ManifestEdit.Unchanged();
    }
    if (seal.getFrom() > Math.max(sealedTo, coveredTo)) {
      return new ManifestEdit.Gap(sealedTo);
    }
    long from = Math.max(seal.getFrom(), sealedTo);
    Manifest.Builder next = manifest.toBuilder().setSealedTo(seal.getTo());
    for (Segment segment : seal.getSegmentsList()) {
      boolean hasExpired = segment.getTo() < manifest.getExpiredBelow();
      next.addSegments(
          segment.toBuilder()
              .setFrom(hasExpired ? from : Math.max(from, manifest.getExpiredBelow() - 1)));
    }
    if (seal.hasTombstones()) {
      next.addTombstones(seal.getTombstones().toBuilder().setFrom(from));
    }
    return changed(manifest, next, seal.getCatalogPosition());
  }

  /**
   * Takes over what a plan produced. {@link ManifestEdit.Discarded} if the plan failed, or if one
   * of its inputs (compared by path) is gone: the result would bring back what the manifest
   * dropped.
   */
  public static ManifestEdit finish(Manifest manifest, BuildFinished finished) {
    BuildPlan plan = finished.getPlan();
    requireShard(manifest, plan.getCollectionId(), plan.getShard());
    return switch (finished.getResultCase()) {
      case INDEX -> finishIndex(manifest, plan, finished.getIndex());
      case COMPACTION -> finishCompaction(manifest, plan, finished.getCompaction());
      case FAILURE -> new ManifestEdit.Discarded(finished.getFailure());
      case OBSOLETE -> new ManifestEdit.Discarded(finished.getObsolete());
      case RESULT_NOT_SET ->
          throw new IllegalArgumentException("plan " + plan.getPlanId() + " has no result");
    };
  }

  private static ManifestEdit finishIndex(Manifest manifest, BuildPlan plan, IndexFile index) {
    String path = plan.getIndex().getSegment().getFile().getPath();
    long from = plan.getIndex().getSegment().getFrom();
    for (int at = 0; at < manifest.getSegmentsCount(); at++) {
      Segment segment = manifest.getSegments(at);
      if (segment.getFile().getPath().equals(path) && segment.getFrom() == from) {
        if (segment.getIndexesList().contains(index)) {
          return new ManifestEdit.Unchanged();
        }
        Segment.Builder indexed = segment.toBuilder().clearIndexes();
        segment.getIndexesList().stream()
            .filter(present -> present.getIndexId() != index.getIndexId())
            .forEach(indexed::addIndexes);
        Manifest.Builder next = manifest.toBuilder().setSegments(at, indexed.addIndexes(index));
        return changed(manifest, next, plan.getCatalogPosition());
      }
    }
    return discarded(manifest, path);
  }

  private static ManifestEdit finishCompaction(
      Manifest manifest, BuildPlan plan, CompactionResult result) {
    CompactionPlan compaction = plan.getCompaction();
    Optional<ManifestEdit> refusal = refusal(manifest, compaction);
    if (refusal.isPresent()) {
      return refusal.get();
    }
    Set<String> inputs = segmentPaths(compaction.getInputsList());
    Set<String> cut = tombstonePaths(compaction.getTombstonesList());
    Manifest.Builder next = manifest.toBuilder().clearSegments().clearTombstones();
    if (compaction.getHorizon() > manifest.getHorizon()) {
      next.setHorizon(compaction.getHorizon()).setHorizonMillis(compaction.getHorizonMillis());
    }
    manifest.getSegmentsList().stream()
        .filter(segment -> !inputs.contains(segment.getFile().getPath()))
        .forEach(next::addSegments);
    if (result.hasOutput()) {
      next.addSegments(result.getOutput());
    }
    if (result.hasTombstones()) {
      next.addTombstones(result.getTombstones());
    }
    manifest.getTombstonesList().stream()
        .filter(file -> !cut.contains(file.getFile().getPath()))
        .forEach(next::addTombstones);
    return changed(manifest, next, plan.getCatalogPosition());
  }

  private static Optional<ManifestEdit> refusal(Manifest manifest, CompactionPlan plan) {
    Set<String> present = segmentPaths(manifest.getSegmentsList());
    present.addAll(tombstonePaths(manifest.getTombstonesList()));
    Set<String> known = segmentPaths(plan.getInputsList());
    Set<String> needed = new HashSet<>(known);
    needed.addAll(tombstonePaths(plan.getTombstonesList()));
    for (String path : needed) {
      if (!present.contains(path)) {
        return Optional.of(discarded(manifest, path));
      }
    }
    // A tombstone was kept for the rows that the plan knew of. Rows that it did not know of must
    // lie above all its tombstones, as those of later seals do.
    known.addAll(segmentPaths(plan.getOthersList()));
    long cut =
        plan.getTombstonesList().stream()
            .mapToLong(TombstoneFile::getTo)
            .max()
            .orElse(Position.NONE);
    for (Segment segment : manifest.getSegmentsList()) {
      String path = segment.getFile().getPath();
      if (segment.getFrom() < cut && !known.contains(path)) {
        return Optional.of(new ManifestEdit.Discarded("the plan did not know of segment " + path));
      }
    }
    return Optional.empty();
  }

  /**
   * Removes the segments of partitions that are not live. Their tombstones stay: they may kill rows
   * of other partitions.
   *
   * @param catalogPosition at which {@code livePartitionIds} are all partitions
   */
  public static ManifestEdit dropPartitions(
      Manifest manifest, Set<Long> livePartitionIds, long catalogPosition) {
    Manifest.Builder next = manifest.toBuilder().clearSegments();
    manifest.getSegmentsList().stream()
        .filter(segment -> livePartitionIds.contains(segment.getPartitionId()))
        .forEach(next::addSegments);
    return changedIfLess(manifest, next, catalogPosition);
  }

  /**
   * Lets the rows below a position expire; segments that have no others go at once. What has
   * expired stays so: a lower position changes nothing.
   */
  public static ManifestEdit expire(Manifest manifest, long below) {
    long expiredBelow = Math.max(manifest.getExpiredBelow(), below);
    Manifest.Builder next = manifest.toBuilder().clearSegments().setExpiredBelow(expiredBelow);
    manifest.getSegmentsList().stream()
        .filter(segment -> segment.getTo() >= expiredBelow)
        .forEach(next::addSegments);
    boolean isSame =
        expiredBelow == manifest.getExpiredBelow()
            && next.getSegmentsCount() == manifest.getSegmentsCount();
    return isSame
        ? new ManifestEdit.Unchanged()
        : changed(manifest, next, manifest.getCatalogPosition());
  }

  /** The compaction that was asked for at a position of the catalog is done. */
  public static ManifestEdit compacted(Manifest manifest, long asked) {
    return asked <= manifest.getCompactedTo()
        ? new ManifestEdit.Unchanged()
        : changed(manifest, manifest.toBuilder().setCompactedTo(asked), asked);
  }

  /**
   * Removes the index files of indexes that are not live.
   *
   * @param catalogPosition at which {@code liveIndexIds} are all indexes
   */
  public static ManifestEdit dropIndexes(
      Manifest manifest, Set<Long> liveIndexIds, long catalogPosition) {
    Manifest.Builder next = manifest.toBuilder().clearSegments();
    for (Segment segment : manifest.getSegmentsList()) {
      Segment.Builder kept = segment.toBuilder().clearIndexes();
      segment.getIndexesList().stream()
          .filter(index -> liveIndexIds.contains(index.getIndexId()))
          .forEach(kept::addIndexes);
      next.addSegments(kept);
    }
    return changedIfLess(manifest, next, catalogPosition);
  }

  private static ManifestEdit changedIfLess(
      Manifest manifest, Manifest.Builder next, long catalogPosition) {
    return next.getSegmentsList().equals(manifest.getSegmentsList())
        ? new ManifestEdit.Unchanged()
        : changed(manifest, next, catalogPosition);
  }

  private static ManifestEdit changed(
      Manifest manifest, Manifest.Builder next, long catalogPosition) {
    next.setGeneration(manifest.getGeneration() + 1)
        .setCatalogPosition(Math.max(manifest.getCatalogPosition(), catalogPosition));
    Manifest built = next.build();
    Map<String, FileRef> replaced = new LinkedHashMap<>();
    files(manifest).forEach(file -> replaced.put(file.getPath(), file));
    files(built).forEach(file -> replaced.remove(file.getPath()));
    return new ManifestEdit.Changed(built, List.copyOf(replaced.values()));
  }

  private static ManifestEdit discarded(Manifest manifest, String path) {
    return new ManifestEdit.Discarded(
        "generation %d no longer names %s".formatted(manifest.getGeneration(), path));
  }

  private static void requireShard(Manifest manifest, long collectionId, int shard) {
    if (manifest.getCollectionId() != collectionId || manifest.getShard() != shard) {
      throw new IllegalArgumentException(
          "an event of shard %d/%d cannot edit the manifest of shard %d/%d"
              .formatted(collectionId, shard, manifest.getCollectionId(), manifest.getShard()));
    }
  }

  private static Set<String> segmentPaths(List<Segment> segments) {
    Set<String> paths = new HashSet<>();
    segments.forEach(segment -> paths.add(segment.getFile().getPath()));
    return paths;
  }

  private static Set<String> tombstonePaths(List<TombstoneFile> files) {
    Set<String> paths = new HashSet<>();
    files.forEach(file -> paths.add(file.getFile().getPath()));
    return paths;
  }
}
