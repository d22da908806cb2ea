package io.cinclus.operators.build;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.catalog.PartitionInfo;
import io.cinclus.model.ShardId;
import io.cinclus.segment.ManifestEdit;
import io.cinclus.segment.ManifestEdits;
import io.cinclus.v1.BuildFinished;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.CompactionPlan;
import io.cinclus.v1.CompactionResult;
import io.cinclus.v1.FileRef;
import io.cinclus.v1.Garbage;
import io.cinclus.v1.GarbageOrBuilder;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.IndexPlan;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.OwnedShard;
import io.cinclus.v1.Segment;
import io.cinclus.v1.ShardSealed;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Everything the manifest owner decides about one shard, as pure functions of its state. Whoever
 * calls them publishes the manifest when its generation has risen.
 */
final class ShardOwner {
  private static final Logger LOG = LoggerFactory.getLogger(ShardOwner.class);

  /** Generation of a file that no manifest will ever name again. */
  private static final long NO_GENERATION = 0;

  /** Seals of a shard that wait for an earlier one. */
  static final int MAX_BUFFERED = 1000;

  private ShardOwner() {}

  static OwnedShard empty(ShardId shard) {
    return OwnedShard.newBuilder().setManifest(ManifestEdits.empty(shard)).build();
  }

  static ShardId id(OwnedShard shard) {
    return new ShardId(shard.getManifest().getCollectionId(), shard.getManifest().getShard());
  }

  /**
   * Registers a seal, and then those that waited for it. What starts above {@code sealedTo} waits,
   * unless the channel's progress says that there is nothing between.
   *
   * @param coveredTo progress of the channel
   */
  static OwnedShard seal(OwnedShard shard, ShardSealed seal, long coveredTo) {
    if (shard.getDropped()) {
      return discard(shard, files(seal), NO_GENERATION);
    }
    if (shard.getBufferedList().contains(seal)) {
      return shard;
    }
    if (shard.getBufferedCount() >= MAX_BUFFERED) {
      throw new IllegalStateException(
          "shard %s: %d seals wait for one that starts at %d; restart the ingest job, which seals"
                  .formatted(id(shard), MAX_BUFFERED, shard.getManifest().getSealedTo())
              + " anew from the published progress");
    }
    return registerBuffered(shard.toBuilder().addBuffered(seal).build(), coveredTo);
  }

  private static OwnedShard registerBuffered(OwnedShard shard, long coveredTo) {
    OwnedShard current = shard;
    List<ShardSealed> waiting = new ArrayList<>(current.getBufferedList());
    waiting.sort(Comparator.comparingLong(ShardSealed::getTo));
    List<ShardSealed> still = new ArrayList<>();
    for (ShardSealed next : waiting) {
      ManifestEdit edit = ManifestEdits.register(current.getManifest(), next, coveredTo);
      if (edit instanceof ManifestEdit.Changed changed) {
        current = current.toBuilder().setManifest(changed.manifest()).build();
      } else if (edit instanceof ManifestEdit.Gap) {
        still.add(next);
      }
    }
    return current.toBuilder().clearBuffered().addAllBuffered(still).build();
  }

  /**
   * Takes over what a plan produced, or makes garbage of it. What is garbage already, and may be
   * deleted at any time, is never taken over.
   */
  static OwnedShard finished(OwnedShard shard, BuildFinished finished, long nowMillis) {
    OwnedShard.Builder rest = shard.toBuilder().clearPlans();
    shard.getPlansList().stream()
        .filter(plan -> !plan.equals(finished.getPlan()))
        .forEach(rest::addPlans);
    if (shard.getDropped() || hasGarbage(shard, files(finished))) {
      return discard(rest.build(), files(finished), NO_GENERATION);
    }
    if (finished.hasFailure()) {
      return PlanFailures.failed(rest.build(), finished, nowMillis);
    }
    ManifestEdit edit = ManifestEdits.finish(shard.getManifest(), finished);
    if (edit instanceof ManifestEdit.Changed changed) {
      OwnedShard next = rest.setManifest(changed.manifest()).build();
      return discard(
          PlanFailures.succeeded(next, finished.getPlan()),
          changed.replaced(),
          changed.manifest().getGeneration());
    }
    if (edit instanceof ManifestEdit.Discarded discarded) {
      LOG.info("shard {}: a plan's result is discarded: {}", id(shard), discarded.reason());
      return discard(rest.build(), files(finished), NO_GENERATION);
    }
    return rest.build();
  }

