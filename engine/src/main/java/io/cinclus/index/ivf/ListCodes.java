package io.cinclus.index.ivf;

import io.cinclus.index.rabitq.RabitqCodes;
import io.cinclus.index.sq.ScalarCodes;

/** The codes of the rows in inverted lists, in the order of the lists. */
sealed interface ListCodes {

  long memoryBytes();

  /** Of the rows themselves. */
  record Scalar(ScalarCodes codes) implements ListCodes {
    @Override
    public long memoryBytes() {
      return codes.memoryBytes();
    }
  }

  /** Of what is left of the rows without the centroids of their lists. */
  record Rabitq(RabitqCodes codes) implements ListCodes {
    @Override
    public long memoryBytes() {
      return codes.memoryBytes();
    }
  }
}
