package io.cinclus.index;

import io.cinclus.vector.Vectors;
import java.io.IOException;

/** How one family of index types is built into sections of a file and opened from them. */
public interface IndexFamily {

  /**
   * Builds the index.
   *
   * @throws InterruptedException if the building thread was interrupted, which cancels the build
   */
  void build(Vectors vectors, IndexParams params, BuildContext context, IndexSections out)
      throws InterruptedException;

  /** Opens the index, reading its sections in the order in which they were written. */
  VectorIndex open(Vectors vectors, IndexParams params, IndexFileReader in) throws IOException;
}