  /** Lets go of what the catalog has dropped. */
  static OwnedShard followCatalog(OwnedShard shard, CollectionInfo collection, long position) {
    Manifest manifest = shard.getManifest();
    Set<Long> partitions = new HashSet<>();
    collection.partitions().stream().map(PartitionInfo::id).forEach(partitions::add);
    Set<Long> indexes = new HashSet<>();
    collection.builtIndexes().stream().map(IndexInfo::id).forEach(indexes::add);
    for (Segment segment : manifest.getSegmentsList()) {
      if (PartitionInfo.createdAt(segment.getPartitionId()) > position) {
        partitions.add(segment.getPartitionId());
      }
      segment.getIndexesList().stream()
          .filter(index -> index.getIndexId() > position || isOfLaterField(index, collection))
          .forEach(index -> indexes.add(index.getIndexId()));
    }
    OwnedShard kept = edited(shard, ManifestEdits.dropPartitions(manifest, partitions, position));
    return edited(kept, ManifestEdits.dropIndexes(kept.getManifest(), indexes, position));
  }

  /** Whether it is of the terms of a field that was added later than the catalog is known. */
  private static boolean isOfLaterField(IndexFile index, CollectionInfo collection) {
    return IndexInfo.isOfTerms(index.getIndexId())
        && collection.schema().fields().stream()
            .noneMatch(field -> IndexInfo.ofTerms(field.id()).id() == index.getIndexId());
  }

  /** Lets rows at positions below one expire. */
  static OwnedShard expire(OwnedShard shard, long below) {
    return shard.getDropped()
        ? shard
        : edited(shard, ManifestEdits.expire(shard.getManifest(), below));
  }

  private static OwnedShard edited(OwnedShard shard, ManifestEdit edit) {
    if (edit instanceof ManifestEdit.Changed changed) {
      OwnedShard next = shard.toBuilder().setManifest(changed.manifest()).build();
      return discard(next, changed.replaced(), changed.manifest().getGeneration());
    }
    return shard;
  }

  /** The collection was dropped: all files go once the deletion of the manifest was read back. */
  static OwnedShard dropped(OwnedShard shard) {
    OwnedShard next = shard.toBuilder().setDropped(true).clearPlans().clearBuffered().build();
    for (ShardSealed seal : shard.getBufferedList()) {
      next = discard(next, files(seal), NO_GENERATION);
    }
    return discard(next, ManifestEdits.files(shard.getManifest()), Long.MAX_VALUE);
  }

  /**
   * Takes a published manifest of a higher generation, which an earlier attempt of this owner
   * decided, instead of its own; all plans and deletions were decided on another state and are
   * dropped. Seals that waited may follow now.
   *
   * @param coveredTo progress of the channel
   */
  static OwnedShard adopt(OwnedShard shard, Manifest published, long coveredTo) {
    if (published.getGeneration() <= shard.getManifest().getGeneration()) {
      return shard;
    }
    OwnedShard adopted =
        shard.toBuilder().setManifest(published).clearPlans().clearGarbage().build();
    return shard.getDropped() ? dropped(adopted) : registerBuffered(adopted, coveredTo);
  }

  /**
   * The next plans to carry out, recorded in the state that is returned.
   *
   * @param room how many more may be under way
   */
  static OwnedShard plan(OwnedShard shard, CollectionInfo collection, Planning planning, int room) {
    OwnedShard current = withAsked(shard, collection.settings().newestCompaction());
    if (room > 0 && shard.getPlansList().stream().noneMatch(BuildPlan::hasCompaction)) {
      current = planCompaction(current, planning);
    }
    for (IndexPlan build : missingIndexes(current, collection, planning)) {
      if (current.getPlansCount() - shard.getPlansCount() < room) {
        current = withPlan(current, BuildPlan.newBuilder().setIndex(build), planning);
      }
    }
    return current;
  }

  /** Notes a compaction that was asked for: what is sealed or expires later is none of it. */
  private static OwnedShard withAsked(OwnedShard shard, long asked) {
    return asked <= shard.getCompactionAsked()
        ? shard
        : shard.toBuilder()
            .setCompactionAsked(asked)
            .setCompactionTo(shard.getManifest().getSealedTo())
            .setCompactionExpiredBelow(shard.getManifest().getExpiredBelow())
            .build();
  }

