package io.cinclus.access.translate;

import io.cinclus.filter.GroupKey;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowGather;
import io.cinclus.model.RowsCodec;
import io.cinclus.model.Utf8;
import io.cinclus.search.Groups;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Rows;
import io.cinclus.vector.Metric;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * The hits of several searches in one order: a row that several found has what they give it
 * together. Rows of one score stand in the order of their keys. Immutable.
 *
 * @param ranker that gives the scores
 * @param page of the rows
 * @param schema of the rows
 */
public record Fusion(Ranker ranker, Page page, CollectionSchema schema) {

  /**
   * The hits of one of the searches, for one query vector.
   *
   * @param metric of their distances
   */
  public record Found(Hits hits, Metric metric) {}

  /**
   * Which of the rows are wanted.
   *
   * @param limit how many rows, or groups
   * @param offset how many are passed over
   * @param groupSize the most rows of a group; 0: rows are not grouped
   */
  public record Page(int limit, int offset, int groupSize) {}

  /** A row, and where it was first found. */
  private static final class Candidate {
    final Object key;
    final int search;
    final int row;
    double score;
    int count;

    Candidate(Object key, int search, int row) {
      this.key = key;
      this.search = search;
      this.row = row;
    }

    double score() {
      return score;
    }

    void add(double given, Ranker.Together together) {
      score = count == 0 ? given : together.of(score, given);
      count++;
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
  public Hits fuse(List<Found> searches, List<FieldSchema> fields) {
    List<RowBatch> rows = decoded(searches, Hits::getFields);
    List<Candidate> sorted = new ArrayList<>(candidates(searches).values());
    for (Candidate candidate : sorted) {
      candidate.score = ranker.weighed(candidate.score, candidate.count, value(candidate, rows));
    }
    sorted.sort(
        Comparator.comparingDouble(Candidate::score)
            .reversed()
            .thenComparing(Candidate::compareKeys));
    if (page.groupSize() == 0) {
      return hits(sorted.stream().skip(page.offset()).limit(page.limit()).toList(), rows, fields)
          .build();
    }
    return grouped(sorted, searches, rows, fields);
  }

  private Map<Object, Candidate> candidates(List<Found> searches) {
    Map<Object, Candidate> candidates = new LinkedHashMap<>();
    for (int search = 0; search < searches.size(); search++) {
      Hits hits = searches.get(search).hits();
      Metric metric = searches.get(search).metric();
      Column keys = RowsCodec.decodeKeys(hits.getKeys());
      for (int row = 0; row < hits.getDistancesCount(); row++) {
        Object key = key(keys, row);
        int from = search;
        int at = row;
        candidates
            .computeIfAbsent(key, first -> new Candidate(first, from, at))
            .add(ranker.score(search, row, hits.getDistances(row), metric), ranker.together());
      }
    }
    return candidates;
  }

  /** What the ranker wants to know of a row; NaN: nothing, or there is nothing. */
  private double value(Candidate candidate, List<RowBatch> rows) {
    if (ranker.field().isEmpty()) {
      return Double.NaN;
    }
    FieldSchema field = schema.field(ranker.field()).orElseThrow();
    Column values = rows.get(candidate.search).column(field.id());
    if (values.isNull(candidate.row)) {
      return Double.NaN;
    }
    return values instanceof Column.Longs longs
        ? longs.values()[candidate.row]
        : ((Column.Doubles) values).values()[candidate.row];
  }

  private Hits grouped(
      List<Candidate> sorted, List<Found> searches, List<RowBatch> rows, List<FieldSchema> fields) {
    List<RowBatch> groups = decoded(searches, Hits::getGroupValues);
    Groups wanted = new Groups(page.limit(), page.offset(), page.groupSize());
    List<Candidate> best =
        wanted.of(
            sorted,
            candidate ->
                GroupKey.value(
                    groups.get(candidate.search).columns().values().iterator().next(),
                    candidate.row));
    Hits.Builder hits = hits(best, rows, fields);
    if (!best.isEmpty()) {
      int id = groups.get(best.get(0).search).columns().keySet().iterator().next();
      hits.setGroupValues(RowsCodec.encode(gather(best, groups, List.of(schema.field(id)))));
    }
    return hits.build();
  }

  private List<RowBatch> decoded(List<Found> searches, Function<Hits, Rows> rows) {
    return searches.stream()
        .map(found -> RowsCodec.decode(rows.apply(found.hits()), schema))
        .toList();
  }

  private static Object key(Column keys, int row) {
    return keys instanceof Column.Longs longs
        ? (Object) longs.values()[row]
        : ((Column.Texts) keys).values()[row];
  }

  private Hits.Builder hits(
      List<Candidate> best, List<RowBatch> batches, List<FieldSchema> fields) {
    Hits.Builder hits =
        Hits.newBuilder().setKeys(RowsCodec.encodeKeys(keys(best, schema), best.size()));
    best.forEach(candidate -> hits.addDistances((float) candidate.score));
    if (!fields.isEmpty()) {
      hits.setFields(RowsCodec.encode(gather(best, batches, fields)));
    }
    return hits;
  }

  private static RowBatch gather(
      List<Candidate> best, List<RowBatch> batches, List<FieldSchema> fields) {
    int[] rows = best.stream().mapToInt(candidate -> candidate.row).toArray();
    Map<Integer, Column> columns = new HashMap<>();
    for (FieldSchema field : fields) {
      List<Column> sources =
          best.stream().map(row -> batches.get(row.search).column(field.id())).toList();
      columns.put(field.id(), RowGather.gather(field, sources, rows));
    }
    return new RowBatch(best.size(), columns);
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
