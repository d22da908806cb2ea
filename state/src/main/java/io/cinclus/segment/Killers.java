package io.cinclus.segment;

import io.cinclus.model.DataType;
import java.util.BitSet;

/**
 * Finds the first mutation that kills a row: it alone decides at which positions the row is
 * visible, namely those from the row's own up to, not including, its killer's.
 *
 * <p>Immutable; any thread may ask. Holds the tombstones and about 16 bytes for each.
 */
public final class Killers {
  /** Stands for the killer of a row that nothing kills. */
  public static final int NONE = -1;

  private final Tombstones tombstones;
  private final KeyTable keys;
  // The mutations of key n, in position order: ordered[starts[n]] to ordered[starts[n + 1] - 1].
  private final int[] starts;
  private final int[] ordered;

  /** Indexes {@code tombstones} by key. */
  public Killers(Tombstones tombstones) {
    this.tombstones = tombstones;
    int count = tombstones.count();
    keys = new KeyTable(tombstones.keys(), count);
    int[] numbers = keys.numbers();
    starts = new int[keys.size() + 1];
    for (int number : numbers) {
      starts[number + 1]++;
    }
    for (int number = 0; number < keys.size(); number++) {
      starts[number + 1] += starts[number];
    }
    int[] next = starts.clone();
    ordered = new int[count];
    for (int mutation = 0; mutation < count; mutation++) {
      ordered[next[numbers[mutation]]++] = mutation;
    }
  }

  /** What this was built from. */
  public Tombstones tombstones() {
    return tombstones;
  }

  /**
   * For each row the index (in the tombstones) of the first mutation that kills it, or {@link
   * #NONE}.
   */
  public int[] firstKillers(SegmentKeys rows) {
    DataType type = rows.keys().type();
    if (type != tombstones.keys().type()) {
      throw new IllegalArgumentException(
          "%s keys cannot be killed by %s keys".formatted(type, tombstones.keys().type()));
    }
    int[] killers = keys.find(rows.keys(), rows.rowCount());
    for (int row = 0; row < killers.length; row++) {
      if (killers[row] != KeyTable.ABSENT) {
        killers[row] = firstKiller(killers[row], rows.positions()[row]);
      }
    }
    return killers;
  }

  /** Sets the bits of the mutations that {@code rows} need: the first killer of each. */
  public void markNeeded(SegmentKeys rows, BitSet needed) {
    for (int killer : firstKillers(rows)) {
      if (killer != NONE) {
        needed.set(killer);
      }
    }
  }

  private int firstKiller(int key, long rowPosition) {
    long[] positions = tombstones.positions();
    int low = starts[key];
    int end = starts[key + 1];
    int high = end;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (positions[ordered[middle]] > rowPosition) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    // Only a delete by filter spares rows below it, and few follow one another.
    for (int at = low; at < end; at++) {
      if (tombstones.upTo()[ordered[at]] >= rowPosition) {
        return ordered[at];
      }
    }
    return NONE;
  }
}
