package io.cinclus.segment;

import io.cinclus.model.ShardId;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.CompactionPlan;
import io.cinclus.v1.IndexPlan;
import io.cinclus.v1.Segment;
import io.cinclus.v1.TombstoneFile;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The names of files on object storage. A name says what the content is a function of: equal names,
 * equal bytes. Stateless.
 */
public final class SegmentNames {
  private static final String SEGMENT = ".arrow";
  private static final String TOMBSTONES = ".tombstones";
  private static final Pattern RANGE = Pattern.compile("-?\\d{1,19}-(\\d{1,19})\\..+");
  private static final int FINGERPRINT_BYTES = 8;

  private SegmentNames() {}

  /** {@code <collection id>/<shard>}: the folder of all files of a shard. */
  public static String folder(ShardId shard) {
    return shard.toString();
  }

  /** The rows of one partition in a sealed range. */
  public static String segment(SealedRange range, long partitionId) {
    return inPartition(range, partitionId) + SEGMENT;
  }

  /** The mutations of a sealed range. */
  public static String tombstones(SealedRange range) {
    return inShard(range) + TOMBSTONES;
  }

  /** The rows that a compaction left; {@code fingerprint} from {@link #fingerprint}. */
  public static String compactedSegment(SealedRange range, long partitionId, String fingerprint) {
    return inPartition(range, partitionId) + "." + fingerprint + SEGMENT;
  }

  /** The tombstones that a compaction left. */
  public static String compactedTombstones(SealedRange range, String fingerprint) {
    return inShard(range) + "." + fingerprint + TOMBSTONES;
  }

  /**
   * The index that {@code plan} asks for. Every plan has a name of its own, so that what one writes
   * late never replaces what another has published.
   *
   * @param builtBy all that the bytes depend on besides the plan: the kernels, the file's version
   */
  public static String index(BuildPlan plan, String builtBy) {
    IndexPlan index = plan.getIndex();
    Segment segment = index.getSegment();
    String path = segment.getFile().getPath();
    if (!path.endsWith(SEGMENT)) {
      throw new IllegalArgumentException(path + " is not a segment file");
    }
    String fingerprint =
        hash(
            List.of(
                "index",
                rangeOf(segment),
                "index id " + index.getIndexId(),
                "plan " + plan.getPlanId(),
                "built by " + builtBy));
    return "%s%d.%s.idx".formatted(indexPrefix(segment), index.getFieldId(), fingerprint);
  }

  /** With which the names of all indexes of a segment begin. */
  public static String indexPrefix(Segment segment) {
    String path = segment.getFile().getPath();
    return path.substring(0, path.length() - SEGMENT.length()) + ".";
  }

  /**
   * 64 bits, in hex, over all that a compaction's output depends on: inputs, other segments,
   * tombstones, horizon, what has expired, and the catalog position that fixes the schema; and over
   * the plan's number. Where nothing has expired it is what it was before rows could expire.
   */
  public static String fingerprint(BuildPlan plan) {
    CompactionPlan compaction = plan.getCompaction();
    List<String> parts = new ArrayList<>();
    parts.add("compaction of " + plan.getCollectionId() + "/" + plan.getShard());
    parts.add("plan " + plan.getPlanId());
    parts.add("partition " + compaction.getPartitionId());
    parts.add("horizon " + compaction.getHorizon());
    if (compaction.getExpiredBelow() != 0) {
      parts.add("expired below " + compaction.getExpiredBelow());
    }
    parts.add("catalog position " + plan.getCatalogPosition());
    addSorted(parts, "inputs", compaction.getInputsList().stream().map(SegmentNames::rangeOf));
    addSorted(parts, "others", compaction.getOthersList().stream().map(SegmentNames::rangeOf));
    addSorted(
        parts, "tombstones", compaction.getTombstonesList().stream().map(SegmentNames::rangeOf));
    return hash(parts);
  }

  /**
   * The highest position that a file, also a temporary one, can hold; empty for a path that this
   * class did not name. An orphan sweep spares files above a manifest's {@code sealedTo} by it.
   */
  public static OptionalLong rangeEnd(String path) {
    Matcher matcher = RANGE.matcher(path.substring(path.lastIndexOf('/') + 1));
    if (!matcher.matches()) {
      return OptionalLong.empty();
    }
    BigInteger end = new BigInteger(matcher.group(1));
    return end.bitLength() < Long.SIZE ? OptionalLong.of(end.longValue()) : OptionalLong.empty();
  }

  private static String inShard(SealedRange range) {
    return "%s/%d-%d".formatted(folder(range.shard()), range.from(), range.to());
  }

  private static String inPartition(SealedRange range, long partitionId) {
    return "%s/%d/%d-%d".formatted(folder(range.shard()), partitionId, range.from(), range.to());
  }

  // A segment's path does not say where it was clipped, so its range goes in as well.
  private static String rangeOf(Segment segment) {
    return segment.getFile().getPath() + " above " + segment.getFrom();
  }

  private static String rangeOf(TombstoneFile file) {
    return file.getFile().getPath() + " above " + file.getFrom();
  }

  private static void addSorted(List<String> parts, String title, Stream<String> files) {
    parts.add(title);
    files.sorted().forEach(parts::add);
  }

  private static String hash(List<String> parts) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256")
              .digest(String.join("\n", parts).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java runtime has SHA-256", e);
    }
  }
}
