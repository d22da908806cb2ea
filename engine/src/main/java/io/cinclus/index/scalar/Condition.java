package io.cinclus.index.scalar;

import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What the value of a row can be tested for. Of a row without a value of the index' kind every
 * condition but {@link IsNull} is unknown. Immutable.
 */
public sealed interface Condition {

  /** There is nothing at all; never unknown. */
  record IsNull() implements Condition {}

  /** The boolean is true. */
  record IsTrue() implements Condition {}

  /** An int64 is in {@code [low, high]}, or a float64 in {@code [floor, ceiling]}. */
  record Within(long low, long high, double floor, double ceiling) implements Condition {}

  /** The value is one of these. */
  record Among(Values values) implements Condition {}

  /** In the order of code points, the text is at or above {@code from} and below {@code to}. */
  record Between(@Nullable String from, @Nullable String to) implements Condition {}

  /**
   * The text matches a pattern.
   *
   * @param prefix what every such text begins with; may be empty
   * @param onlyPrefix whether every text that begins so matches
   * @param literals what every such text contains
   * @param matches decides
   */
  record Like(String prefix, boolean onlyPrefix, List<String> literals, Predicate<String> matches)
      implements Condition {
    public Like {
      literals = List.copyOf(literals);
    }
  }

  /** A box, edges included, meets this one. */
  record Meets(double minX, double minY, double maxX, double maxY) implements Condition {}

  /** Any, or all, of these are elements of the array. */
  record Contains(Values values, boolean all) implements Condition {}
}
