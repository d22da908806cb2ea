package io.cinclus.standalone.chaos;

import java.util.List;

/**
 * A row of an answer. Immutable.
 *
 * @param key its number; -1 where no key looks so
 * @param version as the row says
 * @param tag as the row says
 * @param vector as the row says
 * @param distance as the answer says; 0 where it says none
 */
record Found(int key, long version, long tag, List<Float> vector, float distance) {
  static final int UNKNOWN_KEY = -1;

  Found {
    vector = List.copyOf(vector);
  }
}
