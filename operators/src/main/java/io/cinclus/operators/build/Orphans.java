package io.cinclus.operators.build;

import io.cinclus.segment.ManifestEdits;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.segment.ObjectStorage.StoredFile;
import io.cinclus.segment.SegmentNames;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.CompactionPlan;
import io.cinclus.v1.FileRef;
import io.cinclus.v1.OwnedShard;
import io.cinclus.v1.Segment;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * Which files in a shard's folder nobody names or will ever name: temporary ones that are old, and
 * old ones at or below what is published as sealed. A file above that may belong to a seal that is
 * still to be registered and is always spared, as is whatever this class did not name. Pure.
 */
final class Orphans {
  private Orphans() {}

  /**
   * @param publishedTo {@code sealedTo} of the shard's manifest that was read back
   * @param oldBeforeMillis files changed at or after this time are young
   */
  static boolean isOrphan(
      OwnedShard shard, StoredFile file, long publishedTo, long oldBeforeMillis) {
    if (file.modifiedMillis() >= oldBeforeMillis) {
      return false;
    }
    if (ObjectStorage.isTemporary(file.path())) {
      return true;
    }
    OptionalLong end = SegmentNames.rangeEnd(file.path());
    return end.isPresent() && end.getAsLong() <= publishedTo && !isNamed(shard, file.path());
  }

  /** Whether the manifest, a seal that waits or a plan that is under way needs the file. */
  static boolean isNamed(OwnedShard shard, String path) {
    Stream<FileRef> files =
        Stream.concat(
            ManifestEdits.files(shard.getManifest()).stream(),
            shard.getBufferedList().stream().flatMap(seal -> ShardOwner.files(seal).stream()));
    return files.anyMatch(file -> file.getPath().equals(path))
        || shard.getGarbageList().stream().anyMatch(file -> file.getPath().equals(path))
        || shard.getPlansList().stream().anyMatch(plan -> needs(plan, path));
  }

  private static boolean needs(BuildPlan plan, String path) {
    if (plan.hasIndex()) {
      Segment segment = plan.getIndex().getSegment();
      return segment.getFile().getPath().equals(path)
          || path.startsWith(SegmentNames.indexPrefix(segment));
    }
    CompactionPlan compaction = plan.getCompaction();
    return path.contains("." + SegmentNames.fingerprint(plan) + ".")
        || Stream.of(compaction.getInputsList(), compaction.getOthersList())
            .flatMap(List::stream)
            .anyMatch(segment -> segment.getFile().getPath().equals(path))
        || compaction.getTombstonesList().stream()
            .anyMatch(file -> file.getFile().getPath().equals(path));
  }
}
