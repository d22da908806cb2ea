package io.cinclus.search;

import io.cinclus.model.CollectionSchema;
import java.util.List;

/**
 * A shard at a position. Immutable: what is applied later does not show in it.
 *
 * @param schema of the rows
 * @param slices sealed segments, then growing rows
 * @param position rows that died at or below it are dead
 */
public record ShardSnapshot(CollectionSchema schema, List<LiveRows.Slice> slices, long position) {}
