package io.cinclus.index;

import io.cinclus.vector.VectorData;
import java.io.IOException;

/**
 * How one family of index types is built into sections of a file and opened from them.
 *
 * @param <V> the kind of vectors
 */
public interface IndexFamily<V extends VectorData> {

  /**
   * Builds the index.
   *
   * @throws InterruptedException if the building thread was interrupted, which cancels the build
   */
  void build(V vectors, IndexParams params, BuildContext context, IndexSections out)
      throws InterruptedException;

  /**
   * How much a build on so many threads holds at most, beside the vectors and what every build
   * does: what it works with and what it makes, which stays in memory until it is written.
   */
  long buildBytes(V vectors, IndexParams params, int threads);

  /** Opens the index, reading its sections in the order in which they were written. */
  VectorIndex open(V vectors, IndexParams params, IndexFileReader in) throws IOException;
}
