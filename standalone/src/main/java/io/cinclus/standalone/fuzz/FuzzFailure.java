package io.cinclus.standalone.fuzz;

/** A run that found something wrong; the message says what, and how to see it again. */
public final class FuzzFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final long seed;

  FuzzFailure(long seed, Throwable violation) {
    super(
        "fuzz failed: %s; see it again with: fuzz engine --seed %d --cases 1"
            .formatted(
                violation instanceof Violation ? violation.getMessage() : violation.toString(),
                seed),
        violation);
    this.seed = seed;
  }

  /** Of the case that failed. */
  public long seed() {
    return seed;
  }
}
