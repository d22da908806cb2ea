package io.cinclus.index.scalar.rtree;

import io.cinclus.index.scalar.Answer;
import io.cinclus.index.scalar.Condition;
import io.cinclus.index.scalar.RowCount;
import io.cinclus.index.scalar.RowStates;
import io.cinclus.index.scalar.ScalarIndex;
import io.cinclus.index.scalar.ScalarParams;
import org.jspecify.annotations.Nullable;

/**
 * Finds the rows whose box meets another one, and leaves it open whether they pass. Immutable and
 * thread-safe.
 */
final class RtreeIndex implements ScalarIndex {
  private final ScalarParams params;
  private final RowStates states;

  /** Of each box of the tree. */
  private final int[] rows;

  private final PackedTree tree;

  RtreeIndex(ScalarParams params, RowStates states, int[] rows, PackedTree tree) {
    this.params = params;
    this.states = states;
    this.rows = rows;
    this.tree = tree;
  }

  @Override
  public ScalarParams params() {
    return params;
  }

  @Override
  public int rows() {
    return states.rows();
  }

  @Override
  public int missing() {
    return states.missingCount();
  }

  @Override
  public long memoryBytes() {
    return states.memoryBytes() + (long) rows.length * Integer.BYTES + tree.memoryBytes();
  }

  @Override
  public @Nullable RowCount count(Condition condition) {
    if (condition instanceof Condition.IsNull) {
      return new RowCount(states.nullCount(), states.nullCount());
    }
    return condition instanceof Condition.Meets meets
        ? new RowCount(0, tree.count(box(meets)) + states.undecidedCount())
        : null;
  }

  @Override
  public @Nullable Answer answer(Condition condition) {
    if (condition instanceof Condition.IsNull) {
      return new Answer(states.nulls(), new long[states.nulls().length], null);
    }
    if (!(condition instanceof Condition.Meets meets)) {
      return null;
    }
    long[] open = states.undecided().clone();
    tree.find(box(meets), found -> open[rows[found] >> 6] |= 1L << rows[found]);
    return new Answer(new long[open.length], states.missing(), open);
  }

  private static Boxes box(Condition.Meets meets) {
    return new Boxes(new double[] {meets.minX(), meets.minY(), meets.maxX(), meets.maxY()});
  }
}
