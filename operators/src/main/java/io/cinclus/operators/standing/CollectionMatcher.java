package io.cinclus.operators.standing;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowBatchBuilder;
import io.cinclus.model.RowsCodec;
import io.cinclus.operators.serve.AskedVectors;
import io.cinclus.search.StandingQuery;
import io.cinclus.search.StandingQuerySet;
import io.cinclus.segment.MutationRun;
import io.cinclus.v1.MatchRecord;
import io.cinclus.v1.StandingMatch;
import io.cinclus.v1.StandingQueryBegin;
import io.cinclus.v1.StandingQueryInfo;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Compares the rows of a collection that come on one channel with its standing queries, many at a
 * time. Rows count for the queries that there are when they are added; matches come out in the
 * order of their positions, those of a row in the order in which the queries were registered.
 *
 * <p>Single-threaded; no Flink, no clock.
 */
final class CollectionMatcher {
  private final int channel;
  private final long collectionId;
  private final int batchRows;
  private final TreeMap<Long, StandingQueryBegin> queries = new TreeMap<>();
  private final List<Run> runs = new ArrayList<>();
  private int rowCount;
  private @Nullable Compiled compiled;

  /** Rows at consecutive positions, that the log took at one time. */
  private record Run(RowBatch rows, long firstPosition, long timestampMillis) {}

  /** The queries in the order of their ids, with the schema that they were compiled for. */
  private record Compiled(
      CollectionSchema schema, List<StandingQueryBegin> queries, StandingQuerySet set) {}

  private record Found(int row, int query, float distance) {}

  /** Where a row of a batch comes from. */
  private record Source(Run run, int row) {}

  CollectionMatcher(int channel, long collectionId, int batchRows) {
    this.channel = channel;
    this.collectionId = collectionId;
    this.batchRows = batchRows;
  }

  /** The ids of the queries that rows count for. */
  Collection<Long> ids() {
    return queries.keySet();
  }

  /**
   * Returns where a query can be asked.
   *
   * @throws CinclusException or {@link IllegalArgumentException} where it does not fit the schema
   */
  static void check(StandingQueryBegin query, CollectionSchema schema) {
    StandingQueryInfo info = query.getInfo();
    AskedVectors.check(List.of(query.getVector()), schema.field(info.getFieldId()));
    info.getOutputFieldIdsList().forEach(schema::field);
    var unused = new StandingQuerySet(List.of(query(query)), schema, Kernels.scalar());
  }

  /** From now on rows count for a query. The rows added so far must have been matched. */
  void begin(StandingQueryBegin query) {
    queries.put(query.getInfo().getId(), query);
    compiled = null;
  }

  /** From now on no rows count for a query. The rows added so far must have been matched. */
  void end(long id) {
    if (queries.remove(id) != null) {
      compiled = null;
    }
  }

  /** Adds rows; compares whenever there are enough of them. */
  void add(
      MutationRun.Inserts inserts,
      long timestampMillis,
      CollectionSchema schema,
      Consumer<MatchRecord> out) {
    RowBatch rows = inserts.rows();
    for (int from = 0; from < rows.rowCount(); ) {
      int to = Math.min(rows.rowCount(), from + batchRows - rowCount);
      RowBatch some = to - from == rows.rowCount() ? rows : rows.slice(from, to);
      runs.add(new Run(some, inserts.firstPosition() + from, timestampMillis));
      rowCount += to - from;
      from = to;
      if (rowCount >= batchRows) {
        match(schema, out);
      }
    }
  }

  /** Compares the rows that have been added. */
  void match(CollectionSchema schema, Consumer<MatchRecord> out) {
    if (rowCount == 0) {
      return;
    }
    Compiled current = compiled(schema);
    RowBatch rows = batch(schema);
    List<Found> found = new ArrayList<>();
    current.set().match(rows, (row, query, distance) -> found.add(new Found(row, query, distance)));
    found.sort(Comparator.comparingInt(Found::row).thenComparingInt(Found::query));
    List<Source> sources = found.isEmpty() ? List.of() : sources();
    for (Found one : found) {
      StandingQueryBegin query = current.queries().get(one.query());
      out.accept(record(query, rows, one, sources.get(one.row()), schema));
    }
    discardRows();
  }

  /** Forgets the rows that have been added. */
  void discardRows() {
    runs.clear();
    rowCount = 0;
  }

  private RowBatch batch(CollectionSchema schema) {
    if (runs.size() == 1) {
      return runs.get(0).rows().complete(schema);
    }
    RowBatchBuilder rows = new RowBatchBuilder(schema, rowCount);
    for (Run run : runs) {
      rows.append(run.rows(), 0, run.rows().rowCount());
    }
    return rows.build();
  }

  private List<Source> sources() {
    List<Source> sources = new ArrayList<>(rowCount);
    for (Run run : runs) {
      for (int row = 0; row < run.rows().rowCount(); row++) {
        sources.add(new Source(run, row));
      }
    }
    return sources;
  }

  private Compiled compiled(CollectionSchema schema) {
    Compiled known = compiled;
    if (known != null && known.schema().equals(schema)) {
      return known;
    }
    List<StandingQueryBegin> all = List.copyOf(queries.values());
    StandingQuerySet set =
        new StandingQuerySet(
            all.stream().map(CollectionMatcher::query).toList(), schema, Kernels.fastest());
    compiled = new Compiled(schema, all, set);
    return compiled;
  }

  private static StandingQuery query(StandingQueryBegin query) {
    StandingQueryInfo info = query.getInfo();
    return new StandingQuery(
        info.getId(),
        info.getFieldId(),
        Metric.of(info.getMetricType()),
        AskedVectors.rows(List.of(query.getVector())),
        info.getRadius(),
        info.getFilter());
  }

  private MatchRecord record(
      StandingQueryBegin query,
      RowBatch rows,
      Found found,
      Source source,
      CollectionSchema schema) {
    StandingQueryInfo info = query.getInfo();
    int row = found.row();
    Column key = rows.column(schema.primaryKey().id()).slice(row, row + 1);
    StandingMatch.Builder match =
        StandingMatch.newBuilder()
            .setQueryId(info.getId())
            .setQuery(info.getName())
            .setDatabase(query.getDatabase())
            .setCollection(query.getCollection())
            .setCollectionId(collectionId)
            .setChannel(channel)
            .setPosition(source.run().firstPosition() + source.row())
            .setTimestampMillis(source.run().timestampMillis())
            .setKey(RowsCodec.encodeKeys(key, 1))
            .setDistance(found.distance());
    if (info.getOutputFieldIdsCount() > 0) {
      Map<Integer, Column> fields = new HashMap<>();
      for (int id : info.getOutputFieldIdsList()) {
        FieldSchema field = schema.field(id);
        fields.put(id, rows.column(id).slice(row, row + 1));
        match.putFieldNames(id, field.name());
      }
      match.setFields(RowsCodec.encode(new RowBatch(1, fields)));
    }
    return MatchRecord.newBuilder()
        .setTopic(info.getTopic())
        .setFormat(info.getFormat())
        .setDelivery(info.getDelivery())
        .setMatch(match)
        .build();
  }
}
