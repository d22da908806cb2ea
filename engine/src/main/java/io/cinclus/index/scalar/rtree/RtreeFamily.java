package io.cinclus.index.scalar.rtree;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import io.cinclus.index.scalar.BoxEntries;
import io.cinclus.index.scalar.RowStates;
import io.cinclus.index.scalar.ScalarEntries;
import io.cinclus.index.scalar.ScalarFamily;
import io.cinclus.index.scalar.ScalarIndex;
import io.cinclus.index.scalar.ScalarParams;
import io.cinclus.index.scalar.ScalarRows;
import java.io.IOException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Builds and opens RTREE. Stateless. */
public final class RtreeFamily implements ScalarFamily {
  private static final String ROWS = "rows";
  private static final String BOXES = "boxes";

  @Override
  public void build(
      ScalarEntries entries, ScalarParams params, BuildContext context, IndexSections out) {
    BoxEntries boxes = entries.boxes();
    int[] order = packed(boxes);
    int[] rows = new int[order.length];
    long[] numbers = new long[Boxes.NUMBERS * order.length];
    for (int i = 0; i < order.length; i++) {
      rows[i] = boxes.row(order[i]);
      for (int n = 0; n < Boxes.NUMBERS; n++) {
        numbers[Boxes.NUMBERS * i + n] = Double.doubleToRawLongBits(boxes.number(order[i], n));
      }
    }
    out.add(ROWS, rows);
    out.add(BOXES, numbers);
  }

  /** By x into slices of about as many nodes as a slice has, and each slice by y. */
  private static int[] packed(BoxEntries boxes) {
    Integer[] order = IntStream.range(0, boxes.size()).boxed().toArray(Integer[]::new);
    Arrays.sort(order, byMiddle(boxes, 0));
    double nodes = Math.ceil((double) order.length / PackedTree.NODE_SIZE);
    int slice = PackedTree.NODE_SIZE * Math.max(1, (int) Math.ceil(Math.sqrt(nodes)));
    for (int from = 0; from < order.length; from += slice) {
      Arrays.sort(order, from, Math.min(order.length, from + slice), byMiddle(boxes, 1));
    }
    return Arrays.stream(order).mapToInt(Integer::intValue).toArray();
  }

  private static Comparator<Integer> byMiddle(BoxEntries boxes, int axis) {
    return Comparator.<Integer>comparingDouble(
            entry -> boxes.number(entry, axis) / 2 + boxes.number(entry, axis + 2) / 2)
        .thenComparing(Comparator.naturalOrder());
  }

  @Override
  public ScalarIndex open(
      ScalarRows rows, RowStates states, ScalarParams params, IndexFileReader in)
      throws IOException {
    int expected = states.rows() - states.missingCount() - states.undecidedCount();
    int[] found = in.ints(ROWS, expected);
    in.check(ROWS, found.length == expected, "there is not one for each row that has a box");
    long[] seen = new long[RowStates.words(states.rows())];
    for (int row : found) {
      in.check(ROWS, row >= 0 && row < states.rows(), "it speaks of rows that are not there");
      long bit = 1L << row;
      long taken = seen[row >> 6] | states.missing()[row >> 6] | states.undecided()[row >> 6];
      in.check(ROWS, (taken & bit) == 0, "a row has no place there");
      seen[row >> 6] |= bit;
    }
    long[] numbers = in.longs(BOXES, (long) Boxes.NUMBERS * expected);
    in.check(BOXES, numbers.length == Boxes.NUMBERS * expected, "there is not one for each row");
    double[] values = new double[numbers.length];
    Arrays.setAll(values, i -> Double.longBitsToDouble(numbers[i]));
    for (int i = 0; i < values.length; i += Boxes.NUMBERS) {
      boolean isBox = values[i] <= values[i + 2] && values[i + 1] <= values[i + 3];
      in.check(BOXES, isBox, "a box ends before it begins");
    }
    return new RtreeIndex(params, states, found, new PackedTree(new Boxes(values), expected));
  }
}
