package io.cinclus.operators.build;

import io.cinclus.catalog.IndexInfo;
import io.cinclus.index.IndexType;
import io.cinclus.v1.Segment;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * By which rules plans are made.
 *
 * @param compaction which segments are merged
 * @param minIndexRows smaller segments get no index
 * @param channel of the shard
 * @param moment when the plans are made
 */
record Planning(CompactionPolicy compaction, long minIndexRows, int channel, Moment moment) {

  /**
   * What has come to pass.
   *
   * @param catalogPosition of the catalog that the plans go by
   * @param nowMillis plans that failed are not made again before their time
   * @param horizon up to where nobody needs the shard's history
   */
  record Moment(long catalogPosition, long nowMillis, Horizon horizon) {}

  /** Types without any structure: a segment is searched just so without its index. */
  private static final Set<String> SCANS =
      Arrays.stream(IndexType.values())
          .filter(IndexType::isScan)
          .map(IndexType::name)
          .collect(Collectors.toUnmodifiableSet());

  /** Whether a segment lacks an index that it should have. */
  boolean wants(Segment segment, IndexInfo index) {
    return segment.getRowCount() >= minIndexRows
        && !SCANS.contains(index.indexType())
        && segment.getIndexesList().stream().noneMatch(built -> built.getIndexId() == index.id());
  }
}
