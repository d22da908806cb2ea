package io.cinclus.index.diskann;

import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The records of the rows fewest links away from the entries, where walks begin, in memory.
 * Immutable.
 */
final class NodeCache {
  /** Sorted: each row, and where it is in {@link #records}. */
  private final long[] places;

  private final Records records;

  private NodeCache(long[] places, Records records) {
    this.places = places;
    this.records = records;
  }

  static NodeCache empty(RecordLayout layout) {
    return new NodeCache(new long[0], Records.holding(layout, 0));
  }

  static int bytesPerRow(RecordLayout layout) {
    return layout.recordBytes() + Long.BYTES;
  }

  /** Reads up to {@code count} rows, going from the entries along the links. */
  static NodeCache load(RecordFile file, int[] entries, int count) throws IOException {
    int longest = Math.max(file.layout().dim(), file.layout().maxDegree() + 1);
    int room = Math.min(count, (Integer.MAX_VALUE - 8) / longest);
    if (room == 0) {
      return empty(file.layout());
    }
    Records records = Records.holding(file.layout(), room);
    Records one = Records.reading(file.layout(), 1);
    int[] order = new int[room];
    BitSet seen = new BitSet();
    int known = 0;
    for (int entry : entries) {
      if (known < room && !seen.get(entry)) {
        seen.set(entry);
        order[known++] = entry;
      }
    }
    int read = 0;
    for (; read < known; read++) {
      file.read(new int[] {order[read]}, 1, one);
      records.copy(read, one, 0);
      for (int i = 0; i < one.degree(0) && known < room; i++) {
        int to = one.link(0, i);
        if (!seen.get(to)) {
          seen.set(to);
          order[known++] = to;
        }
      }
    }
    long[] places = new long[read];
    for (int i = 0; i < read; i++) {
      places[i] = ((long) order[i] << 32) | i;
    }
    Arrays.sort(places);
    return new NodeCache(places, records);
  }

  /** Where a row's record is in {@link #records}; negative if it is not there. */
  int find(int row) {
    int at = Arrays.binarySearch(places, (long) row << 32);
    int place = at >= 0 ? at : -at - 1;
    return place < places.length && (int) (places[place] >>> 32) == row ? (int) places[place] : -1;
  }

  Records records() {
    return records;
  }

  long memoryBytes() {
    return (long) Long.BYTES * places.length + records.memoryBytes();
  }
}
