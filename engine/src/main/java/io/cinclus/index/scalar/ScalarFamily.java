package io.cinclus.index.scalar;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import java.io.IOException;

/** How one family of scalar indexes is built into sections of a file and opened from them. */
public interface ScalarFamily {

  /**
   * Builds the index.
   *
   * @throws InterruptedException if the building thread was interrupted, which cancels the build
   */
  void build(ScalarEntries entries, ScalarParams params, BuildContext context, IndexSections out)
      throws InterruptedException;

  /** Opens the index, reading its sections in the order in which they were written. */
  ScalarIndex open(ScalarRows rows, RowStates states, ScalarParams params, IndexFileReader in)
      throws IOException;
}
