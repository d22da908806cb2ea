package io.cinclus.operators.build;

import io.cinclus.segment.CompactionTask;
import io.cinclus.v1.CompactionPlan;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
import io.cinclus.v1.TombstoneFile;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which segments of a shard to merge: size-tiered, so that each row is rewritten a number of times
 * that grows with the logarithm of the rows; and tombstones when they have become many. A pure
 * function of the manifest and of which files can be read.
 *
 * @param fanIn segments of one tier (sizes within a factor of this) that are merged
 * @param maxRows that a merged segment may have; larger ones are left alone
 * @param maxTombstoneFiles more are merged into one, dropping those that kill nothing
 * @param maxDeadShare of tombstones to rows, above which the rows are rewritten without the dead
 * @param maxInputBytes of a plan's files together, which are held in memory
 */
public record CompactionPolicy(
    int fanIn, long maxRows, int maxTombstoneFiles, double maxDeadShare, long maxInputBytes)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  private static final long MIN_INPUT_BYTES = 8;

  /** A segment is rewritten when more of its positions than this have expired. */
  private static final double MAX_EXPIRED_SHARE = 0.5;

  public CompactionPolicy {
    if (fanIn < 2 || maxRows < 1 || maxTombstoneFiles < 1 || maxDeadShare <= 0) {
      throw new IllegalArgumentException("fan-in must be at least 2, the other limits positive");
    }
    if (maxInputBytes < MIN_INPUT_BYTES || maxInputBytes > CompactionTask.MAX_INPUT_BYTES) {
      throw new IllegalArgumentException(
          "%d bytes of input are not within %d to %d"
              .formatted(maxInputBytes, MIN_INPUT_BYTES, CompactionTask.MAX_INPUT_BYTES));
    }
  }

  /** More bytes of tombstones are merged, and rows are rewritten so that fewer are needed. */
  private long maxTombstoneBytes() {
    return maxInputBytes / 8;
  }

  /** Of a plan's segments; with the tombstones it stays below what a plan may have. */
  private long maxSegmentBytes() {
    return maxInputBytes / 2;
  }

  /**
   * What to compact next, if anything.
   *
   * @param unusable files that cannot be read for now: such a segment is no input, and with such
   *     tombstones, which every plan reads, there is no plan
   * @param needed up to where nobody needs the history
   */
  Optional<CompactionPlan> plan(Manifest manifest, Set<String> unusable, Horizon needed) {
    if (manifest.getTombstonesList().stream()
        .anyMatch(file -> unusable.contains(file.getFile().getPath()))) {
      return Optional.empty();
    }
    List<Segment> usable =
        manifest.getSegmentsList().stream()
            .filter(segment -> !unusable.contains(segment.getFile().getPath()))
            .toList();
    Horizon horizon = needed.of(manifest);
    // Each plan reads all tombstones, so too many of them come first.
    boolean isTooMuch = tombstoneBytes(manifest) > maxTombstoneBytes();
    List<Segment> inputs = isTooMuch ? List.of() : fullTier(usable);
    if (inputs.isEmpty()) {
      inputs = mostlyDead(manifest, usable, horizon.position());
    }
    if (inputs.isEmpty()) {
      inputs = mostlyExpired(manifest, usable);
    }
    if (inputs.isEmpty() && isTooMuch && isOnlyHistory(manifest)) {
      inputs = fullTier(usable);
    }
    if (inputs.isEmpty() && !hasManyTombstones(manifest)) {
      return Optional.empty();
    }
    return Optional.of(plan(manifest, inputs, horizon));
  }

  /**
   * The shard as it was when somebody asked for a compaction.
   *
   * @param to what was sealed later is none of it
   * @param expiredBelow rows that expire later are none of it either, or it would never end
   */
  record Asked(long to, long expiredBelow) {
    private boolean concerns(Segment segment) {
      return segment.getTo() <= to
          && (rewrittenTo(segment) < to || segment.getFrom() < expiredBelow - 1);
    }
  }

  /** How far the shard was sealed when the segment was written by a compaction. */
  private static long rewrittenTo(Segment segment) {
    return Math.max(segment.getPurgedTo(), segment.getCompactedTo());
  }

  /**
   * What to compact next of what somebody asked for, until each segment has been merged with
   * others, as far as they fit, or rewritten without its dead and expired rows, save those that its
   * history needs; whether it pays or not.
   *
   * @param unusable as in {@link #plan}
   * @param needed as in {@link #plan}
   */
  Optional<CompactionPlan> planAll(
      Manifest manifest, Set<String> unusable, Horizon needed, Asked asked) {
    if (manifest.getTombstonesList().stream()
        .anyMatch(file -> unusable.contains(file.getFile().getPath()))) {
      return Optional.empty();
    }
    if (tombstoneBytes(manifest) > maxTombstoneBytes() && manifest.getTombstonesCount() > 1) {
      return Optional.of(plan(manifest, List.of(), needed.of(manifest)));
    }
    Map<Long, List<Segment>> left = new TreeMap<>();
    for (Segment segment : manifest.getSegmentsList()) {
      if (asked.concerns(segment)
          && sizeBytes(segment) <= maxSegmentBytes()
          && !unusable.contains(segment.getFile().getPath())) {
        left.computeIfAbsent(segment.getPartitionId(), first -> new ArrayList<>()).add(segment);
      }
    }
    return left.values().stream()
        .findFirst()
        .map(one -> plan(manifest, asManyAsFit(one), needed.of(manifest)));
  }

  /** The oldest one, and those behind it that fit with it. */
  private List<Segment> asManyAsFit(List<Segment> segments) {
    List<Segment> chosen = new ArrayList<>();
    long rows = 0;
    long bytes = 0;
    for (Segment segment :
        segments.stream().sorted(Comparator.comparingLong(Segment::getTo)).toList()) {
      rows += segment.getRowCount();
      bytes += sizeBytes(segment);
      if (!chosen.isEmpty() && (rows > maxRows || bytes > maxSegmentBytes())) {
        break;
      }
      chosen.add(segment);
    }
    return chosen;
  }

  private static CompactionPlan plan(Manifest manifest, List<Segment> inputs, Horizon horizon) {
    CompactionPlan.Builder plan =
        CompactionPlan.newBuilder()
            .setHorizon(horizon.position())
            .setHorizonMillis(horizon.millis())
            .setSealedTo(manifest.getSealedTo())
            .setExpiredBelow(manifest.getExpiredBelow())
            .addAllInputs(inputs);
    if (!inputs.isEmpty()) {
      plan.setPartitionId(inputs.get(0).getPartitionId());
    }
    for (Segment segment : manifest.getSegmentsList()) {
      if (!inputs.contains(segment)) {
        plan.addOthers(segment);
      }
    }
    return plan.addAllTombstones(manifest.getTombstonesList()).build();
  }

  private boolean hasManyTombstones(Manifest manifest) {
    int files = manifest.getTombstonesCount();
    return files > maxTombstoneFiles
        || (files > 1 && tombstoneBytes(manifest) > maxTombstoneBytes());
  }

  private static long tombstoneBytes(Manifest manifest) {
    return manifest.getTombstonesList().stream()
        .mapToLong(file -> file.getFile().getLengthBytes())
        .sum();
  }

  /** The first tier of any partition that is full, lowest tier first. */
  private List<Segment> fullTier(List<Segment> segments) {
    Map<Integer, Map<Long, List<Segment>>> tiers = new TreeMap<>();
    for (Segment segment : segments) {
      tiers
          .computeIfAbsent(tier(segment), tier -> new TreeMap<>())
          .computeIfAbsent(segment.getPartitionId(), partition -> new ArrayList<>())
          .add(segment);
    }
    for (Map<Long, List<Segment>> partitions : tiers.values()) {
      for (List<Segment> tier : partitions.values()) {
        List<Segment> oldest = oldestThatFit(tier);
        if (!oldest.isEmpty()) {
          return oldest;
        }
      }
    }
    return List.of();
  }

  /** The oldest neighbours of a tier that together are not too large. */
  private List<Segment> oldestThatFit(List<Segment> tier) {
    List<Segment> sorted = tier.stream().sorted(Comparator.comparingLong(Segment::getTo)).toList();
    for (int first = 0; first + fanIn <= sorted.size(); first++) {
      List<Segment> window = sorted.subList(first, first + fanIn);
      if (window.stream().mapToLong(Segment::getRowCount).sum() <= maxRows
          && window.stream().mapToLong(CompactionPolicy::sizeBytes).sum() <= maxSegmentBytes()) {
        return window;
      }
    }
    return List.of();
  }

  private static long sizeBytes(Segment segment) {
    return segment.getFile().getLengthBytes();
  }

  private int tier(Segment segment) {
    return (int) (Math.log((double) Math.max(1, segment.getRowCount())) / Math.log(fanIn));
  }

  /** The segment of the most rows that have expired, as its positions let one expect. */
  private List<Segment> mostlyExpired(Manifest manifest, List<Segment> usable) {
    long below = manifest.getExpiredBelow();
    return usable.stream()
        .filter(segment -> expiredShare(segment, below) > MAX_EXPIRED_SHARE)
        .filter(segment -> sizeBytes(segment) <= maxSegmentBytes())
        .max(
            Comparator.comparingDouble(
                segment -> expiredShare(segment, below) * segment.getRowCount()))
        .map(List::of)
        .orElse(List.of());
  }

  private static double expiredShare(Segment segment, long below) {
    long positions = segment.getTo() - segment.getFrom();
    return positions <= 0 ? 0 : (double) (below - 1 - segment.getFrom()) / positions;
  }

  /**
   * Once the tombstones have been merged, each that is left stands for a dead row, and those at or
   * below the horizon for rows that can be dropped. A segment that was rewritten since then has
   * none of them. What was rewritten longest ago comes first, so that each has its turn however
   * fast the horizon rises.
   */
  private List<Segment> mostlyDead(Manifest manifest, List<Segment> usable, long horizon) {
    if (manifest.getTombstonesCount() != 1 || !isMerged(manifest, manifest.getTombstones(0))) {
      return List.of();
    }
    TombstoneFile merged = manifest.getTombstones(0);
    boolean isOld = merged.getTo() <= horizon;
    long dead = isOld ? merged.getCount() : merged.getPurgeable();
    long deadTo = isOld ? merged.getTo() : merged.getPurgeableTo();
    long rows = manifest.getSegmentsList().stream().mapToLong(Segment::getRowCount).sum();
    if ((double) dead <= maxDeadShare * (double) rows
        && tombstoneBytes(manifest) <= maxTombstoneBytes()) {
      return List.of();
    }
    return usable.stream()
        .filter(segment -> segment.getPurgedTo() < deadTo)
        .filter(segment -> sizeBytes(segment) <= maxSegmentBytes())
        .min(
            Comparator.comparingLong(Segment::getPurgedTo)
                .thenComparing(Comparator.comparingLong(Segment::getRowCount).reversed()))
        .map(List::of)
        .orElse(List.of());
  }

  /** Whether a compaction wrote the file; before it said so itself, only with the whole past. */
  private static boolean isMerged(Manifest manifest, TombstoneFile file) {
    return file.hasPurgeable() || file.getTo() <= manifest.getHorizon();
  }

  /** Whether the tombstones are so many because history needs them; a plan still has room. */
  private boolean isOnlyHistory(Manifest manifest) {
    return manifest.getTombstonesCount() == 1
        && isMerged(manifest, manifest.getTombstones(0))
        && tombstoneBytes(manifest) <= maxInputBytes - maxSegmentBytes();
  }
}
