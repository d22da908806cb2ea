package io.cinclus.search;

import java.util.function.BooleanSupplier;

/**
 * Ends a search soon after nobody waits for it any more: the search asks between segments, and
 * within one between blocks of rows and batches of queries.
 *
 * @param expired whether nobody waits any more
 */
record Deadline(BooleanSupplier expired) {

  /**
   * Returns while there is time.
   *
   * @throws SearchExpired when there is none
   */
  void check() {
    if (expired.getAsBoolean()) {
      throw new SearchExpired();
    }
  }
}
