package io.cinclus.search;

import io.cinclus.filter.Filter;
import io.cinclus.vector.Bits;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Which rows of a slice may be found: there and alive at the snapshot's position, in a wanted
 * partition, of a wanted group, and passing the filter. Immutable, and as thread-safe as its
 * deadline.
 *
 * @param filter null: every row passes
 * @param partitionIds the wanted partitions, rising
 * @param positions which rows are there
 * @param deadline asked between blocks of a filter
 * @param groups the wanted groups; null: all of them
 */
@SuppressWarnings("ArrayRecordComponent")
record Allowed(
    @Nullable Filter filter,
    long[] partitionIds,
    Positions positions,
    Deadline deadline,
    @Nullable GroupChoice groups) {

  /**
   * Which rows are there.
   *
   * @param from rows below it have expired
   * @param to rows that died at or below it are dead, and rows above it not there yet
   */
  record Positions(long from, long to) {}

  /** Of any group. */
  Allowed(@Nullable Filter filter, long[] partitionIds, Positions positions, Deadline deadline) {
    this(filter, partitionIds, positions, deadline, null);
  }

  /** The allowed rows as bits over [0, slice.to()); null where all of them are allowed. */
  @Nullable Bits of(LiveRows.Slice slice) {
    LiveRows rows = slice.rows();
    boolean onePartition = rows.partitionIds() instanceof LiveRows.Partitions.One;
    if (onePartition && !wants(rows.partitionIds().of(0))) {
      return new Bits(new long[0], slice.to());
    }
    if (onePartition
        && filter == null
        && groups == null
        && start(slice) == 0
        && end(slice) == slice.to()
        && rows.deaths().count() == 0) {
      return null;
    }
    long[] words = new long[(slice.to() + 63) >> 6];
    Arrays.fill(words, -1L);
    return among(words, slice);
  }

  /** The same but for the filter. */
  Allowed withoutFilter() {
    return new Allowed(null, partitionIds, positions, deadline, groups);
  }

  /**
   * The allowed ones of some rows. The filter is only evaluated in blocks where a row is left
   * without it, and the deadline is asked before each of them.
   *
   * @param words bits over [0, slice.to()), which become those of the allowed rows
   */
  Bits among(long[] words, LiveRows.Slice slice) {
    int end = end(slice);
    clearOutside(words, Math.min(start(slice), end), end);
    clearUnwantedAndDead(words, slice);
    if (groups != null) {
      groups.clearOthers(words, slice.rows().batch(), deadline);
    }
    Filter indexed = filter == null ? null : filter.using(slice.rows().scalarIndexes());
    if (indexed != null && !indexed.clearKnown(words)) {
      clearNotPassing(indexed, words, slice);
    }
    return new Bits(words, slice.to());
  }

  private void clearNotPassing(Filter condition, long[] words, LiveRows.Slice slice) {
    long[] passing = new long[words.length];
    for (int from = 0; from < slice.to(); from += Filter.BLOCK_ROWS) {
      int to = Math.min(slice.to(), from + Filter.BLOCK_ROWS);
      if (hasAny(words, from >> 6, (to + 63) >> 6)) {
        deadline.check();
        condition.evaluate(slice.rows().batch(), from, to, passing);
      }
    }
    for (int word = 0; word < words.length; word++) {
      words[word] &= passing[word];
    }
  }

  private static boolean hasAny(long[] words, int from, int to) {
    for (int word = from; word < to; word++) {
      if (words[word] != 0) {
        return true;
      }
    }
    return false;
  }

  private boolean wants(long partitionId) {
    return Arrays.binarySearch(partitionIds, partitionId) >= 0;
  }

  private void clearUnwantedAndDead(long[] words, LiveRows.Slice slice) {
    if (slice.rows().partitionIds() instanceof LiveRows.Partitions.Each each) {
      clearUnwanted(words, slice, each.ids());
    } else if (!wants(slice.rows().partitionIds().of(0))) {
      Arrays.fill(words, 0);
    }
    if (slice.rows().deaths().count() > 0) {
      slice.rows().deaths().clearDead(words, slice.to(), positions.to());
    }
  }

  private void clearUnwanted(long[] words, LiveRows.Slice slice, long[] ids) {
    long last = ids[slice.from()];
    boolean wantsLast = wants(last);
    for (int row = slice.from(); row < slice.to(); row++) {
      if (ids[row] != last) {
        last = ids[row];
        wantsLast = wants(last);
      }
      if (!wantsLast) {
        words[row >> 6] &= ~(1L << row);
      }
    }
  }

  /** The first row of the slice that has not expired. */
  private int start(LiveRows.Slice slice) {
    long[] all = slice.rows().positions();
    if (all[slice.from()] >= positions.from()) {
      return slice.from();
    }
    int at = Arrays.binarySearch(all, slice.from(), slice.to(), positions.from());
    return at >= 0 ? at : -at - 1;
  }

  /** Behind the last row of the slice that is there already. */
  private int end(LiveRows.Slice slice) {
    long[] all = slice.rows().positions();
    if (all[slice.to() - 1] <= positions.to()) {
      return slice.to();
    }
    int at = Arrays.binarySearch(all, slice.from(), slice.to(), positions.to());
    return at >= 0 ? at + 1 : -at - 1;
  }

  private static void clearOutside(long[] words, int from, int to) {
    if (from == to) {
      Arrays.fill(words, 0L);
      return;
    }
    Arrays.fill(words, 0, from >> 6, 0L);
    Arrays.fill(words, (to + 63) >> 6, words.length, 0L);
    words[from >> 6] &= -1L << from;
    if ((to & 63) != 0) {
      words[to >> 6] &= -1L >>> -to;
    }
  }
}
