package io.cinclus.operators.build;

import io.cinclus.catalog.IndexInfo;
import io.cinclus.index.IndexType;
import io.cinclus.v1.Segment;

/**
 * By which rules plans are made.
 *
 * @param compaction which segments are merged
 * @param minIndexRows smaller segments get no index
 * @param channel of the shard
 * @param catalogPosition of the catalog that the plans go by
 * @param nowMillis plans that failed are not made again before their time
 */
record Planning(
    CompactionPolicy compaction,
    long minIndexRows,
    int channel,
    long catalogPosition,
    long nowMillis) {

  /** Whether a segment lacks an index that it should have. */
  boolean wants(Segment segment, IndexInfo index) {
    return segment.getRowCount() >= minIndexRows
        && !index.metricType().isEmpty()
        && !index.indexType().equals(IndexType.FLAT.name())
        && segment.getIndexesList().stream().noneMatch(built -> built.getIndexId() == index.id());
  }
}
