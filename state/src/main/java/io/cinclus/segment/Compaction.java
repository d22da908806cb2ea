package io.cinclus.segment;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.RowBatchBuilder;
import java.util.BitSet;
import java.util.List;

/**
 * Drops row versions that died at or below a horizon, and those that have expired. What else is
 * visible at the horizon and above stays visible. A pure function: equal input gives equal rows,
 * whatever the order of the inputs. Stateless.
 */
public final class Compaction {
  private Compaction() {}

  /**
   * Which rows are dropped.
   *
   * @param horizon those whose first killer stands at or below it
   * @param expiredBelow those at positions below it
   */
  public record Cut(long horizon, long expiredBelow) {}

  /**
   * The rows of {@code inputs}, merged by position, without those that are dropped.
   *
   * @param inputs of one partition; {@link IllegalArgumentException} if two hold the same position
   * @param killers made from all tombstones of the shard
   */
  public static SegmentRows purge(
      CollectionSchema schema, List<SegmentRows> inputs, Killers killers, Cut cut) {
    Cursor[] cursors = new Cursor[inputs.size()];
    int rowCount = 0;
    for (int i = 0; i < cursors.length; i++) {
      SegmentRows input = inputs.get(i);
      BitSet kept = kept(input.keys(schema.primaryKey()), killers, cut);
      cursors[i] = new Cursor(input, kept);
      rowCount = Math.addExact(rowCount, kept.cardinality());
    }
    RowBatchBuilder rows = new RowBatchBuilder(schema, rowCount);
    long[] positions = new long[rowCount];
    while (rows.rowCount() < rowCount) {
      appendRun(cursors, rows, positions);
    }
    return new SegmentRows(rows.build(), positions);
  }

  private static BitSet kept(SegmentKeys rows, Killers killers, Cut cut) {
    long[] positions = killers.tombstones().positions();
    int[] first = killers.firstKillers(rows);
    BitSet kept = new BitSet(first.length);
    for (int row = 0; row < first.length; row++) {
      boolean isAlive = first[row] == Killers.NONE || positions[first[row]] > cut.horizon();
      if (isAlive && rows.positions()[row] >= cut.expiredBelow()) {
        kept.set(row);
      }
    }
    return kept;
  }

  // Appends the lowest rows, as many as lie next to each other in one input.
  private static void appendRun(Cursor[] cursors, RowBatchBuilder rows, long[] positions) {
    Cursor lowest = cursors[0];
    for (Cursor cursor : cursors) {
      if (cursor.position() < lowest.position()) {
        lowest = cursor;
      }
    }
    long limit = Long.MAX_VALUE;
    for (Cursor cursor : cursors) {
      if (cursor != lowest) {
        limit = Math.min(limit, cursor.position());
      }
    }
    if (lowest.position() == limit) {
      throw new IllegalArgumentException("two inputs hold the row at position " + limit);
    }
    int from = lowest.row;
    int to = lowest.skipRun(limit);
    System.arraycopy(lowest.input.positions(), from, positions, rows.rowCount(), to - from);
    rows.append(lowest.input.rows(), from, to);
  }

  /** Walks over the kept rows of one input. */
  private static final class Cursor {
    private final SegmentRows input;
    private final BitSet kept;
    private int row;

    Cursor(SegmentRows input, BitSet kept) {
      this.input = input;
      this.kept = kept;
      row = kept.nextSetBit(0);
    }

    /** Of the next kept row; the highest long behind the last. */
    long position() {
      return row < 0 ? Long.MAX_VALUE : input.positions()[row];
    }

    /** Goes on to the first kept row behind a run below {@code limit}; returns the run's end. */
    int skipRun(long limit) {
      int end = row;
      while (kept.get(end) && input.positions()[end] < limit) {
        end++;
      }
      row = kept.nextSetBit(end);
      return end;
    }
  }
}
