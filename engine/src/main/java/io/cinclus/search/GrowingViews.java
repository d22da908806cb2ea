package io.cinclus.search;

import io.cinclus.index.DenseIndex;
import java.util.Map;

/**
 * What a snapshot knows of the indexes of its growing rows. Immutable.
 *
 * @param firstSlice which slice of the snapshot is the first of growing rows
 * @param byField the indexes, by the id of the vector field
 */
record GrowingViews(int firstSlice, Map<Integer, View> byField) {

  /**
   * The rows that an index covered when the snapshot was taken.
   *
   * @param index over them
   * @param firstChunk which chunk of the index is the first of the growing rows; the rows of chunks
   *     before it have been sealed
   * @param chunkRows rows of a chunk
   */
  record View(DenseIndex index, int firstChunk, int chunkRows) {}
}
