package io.cinclus.index;

/** Hears how far a build is, on the building thread, now and then. */
@FunctionalInterface
public interface BuildProgress {
  /** Hears nothing. */
  BuildProgress NONE = (rowsDone, rowsTotal) -> {};

  void rowsDone(int rowsDone, int rowsTotal);
}
