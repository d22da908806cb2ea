package io.cinclus.search;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.FieldSchema;
import io.cinclus.vector.Metric;
import java.util.HashMap;
import java.util.Map;

/**
 * The indexes of a shard's growing rows, one for each vector field of which one is wanted. An index
 * stays while most of its rows are growing; the sealed ones it has in front are never found. When
 * most have been sealed the rest is indexed anew, once it is large enough.
 *
 * <p>Used by the one thread that writes the shard.
 */
final class GrowingFieldIndexes {
  private final String name;
  private final CollectionSchema schema;
  private final GrowingIndexes shared;
  private final Map<Integer, Placed> indexes = new HashMap<>();
  private Map<Integer, Metric> wanted = Map.of();

  /** An index, and which of its chunks is the first of the growing rows. */
  private record Placed(GrowingIndex index, Metric metric, int firstChunk) {}

  GrowingFieldIndexes(String name, CollectionSchema schema, GrowingIndexes shared) {
    this.name = name;
    this.schema = schema;
    this.shared = shared;
  }

  /** Indexes these fields by these metrics, as far as the rows have them, and no others. */
  void want(Map<Integer, Metric> fields, GrowingRows rows) {
    Map<Integer, Metric> known = new HashMap<>(fields);
    known.keySet().retainAll(schema.vectorFields().stream().map(FieldSchema::id).toList());
    if (known.equals(wanted)) {
      return;
    }
    wanted = Map.copyOf(known);
    indexes
        .entrySet()
        .removeIf(
            entry -> {
              boolean isUnwanted = entry.getValue().metric() != wanted.get(entry.getKey());
              if (isUnwanted) {
                entry.getValue().index().end();
              }
              return isUnwanted;
            });
    follow(rows);
  }

  /** Rows have come. */
  void follow(GrowingRows rows) {
    wanted.forEach(
        (field, metric) -> {
          Placed placed = indexes.get(field);
          if (placed == null && shared.suits(rows.rowCount())) {
            placed = new Placed(create(field, metric, rows.chunkRows()), metric, 0);
            indexes.put(field, placed);
          }
          if (placed != null) {
            tell(placed, field, rows);
          }
        });
  }

  private GrowingIndex create(int field, Metric metric, int chunkRows) {
    int dim = schema.field(field).limits().dimension();
    String what = "%s, field %s".formatted(name, schema.field(field).name());
    return new GrowingIndex(what, shared, metric, dim, chunkRows);
  }

  private static void tell(Placed placed, int field, GrowingRows rows) {
    int all = placed.firstChunk() * rows.chunkRows() + rows.rowCountWithSealed();
    if (placed.index().isWorthTelling(all)) {
      placed.index().tell(placed.firstChunk(), rows.vectorChunks(field), all);
    }
  }

  /**
   * Rows have been sealed.
   *
   * @param rest what is growing still
   * @param droppedChunks which it has fewer than before
   */
  void sealed(GrowingRows rest, int droppedChunks) {
    indexes
        .entrySet()
        .removeIf(
            entry -> {
              Placed placed = entry.getValue();
              int first = placed.firstChunk() + droppedChunks;
              int gone = first * rest.chunkRows() + rest.rowCountWithSealed() - rest.rowCount();
              if (2L * gone > placed.index().rows()) {
                placed.index().end();
                return true;
              }
              entry.setValue(new Placed(placed.index(), placed.metric(), first));
              return false;
            });
    follow(rest);
  }

  /** What is covered now, for a snapshot whose growing rows begin with a slice. */
  GrowingViews views(int firstSlice, int chunkRows) {
    if (indexes.isEmpty()) {
      return new GrowingViews(firstSlice, Map.of());
    }
    Map<Integer, GrowingViews.View> views = new HashMap<>();
    indexes.forEach(
        (field, placed) ->
            placed
                .index()
                .covered()
                .ifPresent(
                    index ->
                        views.put(
                            field, new GrowingViews.View(index, placed.firstChunk(), chunkRows))));
    return new GrowingViews(firstSlice, views);
  }

  /** Forgets all. */
  void end() {
    indexes.values().forEach(placed -> placed.index().end());
    indexes.clear();
    wanted = Map.of();
  }
}