  /** Plans what was asked for, and when that is done what pays. */
  private static OwnedShard planCompaction(OwnedShard shard, Planning planning) {
    OwnedShard current = shard;
    Set<String> unusable = PlanFailures.unusable(shard, planning.moment().nowMillis());
    Optional<CompactionPlan> compaction = Optional.empty();
    if (shard.getCompactionAsked() > shard.getManifest().getCompactedTo()) {
      compaction = planAsked(shard, planning, unusable);
      // What waits for its next try is not done.
      if (compaction.isEmpty() && planAsked(shard, planning, Set.of()).isEmpty()) {
        current =
            edited(shard, ManifestEdits.compacted(shard.getManifest(), shard.getCompactionAsked()));
      }
    }
    if (compaction.isEmpty()) {
      compaction =
          planning.compaction().plan(current.getManifest(), unusable, planning.moment().horizon());
    }
    return compaction.isPresent()
        ? withPlan(current, BuildPlan.newBuilder().setCompaction(compaction.get()), planning)
        : current;
  }

  private static Optional<CompactionPlan> planAsked(
      OwnedShard shard, Planning planning, Set<String> unusable) {
    CompactionPolicy.Asked asked =
        new CompactionPolicy.Asked(shard.getCompactionTo(), shard.getCompactionExpiredBelow());
    return planning
        .compaction()
        .planAll(shard.getManifest(), unusable, planning.moment().horizon(), asked);
  }

  /** What is to be built now; what has failed least often comes first. */
  private static List<IndexPlan> missingIndexes(
      OwnedShard shard, CollectionInfo collection, Planning planning) {
    List<IndexPlan> missing = new ArrayList<>();
    for (Segment segment : shard.getManifest().getSegmentsList()) {
      for (IndexInfo index : collection.builtIndexes()) {
        IndexPlan plan =
            IndexPlan.newBuilder()
                .setSegment(segment)
                .setFieldId(index.fieldId())
                .setIndexId(index.id())
                .build();
        if (planning.wants(segment, index)
            && !isBusy(shard, segment, index)
            && PlanFailures.mayRun(shard, plan, planning.moment().nowMillis())) {
          missing.add(plan);
        }
      }
    }
    missing.sort(Comparator.comparingInt(plan -> PlanFailures.count(shard, plan)));
    return missing;
  }

  private static OwnedShard withPlan(OwnedShard shard, BuildPlan.Builder plan, Planning planning) {
    plan.setCollectionId(shard.getManifest().getCollectionId())
        .setShard(shard.getManifest().getShard())
        .setChannel(planning.channel())
        .setPlanId(shard.getNextPlanId())
        // The segments may be of a newer catalog than the one that was planned by.
        .setCatalogPosition(
            Math.max(
                planning.moment().catalogPosition(), shard.getManifest().getCatalogPosition()));
    return shard.toBuilder().addPlans(plan).setNextPlanId(shard.getNextPlanId() + 1).build();
  }

  /** Whether the index is being built already, or the segment is about to be replaced. */
  private static boolean isBusy(OwnedShard shard, Segment segment, IndexInfo index) {
    String path = segment.getFile().getPath();
    for (BuildPlan plan : shard.getPlansList()) {
      IndexPlan build = plan.getIndex();
      if (plan.hasIndex()
          && build.getIndexId() == index.id()
          && build.getSegment().getFile().getPath().equals(path)) {
        return true;
      }
      if (plan.getCompaction().getInputsList().stream()
          .anyMatch(input -> input.getFile().getPath().equals(path))) {
        return true;
      }
    }
    return false;
  }

  /**
   * A manifest of this shard was read back from the topic: the grace of what it replaced starts.
   */
  static OwnedShard readBack(OwnedShard shard, long generation, long nowMillis) {
    if (shard.getGarbageList().stream().noneMatch(file -> isReadBack(file, generation))) {
      return shard;
    }
    OwnedShard.Builder next = shard.toBuilder().clearGarbage();
    for (Garbage file : shard.getGarbageList()) {
      next.addGarbage(
          isReadBack(file, generation)
              ? file.toBuilder().setReadBackMillis(nowMillis).build()
              : file);
    }
    return next.build();
  }

