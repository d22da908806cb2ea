package io.cinclus.segment;

import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import java.util.Objects;

/**
 * The positions {@code (from, to]} of a shard. Immutable.
 *
 * @param shard whose positions
 * @param from exclusive; {@link Position#NONE} for the first range
 * @param to inclusive
 */
public record SealedRange(ShardId shard, long from, long to) {
  public SealedRange {
    Objects.requireNonNull(shard, "shard");
    if (from < Position.NONE || to <= from) {
      throw new IllegalArgumentException(
          "(%d, %d] of shard %s is not a range of positions".formatted(from, to, shard));
    }
  }

  boolean contains(long position) {
    return position > from && position <= to;
  }
}
