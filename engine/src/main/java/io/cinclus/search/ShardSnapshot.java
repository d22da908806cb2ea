package io.cinclus.search;

import io.cinclus.index.VectorIndex;
import io.cinclus.model.CollectionSchema;
import io.cinclus.vector.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A shard at a position. Immutable: what is applied or indexed later does not show in it.
 *
 * @param schema of the rows
 * @param slices sealed segments, then growing rows
 * @param position rows that died at or below it are dead, and rows above it not there yet
 * @param expiredBelow rows at positions below it count for nothing
 * @param growing which of them are growing, and how those are indexed
 */
public record ShardSnapshot(
    CollectionSchema schema,
    List<LiveRows.Slice> slices,
    long position,
    long expiredBelow,
    GrowingViews growing) {

  /**
   * The same shard at an earlier position: as it was then, if that is not below {@link
   * ShardView#horizon}; else as far as its rows are still there.
   */
  public ShardSnapshot at(long earlier) {
    return new ShardSnapshot(schema, slices, earlier, expiredBelow, growing);
  }

  /** Which positions count. */
  Allowed.Positions positions() {
    return new Allowed.Positions(expiredBelow, position);
  }

  /** Only the rows of sealed segments. */
  public ShardSnapshot sealed() {
    int sealed = growing.firstSlice();
    return new ShardSnapshot(
        schema,
        slices.subList(0, sealed),
        position,
        expiredBelow,
        new GrowingViews(sealed, Map.of()));
  }

  /** The same rows as if no field had a vector index. */
  public ShardSnapshot scanned() {
    List<LiveRows.Slice> scanned =
        slices.stream()
            .map(slice -> new LiveRows.Slice(slice.rows().scanned(), slice.from(), slice.to()))
            .toList();
    return new ShardSnapshot(
        schema, scanned, position, expiredBelow, new GrowingViews(growing.firstSlice(), Map.of()));
  }

  /** The rows by how they are searched for vectors of a field: each row is in one part. */
  List<SearchPart> parts(int field, Metric metric) {
    List<SearchPart> parts = new ArrayList<>();
    for (LiveRows.Slice slice : slices.subList(0, growing.firstSlice())) {
      VectorIndex index = slice.rows().indexes().get(field);
      boolean isIndexed = index != null && index.metric() == metric;
      parts.add(new SearchPart(IndexedRows.of(slice), isIndexed ? index : null, false));
    }
    List<LiveRows.Slice> growingSlices = slices.subList(growing.firstSlice(), slices.size());
    GrowingViews.View view = growing.byField().get(field);
    if (view == null || view.index().metric() != metric) {
      growingSlices.forEach(slice -> parts.add(SearchPart.exact(slice)));
    } else {
      addGrowing(growingSlices, view, parts);
    }
    return parts;
  }

  /** The rows that the index covers, and behind them those that it does not. */
  private static void addGrowing(
      List<LiveRows.Slice> slices, GrowingViews.View view, List<SearchPart> parts) {
    List<LiveRows.Slice> covered = new ArrayList<>(slices.size());
    List<SearchPart> rest = new ArrayList<>();
    int left = view.index().rows() - view.firstChunk() * view.chunkRows();
    for (LiveRows.Slice slice : slices) {
      int end = Math.min(slice.to(), left);
      left -= view.chunkRows();
      if (end > slice.from()) {
        covered.add(
            end == slice.to() ? slice : new LiveRows.Slice(slice.rows(), slice.from(), end));
      }
      int from = Math.max(slice.from(), end);
      if (from < slice.to()) {
        rest.add(SearchPart.exact(new LiveRows.Slice(slice.rows(), from, slice.to())));
      }
    }
    if (!covered.isEmpty()) {
      IndexedRows rows = new IndexedRows(covered, view.firstChunk(), view.chunkRows());
      parts.add(new SearchPart(rows, view.index(), true));
    }
    parts.addAll(rest);
  }
}
