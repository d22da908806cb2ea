package io.cinclus.search;

import io.cinclus.filter.Filter;
import io.cinclus.vector.Bits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a slice may be found: alive at the snapshot's position, in a wanted partition, and
 * passing the filter. Immutable and thread-safe.
 *
 * @param filter null: every row passes
 * @param partitionIds the wanted partitions, rising
 * @param position rows that died at or below it are dead
 */
@SuppressWarnings("ArrayRecordComponent")
record Allowed(@Nullable Filter filter, long[] partitionIds, long position) {

  /** The allowed rows as bits over [0, slice.to()); null where all of them are allowed. */
  @Nullable Bits of(LiveRows.Slice slice) {
    LiveRows rows = slice.rows();
    boolean onePartition = rows.partitionIds() instanceof LiveRows.Partitions.One;
    if (onePartition && !wants(rows.partitionIds().of(0))) {
      return new Bits(new long[0], slice.to());
    }
    if (onePartition && filter == null && slice.from() == 0 && rows.deaths().count() == 0) {
      return null;
    }
    long[] words = new long[(slice.to() + 63) >> 6];
    if (filter == null) {
      setRange(words, slice.from(), slice.to());
    } else {
      filter.evaluate(rows.batch(), slice.to(), words);
      clearBelow(words, slice.from());
    }
    if (!onePartition) {
      clearUnwanted(words, slice);
    }
    if (rows.deaths().count() > 0) {
      rows.deaths().clearDead(words, slice.from(), slice.to(), position);
    }
    return new Bits(words, slice.to());
  }

  private boolean wants(long partitionId) {
    return Arrays.binarySearch(partitionIds, partitionId) >= 0;
  }

  private void clearUnwanted(long[] words, LiveRows.Slice slice) {
    LiveRows.Partitions partitions = slice.rows().partitionIds();
    long last = -1;
    boolean wantsLast = false;
    for (int row = slice.from(); row < slice.to(); row++) {
      long id = partitions.of(row);
      if (id != last) {
        last = id;
        wantsLast = wants(id);
      }
      if (!wantsLast) {
        words[row >> 6] &= ~(1L << row);
      }
    }
  }

  private static void setRange(long[] words, int from, int to) {
    Arrays.fill(words, -1L);
    clearBelow(words, from);
    if ((to & 63) != 0) {
      words[to >> 6] &= -1L >>> -to;
    }
  }

  private static void clearBelow(long[] words, int from) {
    Arrays.fill(words, 0, Math.min(words.length, from >> 6), 0L);
    if ((from & 63) != 0 && from >> 6 < words.length) {
      words[from >> 6] &= -1L << from;
    }
  }
}
