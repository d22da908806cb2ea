package io.cinclus.search;

/**
 * Whether the rows that pass a filter are told before an index is searched or after, by what either
 * costs; pure. Which of two ways an index takes among rows that are told before, walking or
 * scanning, is its own choice.
 *
 * <p>The costs, in nanoseconds, are of the right order of magnitude and no more: the ways differ by
 * factors of ten where it matters. With {@code n} rows, of which a share {@code s} passes, and
 * {@code q} queries for {@code k} rows each:
 *
 * <pre>
 * before   n decide + q min(s n score, walk(ef) / s)
 * after    q (walk(max(ef, c)) + c (decide + gather)),  c = (k + 3 √k + 3) / s
 * walk(ef) = 24 ef score,  score = 10 + dim / 3
 * </pre>
 *
 * <p>{@code c} is how many of the nearest rows hold k that pass, but for chance; where chance has
 * it otherwise, as it does where the rows near a query pass more seldom than others, the rows are
 * told before after all.
 *
 * @param rows of the slice
 * @param dim of its vectors
 * @param decideNanos what a row costs the filter
 * @param wanted by the search
 */
record FilterStrategy(int rows, int dim, double decideNanos, Wanted wanted) {
  /** Filters of fewer rows cost too little to be spared. */
  static final int MIN_ROWS = 8192;

  /** Candidates that a search may have. */
  static final int MAX_CANDIDATES = 4096;

  /** What a walk scores for each candidate that it keeps costs as much as so many scanned rows. */
  private static final double WALK_ROWS = 24;

  private static final double SCORE_NANOS = 10;
  private static final double DIMS_PER_NANO = 3;
  private static final double GATHER_NANOS = 20;

  /**
   * What is searched for.
   *
   * @param queries that share the filter
   * @param k how many rows each of them wants
   * @param ef how many candidates the index keeps anyway
   */
  record Wanted(int queries, int k, int ef) {}

  /** When the filter is asked. */
  enum When {
    /** The nearest of the rows that are known to pass. */
    FILTER_BEFORE,
    /** More of the nearest rows than are wanted, which are then filtered. */
    FILTER_AFTER
  }

  /** Which is cheaper where this share of the rows passes. */
  When choose(double share) {
    if (rows < MIN_ROWS || candidates(share) > MAX_CANDIDATES) {
      return When.FILTER_BEFORE;
    }
    return afterNanos(share) < beforeNanos(share) ? When.FILTER_AFTER : When.FILTER_BEFORE;
  }

  /** How many of the nearest rows hold k that pass, but for chance. */
  int candidates(double share) {
    double enough = wanted.k() + 3 * Math.sqrt(wanted.k()) + 3;
    return (int) Math.min(Integer.MAX_VALUE, Math.ceil(enough / share)); // All, where none passes.
  }

  private double beforeNanos(double share) {
    double among = Math.min(share * rows * scoreNanos(), walkNanos(wanted.ef()) / share);
    return rows * decideNanos + wanted.queries() * among;
  }

  private double afterNanos(double share) {
    int candidates = candidates(share);
    return wanted.queries()
        * (walkNanos(Math.max(wanted.ef(), candidates))
            + candidates * (decideNanos + GATHER_NANOS));
  }

  private double walkNanos(int kept) {
    return WALK_ROWS * kept * scoreNanos();
  }

  private double scoreNanos() {
    return SCORE_NANOS + dim / DIMS_PER_NANO;
  }
}
