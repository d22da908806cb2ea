package io.cinclus.search;

import io.cinclus.index.Parameters;
import io.cinclus.index.VectorIndex;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a snapshot that are searched in one go.
 *
 * @param rows as the index numbers them; of one slice where there is none
 * @param index over all of them; null where they are searched exactly
 * @param isGrowing whether the index is one of growing rows
 */
record SearchPart(IndexedRows rows, @Nullable VectorIndex index, boolean isGrowing) {
  /**
   * How many candidates a search among growing rows keeps where it does not say: twice what an HNSW
   * index does, since these rows may be meant to have an index of another type, or one of more
   * links.
   */
  private static final int GROWING_EF = 2 * Parameters.EF.standardValue();

  /** Fewer growing rows are scanned for as little as they are walked for, if many queries ask. */
  private static final int MAX_GROWING_SCAN_ROWS = 32_768;

  /** Rows that are searched exactly. */
  static SearchPart exact(LiveRows.Slice slice) {
    return new SearchPart(IndexedRows.of(slice), null, false);
  }

  /** Whether queries that are asked together share work. */
  boolean isScannedTogether() {
    return index == null || (isGrowing && rows.size() < MAX_GROWING_SCAN_ROWS);
  }

  /** What is asked of these rows. */
  VectorSearch.Spec asked(VectorSearch.Spec spec) {
    Map<String, String> given = spec.params();
    if (!isGrowing
        || given.containsKey(Parameters.EF.name())
        || given.containsKey(Parameters.LEVEL.name())) {
      return spec;
    }
    Map<String, String> params = new HashMap<>(given);
    params.put(
        Parameters.EF.name(),
        Long.toString(Math.max(GROWING_EF, Math.min(2L * spec.k(), 1 << 16))));
    return spec.with(params);
  }
}