  private static boolean isReadBack(Garbage file, long generation) {
    return file.getReadBackMillis() == 0
        && file.getGeneration() != NO_GENERATION
        && file.getGeneration() <= generation;
  }

  /**
   * The grace of a file that no manifest ever names starts when the decision is durable: before, a
   * restart may decide otherwise.
   *
   * @param startedCheckpoint the newest
   * @param completedCheckpoint the newest
   */
  static OwnedShard decide(
      OwnedShard shard, long startedCheckpoint, long completedCheckpoint, long nowMillis) {
    if (shard.getGarbageList().stream().noneMatch(ShardOwner::isUndecided)) {
      return shard;
    }
    OwnedShard.Builder next = shard.toBuilder();
    for (Garbage.Builder file : next.getGarbageBuilderList()) {
      if (isUndecided(file)) {
        if (!file.hasDecidedAfter()) {
          file.setDecidedAfter(startedCheckpoint);
        } else if (completedCheckpoint > file.getDecidedAfter()) {
          file.setReadBackMillis(nowMillis);
        }
      }
    }
    return next.build();
  }

  private static boolean isUndecided(GarbageOrBuilder file) {
    return file.getGeneration() == NO_GENERATION && file.getReadBackMillis() == 0;
  }

  /** The files whose grace is over. Never one that the manifest names. */
  static List<String> deletable(OwnedShard shard, long nowMillis, long graceMillis) {
    List<String> due =
        shard.getGarbageList().stream()
            .filter(file -> file.getReadBackMillis() > 0)
            .filter(file -> nowMillis - file.getReadBackMillis() >= graceMillis)
            .map(Garbage::getPath)
            .toList();
    if (due.isEmpty() || shard.getDropped()) {
      return due;
    }
    Set<String> named = new HashSet<>();
    ManifestEdits.files(shard.getManifest()).forEach(file -> named.add(file.getPath()));
    return due.stream().filter(path -> !named.contains(path)).toList();
  }

  private static boolean hasGarbage(OwnedShard shard, List<FileRef> files) {
    Set<String> paths = new HashSet<>();
    files.forEach(file -> paths.add(file.getPath()));
    return shard.getGarbageList().stream().anyMatch(file -> paths.contains(file.getPath()));
  }

  /** Lets go of files that nobody names; their grace starts when a checkpoint holds that. */
  static OwnedShard orphaned(OwnedShard shard, List<String> paths) {
    List<FileRef> orphans =
        paths.stream()
            .filter(path -> !Orphans.isNamed(shard, path))
            .map(path -> FileRef.newBuilder().setPath(path).build())
            .toList();
    return orphans.isEmpty() ? shard : discard(shard, orphans, NO_GENERATION);
  }

  static OwnedShard withoutGarbage(OwnedShard shard, Set<String> deleted) {
    OwnedShard.Builder next = shard.toBuilder().clearGarbage();
    shard.getGarbageList().stream()
        .filter(file -> !deleted.contains(file.getPath()))
        .forEach(next::addGarbage);
    return next.build();
  }

  private static OwnedShard discard(OwnedShard shard, List<FileRef> files, long generation) {
    Set<String> named = new HashSet<>();
    if (!shard.getDropped()) {
      ManifestEdits.files(shard.getManifest()).forEach(file -> named.add(file.getPath()));
    }
    shard.getGarbageList().forEach(file -> named.add(file.getPath()));
    OwnedShard.Builder next = shard.toBuilder();
    for (FileRef file : files) {
      if (named.add(file.getPath())) {
        next.addGarbage(Garbage.newBuilder().setPath(file.getPath()).setGeneration(generation));
      }
    }
    return next.build();
  }

  static List<FileRef> files(ShardSealed seal) {
    Manifest.Builder named = Manifest.newBuilder().addAllSegments(seal.getSegmentsList());
    if (seal.hasTombstones()) {
      named.addTombstones(seal.getTombstones());
    }
    return ManifestEdits.files(named.build());
  }

  private static List<FileRef> files(BuildFinished finished) {
    List<FileRef> files = new ArrayList<>();
    if (finished.hasIndex()) {
      files.add(finished.getIndex().getFile());
    }
    CompactionResult compaction = finished.getCompaction();
    if (compaction.hasOutput()) {
      files.add(compaction.getOutput().getFile());
    }
    if (compaction.hasTombstones()) {
      files.add(compaction.getTombstones().getFile());
    }
    return files;
  }
}
