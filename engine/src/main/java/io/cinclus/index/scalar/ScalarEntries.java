package io.cinclus.index.scalar;

import io.cinclus.index.BuildContext;
import java.util.Arrays;
import java.util.List;

/** The values of all rows of a segment, collected. */
public record ScalarEntries(
    RowStates states,
    LongEntries integers,
    LongEntries floats,
    TextEntries texts,
    BoxEntries boxes) {

  /** A multiple of 64, and of what JSON is parsed in. */
  private static final int RANGE_ROWS = 8192;

  /**
   * @throws IllegalArgumentException if they take more memory than the context allows
   */
  static ScalarEntries collect(ScalarRows rows, ScalarParams params, BuildContext context)
      throws InterruptedException {
    BuildBudget budget = new BuildBudget(params, rows.rows(), context);
    StateBits states = StateBits.of(rows.rows());
    ScalarCollector[] collectors = new ScalarCollector[(rows.rows() - 1) / RANGE_ROWS + 1];
    Arrays.setAll(collectors, i -> new ScalarCollector(states, budget));
    context.forEachRange(
        rows.rows(), RANGE_ROWS, (from, to) -> rows.read(from, to, collectors[from / RANGE_ROWS]));
    List<ScalarCollector> parts = List.of(collectors);
    return new ScalarEntries(
        states.states(),
        LongEntries.concat(parts.stream().map(part -> part.integers).toList()),
        LongEntries.concat(parts.stream().map(part -> part.floats).toList()),
        TextEntries.concat(parts.stream().map(part -> part.texts).toList()),
        BoxEntries.concat(parts.stream().map(part -> part.boxes).toList()));
  }
}
