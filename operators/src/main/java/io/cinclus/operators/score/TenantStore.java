package io.cinclus.operators.score;

import io.cinclus.anomaly.Observation;
import io.cinclus.anomaly.ScorerSummary;
import io.cinclus.anomaly.ScoringPlan;
import io.cinclus.anomaly.StreamScorer;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.state.KeyedStateStore;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;

/**
 * The keyed state of scoring: the accepted rows by their numbers, each written once and removed
 * once; the events that wait; and what little else there is. Every call is made with the tenant's
 * key set.
 */
final class TenantStore {
  private final ValueState<ScorerSummary> summary;
  private final MapState<Long, Observation> rows;
  private final ListState<Observation> pending;

  TenantStore(KeyedStateStore store) {
    summary = store.getState(new ValueStateDescriptor<>("summary", ScoreTypes.SUMMARY));
    rows = store.getMapState(new MapStateDescriptor<>("rows", Types.LONG, ScoreTypes.OBSERVATION));
    pending = store.getListState(new ListStateDescriptor<>("pending", ScoreTypes.OBSERVATION));
  }

  /** A tenant's scorer in memory, and which of its rows the state has. */
  static final class Tenant {
    private final StreamScorer scorer;
    private long storedFirst;
    private long storedEnd;

    /** Whether it may have changed since it was stored. */
    private boolean changed;

    private Tenant(StreamScorer scorer) {
      this.scorer = scorer;
      stored();
    }

    private void stored() {
      storedFirst = scorer.rows().first();
      storedEnd = scorer.rows().end();
      changed = false;
    }

    /** The scorer, to be changed. */
    StreamScorer change() {
      changed = true;
      return scorer;
    }
  }

  /** The tenant as the state has it. */
  Tenant read(ScoringPlan plan) throws Exception {
    ScorerSummary stored = summary.value();
    if (stored == null) {
      return new Tenant(new StreamScorer(plan));
    }
    List<Observation> found = new ArrayList<>();
    for (long number = stored.firstRow(); number < stored.endRow(); number++) {
      Observation row = rows.get(number);
      if (row == null) {
        throw new IllegalStateException(
            "row %d of %d to %d is not in the state: it is damaged, start from another checkpoint"
                .formatted(number, stored.firstRow(), stored.endRow()));
      }
      found.add(row);
    }
    List<Observation> waiting = new ArrayList<>();
    pending.get().forEach(waiting::add);
    return new Tenant(new StreamScorer(plan, stored, found, waiting));
  }

  /** Brings the state to where the tenant is. */
  void write(Tenant tenant) throws Exception {
    if (!tenant.changed) {
      return;
    }
    StreamScorer scorer = tenant.scorer;
    long first = scorer.rows().first();
    for (long number = tenant.storedFirst; number < Math.min(first, tenant.storedEnd); number++) {
      rows.remove(number);
    }
    long end = scorer.rows().end();
    for (long number = Math.max(first, tenant.storedEnd); number < end; number++) {
      rows.put(number, scorer.rows().row(number));
    }
    pending.update(List.copyOf(scorer.pending()));
    summary.update(scorer.summary());
    tenant.stored();
  }
}
