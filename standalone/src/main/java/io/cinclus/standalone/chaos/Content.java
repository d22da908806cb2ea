package io.cinclus.standalone.chaos;

import java.util.ArrayList;
import java.util.List;

/**
 * What a key holds: a row, or nothing. A row's fields are a function of its version, and no two
 * writes of a run have the same version, so an answer tells which write it shows. Immutable.
 *
 * @param version of the write; 0: nothing
 * @param partition number of the row's partition
 */
record Content(long version, int partition) {
  /** No row. */
  static final Content NONE = new Content(0, 0);

  /** Tags are 0 to this, exclusive. */
  static final int TAGS = 8;

  static final int DIMENSION = 4;

  /** Coordinates are whole and small, so that distances are exact in floats. */
  static final int MAX_COORDINATE = 30;

  boolean exists() {
    return version != 0;
  }

  long tag() {
    return Math.floorMod(mix(version), TAGS);
  }

  List<Float> vector() {
    return vector(version);
  }

  /** A vector that depends on {@code seed} alone. */
  static List<Float> vector(long seed) {
    List<Float> vector = new ArrayList<>(DIMENSION);
    for (int i = 0; i < DIMENSION; i++) {
      int coordinate = Math.floorMod(mix(seed * DIMENSION + i), 2 * MAX_COORDINATE + 1);
      vector.add((float) (coordinate - MAX_COORDINATE));
    }
    return vector;
  }

  /** SplitMix64's finalizer. */
  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
