package io.cinclus.operators.enrich;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ColumnValues;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a search found for an event, or why it found nothing. Immutable.
 *
 * @param hits best first; empty where it failed
 * @param failure only with {@link EnrichOptions.OnError#EMIT}
 */
public record Answer(List<Hit> hits, Optional<CinclusException> failure) {

  /**
   * A row that was found.
   *
   * @param key a {@link Long} or a {@link String}
   * @param distance in the unit of the index' metric: squared L2, inner product, cosine
   * @param fields the output fields by name, as {@link ColumnValues} gives them
   */
  public record Hit(Object key, float distance, Map<String, @Nullable Object> fields) {}

  static Answer failed(CinclusException failure) {
    return new Answer(List.of(), Optional.of(failure));
  }

  /** The hits of a search with one vector. */
  static Answer of(Reply reply, CollectionSchema schema) {
    Hits found = reply.getSearch().getHits(0);
    Column keys = RowsCodec.decodeKeys(found.getKeys());
    RowBatch rows = RowsCodec.decode(found.getFields(), schema);
    List<Hit> hits = new ArrayList<>(found.getDistancesCount());
    for (int row = 0; row < found.getDistancesCount(); row++) {
      Map<String, @Nullable Object> fields = new HashMap<>();
      for (FieldSchema field : schema.fields()) {
        Column column = rows.columns().get(field.id());
        if (column != null) {
          fields.put(field.name(), ColumnValues.get(column, row));
        }
      }
      Object key = ColumnValues.get(keys, row);
      if (key != null) { // Keys are never null.
        hits.add(new Hit(key, found.getDistances(row), fields));
      }
    }
    return new Answer(hits, Optional.empty());
  }
}
