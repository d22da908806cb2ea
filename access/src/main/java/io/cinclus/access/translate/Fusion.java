package io.cinclus.access.translate;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowGather;
import io.cinclus.model.RowsCodec;
import io.cinclus.model.Utf8;
import io.cinclus.v1.Hits;
import io.cinclus.vector.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The hits of several searches in one order: a row that several found has the sum of what they give
 * it. Rows of one score stand in the order of their keys. Stateless.
 */
public final class Fusion {
  private Fusion() {}

  /**
   * The hits of one of the searches, for one query vector.
   *
   * @param metric of their distances
   */
  public record Found(Hits hits, Metric metric) {}

  /** A row, and where it was first found. */
  private static final class Candidate {
    final Object key;
    final int search;
    final int row;
    double score;

    Candidate(Object key, int search, int row) {
      this.key = key;
      this.search = search;
      this.row = row;
    }

    double score() {
      return score;
    }

    int compareKeys(Candidate other) {
      return key instanceof Long number
          ? number.compareTo((Long) other.key)
          : Utf8.compare((String) key, (String) other.key);
    }
  }

  /**
   * The best rows, with their scores as distances and their fields.
   *
   * @param fields that all of them brought along
   */
  public static Hits fuse(
      List<Found> searches,
      Ranker ranker,
      Page page,
      List<FieldSchema> fields,
      CollectionSchema schema) {
    Map<Object, Candidate> candidates = new LinkedHashMap<>();
    for (int search = 0; search < searches.size(); search++) {
      Hits hits = searches.get(search).hits();
      Metric metric = searches.get(search).metric();
      Column keys = RowsCodec.decodeKeys(hits.getKeys());
      for (int row = 0; row < hits.getDistancesCount(); row++) {
        Object key = key(keys, row);
        int from = search;
        int at = row;
        candidates.computeIfAbsent(key, first -> new Candidate(first, from, at)).score +=
            ranker.score(search, row, hits.getDistances(row), metric);
      }
    }
    List<Candidate> best =
        candidates.values().stream()
            .sorted(
                Comparator.comparingDouble(Candidate::score)
                    .reversed()
                    .thenComparing(Candidate::compareKeys))
            .skip(page.offset())
            .limit(page.limit())
            .toList();
    return hits(best, searches, fields, schema);
  }

  /** Which of the rows are wanted. */
  public record Page(int limit, int offset) {}

  private static Object key(Column keys, int row) {
    return keys instanceof Column.Longs longs
        ? (Object) longs.values()[row]
        : ((Column.Texts) keys).values()[row];
  }

  private static Hits hits(
      List<Candidate> best,
      List<Found> searches,
      List<FieldSchema> fields,
      CollectionSchema schema) {
    int count = best.size();
    int[] rows = best.stream().mapToInt(candidate -> candidate.row).toArray();
    Hits.Builder hits = Hits.newBuilder().setKeys(RowsCodec.encodeKeys(keys(best, schema), count));
    best.forEach(candidate -> hits.addDistances((float) candidate.score));
    List<RowBatch> batches = new ArrayList<>();
    for (Found found : searches) {
      batches.add(RowsCodec.decode(found.hits().getFields(), schema));
    }
    Map<Integer, Column> columns = new HashMap<>();
    for (FieldSchema field : fields) {
      List<Column> sources =
          best.stream().map(row -> batches.get(row.search).column(field.id())).toList();
      columns.put(field.id(), RowGather.gather(field, sources, rows));
    }
    if (!fields.isEmpty()) {
      hits.setFields(RowsCodec.encode(new RowBatch(count, columns)));
    }
    return hits.build();
  }

  private static Column keys(List<Candidate> best, CollectionSchema schema) {
    return schema.primaryKey().type() == DataType.INT64
        ? new Column.Longs(
            DataType.INT64,
            best.stream().mapToLong(candidate -> (Long) candidate.key).toArray(),
            null)
        : new Column.Texts(
            DataType.VARCHAR,
            best.stream().map(candidate -> (String) candidate.key).toArray(String[]::new),
            null);
  }
}
