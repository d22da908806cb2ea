package io.cinclus.index;

/** Hears how far a build is, now and then, on one thread at a time. */
@FunctionalInterface
public interface BuildProgress {
  /** Hears nothing. */
  BuildProgress NONE = (rowsDone, rowsTotal) -> {};

  void rowsDone(int rowsDone, int rowsTotal);
}
