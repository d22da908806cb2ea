package io.cinclus.index.scalar;

import java.util.Arrays;
import java.util.List;

/**
 * Constants, of one kind or several. Not copied; immutable as long as nobody changes its arrays.
 *
 * @param longs the numbers that are an int64, ascending and without repeats
 * @param doubles the numbers that are a float64, those also in {@code longs} included, likewise
 * @param texts without repeats
 * @param hasTrue whether true is among them
 * @param hasFalse whether false is
 */
@SuppressWarnings("ArrayRecordComponent")
public record Values(
    long[] longs, double[] doubles, List<String> texts, boolean hasTrue, boolean hasFalse) {

  public Values {
    texts = List.copyOf(texts);
  }

  public static Values ofTexts(List<String> texts) {
    return new Values(new long[0], new double[0], texts, false, false);
  }

  public static Values ofNumbers(long[] longs, double[] doubles) {
    return new Values(longs, doubles, List.of(), false, false);
  }

  private boolean hasNumbers() {
    return longs.length + doubles.length > 0;
  }

  private boolean hasBooleans() {
    return hasTrue || hasFalse;
  }

  public boolean isEmpty() {
    return !hasNumbers() && !hasBooleans() && texts.isEmpty();
  }

  /** Whether all of them are of one kind, and there is one. */
  public boolean areOfOneKind() {
    return (hasNumbers() ? 1 : 0) + (hasBooleans() ? 1 : 0) + (texts.isEmpty() ? 0 : 1) == 1;
  }

  /** Whether none of them is of another kind. */
  public boolean fit(ValueKind kind) {
    return (!hasNumbers() || kind.isNumeric())
        && (!hasBooleans() || kind == ValueKind.BOOLEAN)
        && (texts.isEmpty() || kind == ValueKind.TEXT);
  }

  /** The booleans as 0 and 1, ascending. */
  public long[] booleans() {
    long[] both = {0, 1};
    return Arrays.copyOfRange(both, hasFalse ? 0 : 1, hasTrue ? 2 : 1);
  }
}
