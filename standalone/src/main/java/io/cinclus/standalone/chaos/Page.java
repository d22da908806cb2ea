package io.cinclus.standalone.chaos;

/**
 * Which part of an ordered answer is asked for. Immutable.
 *
 * @param offset how many are passed over
 * @param limit how many are wanted then
 */
record Page(int offset, int limit) {
  /** Above the rows of any collection of the workload. */
  static final Page ALL = new Page(0, 10_000);

  Page {
    if (offset < 0 || limit < 1) {
      throw new IllegalArgumentException(
          "offset %d and limit %d: at least 0 and 1 are needed".formatted(offset, limit));
    }
  }
}
