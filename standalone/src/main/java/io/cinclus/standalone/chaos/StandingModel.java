package io.cinclus.standalone.chaos;

import static java.util.Objects.requireNonNull;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Column;
import io.cinclus.model.Position;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.Insert;
import io.cinclus.v1.MatchDelivery;
import io.cinclus.v1.Mutation;
import io.cinclus.v1.StandingQueryBegin;
import io.cinclus.v1.StandingQueryInfo;
import io.cinclus.v1.WalRecord;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which matches there have to be, as the records of the log say, one channel after another: pair by
 * pair, with none of the code that is tested. Vectors hold small whole numbers, of which floats and
 * doubles give the same sums. Single-threaded.
 */
final class StandingModel {
  private final CollectionInfo collection;
  private final Map<MatchDelivery, Set<String>> matches = new HashMap<>();
  private final Map<Long, StandingQueryBegin> begun = new HashMap<>();
  private final Set<String> applied = new HashSet<>();
  private final Set<Long> queries = new HashSet<>();
  private long rows;

  /** Of a collection made by {@link StandingWorkload}. */
  StandingModel(CollectionInfo collection) {
    this.collection = collection;
    matches.put(MatchDelivery.MATCH_AT_LEAST_ONCE, new TreeSet<>());
    matches.put(MatchDelivery.MATCH_EXACTLY_ONCE, new TreeSet<>());
  }

  /** The keys of the matches of a kind. */
  Set<String> matches(MatchDelivery delivery) {
    return requireNonNull(matches.get(delivery));
  }

  long rows() {
    return rows;
  }

  int queries() {
    return queries.size();
  }

  /** Another channel follows. */
  void beginChannel() {
    begun.clear();
    applied.clear();
  }

  /** The next record of the channel. */
  void read(int channel, long offset, WalRecord record) {
    if (record.getCollectionId() != collection.id()
        || !applied.add(record.getWriterId() + ":" + record.getSequence())) {
      return;
    }
    if (record.getMarker().hasStandingQueryBegin()) {
      StandingQueryBegin begin = record.getMarker().getStandingQueryBegin();
      begun.put(begin.getInfo().getId(), begin);
      queries.add(begin.getInfo().getId());
    } else if (record.getMarker().hasStandingQueryEnd()) {
      begun.remove(record.getMarker().getStandingQueryEnd().getId());
    }
    int index = 0;
    for (Mutation mutation : record.getMutations().getMutationsList()) {
      if (mutation.hasInsert()) {
        insert(channel, Position.of(offset, index), mutation.getInsert());
        index += mutation.getInsert().getRows().getRowCount();
      } else {
        index += mutation.getDelete().getKeys().getLongs().getValuesCount();
      }
    }
  }

  private void insert(int channel, long first, Insert insert) {
    RowBatch batch = RowsCodec.decode(insert.getRows(), collection.schema());
    float[] vectors =
        ((Column.FloatVectors) batch.column(collection.field(StandingWorkload.VECTOR).id()))
            .values();
    long[] kinds =
        ((Column.Longs) batch.column(collection.field(StandingWorkload.KIND).id())).values();
    for (int row = 0; row < batch.rowCount(); row++) {
      rows++;
      for (StandingQueryBegin query : begun.values()) {
        StandingQueryInfo info = query.getInfo();
        if (passes(kinds[row], info.getFilter()) && isNear(vectors, row, query)) {
          matches(info.getDelivery()).add(info.getId() + "/" + channel + "/" + (first + row));
        }
      }
    }
  }

  private static boolean passes(long kind, String filter) {
    return filter.isEmpty() || filter.equals(StandingWorkload.KIND + " == " + kind);
  }

  private static boolean isNear(float[] vectors, int row, StandingQueryBegin query) {
    boolean isProduct = query.getInfo().getMetricType().equals("IP");
    double sum = 0;
    for (int i = 0; i < StandingWorkload.DIMENSION; i++) {
      double component = vectors[row * StandingWorkload.DIMENSION + i];
      double asked = query.getVector().getDense().getValues(i);
      sum += isProduct ? component * asked : (component - asked) * (component - asked);
    }
    float radius = query.getInfo().getRadius();
    return isProduct ? sum > radius : sum < radius;
  }
}
