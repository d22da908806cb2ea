package io.cinclus.segment;

import io.cinclus.model.Column;

/**
 * Keys and positions of a segment's rows. Immutable; shares its arrays.
 *
 * @param keys an INT64 or VARCHAR value for each position
 * @param positions strictly ascending
 */
@SuppressWarnings("ArrayRecordComponent")
public record SegmentKeys(Column keys, long[] positions) {
  public SegmentKeys {
    if (keys.capacity() < positions.length) {
      throw new IllegalArgumentException(
          keys.capacity() + " keys do not suffice for " + positions.length + " positions");
    }
    requireAscending(positions);
  }

  public int rowCount() {
    return positions.length;
  }

  static void requireAscending(long[] positions) {
    for (int row = 1; row < positions.length; row++) {
      if (positions[row] <= positions[row - 1]) {
        throw new IllegalArgumentException(
            "position %d of row %d does not follow %d"
                .formatted(positions[row], row, positions[row - 1]));
      }
    }
  }
}
