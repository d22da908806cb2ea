package io.cinclus.operators.score;

import io.cinclus.anomaly.Decision;
import io.cinclus.anomaly.Observation;
import io.cinclus.anomaly.ScoringListener;
import io.cinclus.operators.score.TenantStore.Tenant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.BoundedOneInput;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Scores the events of each tenant in the order in which they come. Scores and changes are a
 * function of that order: a batch ends when it is full, has waited, or a checkpoint or watermark
 * comes, and none of it changes a score. A checkpoint holds no event that was not scored, so after
 * a failure every event is scored once as far as the state is concerned, and an event that comes
 * out again has the same score.
 *
 * <p>Keyed by tenant. Everything is computed on the task's thread. The state is written at
 * checkpoints, and when more tenants are in memory than may be.
 */
@SuppressWarnings("NullAway.Init") // What is transient is there when it is open.
final class ScoringOperator extends AbstractStreamOperator<ScoredEvent>
    implements OneInputStreamOperator<ScoringInput, ScoredEvent>, BoundedOneInput {
  private static final long serialVersionUID = 1L;

  private final ScoringOptions options;
  private final OutputTag<ReferenceChange> changes;
  private transient TenantStore store;
  private transient Map<String, Tenant> tenants;
  private transient Map<String, List<ScoringInput>> batch;
  private transient int batchEvents;
  private transient boolean timerIsSet;
  private transient Counter rejected;

  @SuppressWarnings("NullAway.Init") // Flink calls initializeState and open before anything else.
  ScoringOperator(ScoringOptions options, OutputTag<ReferenceChange> changes) {
    this.options = options;
    this.changes = changes;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    super.initializeState(context);
    store = new TenantStore(context.getKeyedStateStore());
    tenants = new LinkedHashMap<>(16, 0.75f, true);
    batch = new LinkedHashMap<>();
  }

  @Override
  public void open() throws Exception {
    super.open();
    rejected = getMetricGroup().counter("eventsRejected");
  }

  @Override
  public void processElement(StreamRecord<ScoringInput> element) throws Exception {
    ScoringInput input = element.getValue();
    batch.computeIfAbsent(input.tenant(), tenant -> new ArrayList<>()).add(input);
    batchEvents++;
    if (batchEvents >= options.maxBatchEvents() || options.lingerMillis() == 0) {
      scoreBatch();
    } else if (!timerIsSet) {
      timerIsSet = true;
      long now = getProcessingTimeService().getCurrentProcessingTime();
      getProcessingTimeService()
          .registerTimer(
              now + options.lingerMillis(),
              time -> {
                timerIsSet = false;
                scoreBatch();
              });
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    scoreBatch();
    super.processWatermark(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    scoreBatch();
    for (Map.Entry<String, Tenant> tenant : tenants.entrySet()) {
      setCurrentKey(tenant.getKey());
      store.write(tenant.getValue());
    }
  }

  @Override
  public void endInput() throws Exception {
    scoreBatch();
  }

  private void scoreBatch() throws Exception {
    for (Map.Entry<String, List<ScoringInput>> part : batch.entrySet()) {
      setCurrentKey(part.getKey());
      score(tenant(part.getKey()), part.getKey(), part.getValue());
    }
    batch.clear();
    batchEvents = 0;
  }

  private void score(Tenant tenant, String name, List<ScoringInput> inputs) {
    ScoringListener listener = new Emitting(name);
    List<Observation> events = new ArrayList<>(inputs.size());
    for (ScoringInput input : inputs) {
      if (input.kind() == ScoringInput.Kind.EVENT) {
        events.add(input.observation());
        continue;
      }
      tenant.change().score(events, listener);
      events.clear();
      boolean accepted = input.kind() == ScoringInput.Kind.ACCEPTANCE;
      tenant.change().verdict(input.id(), input.timeMillis(), accepted, listener);
    }
    tenant.change().score(events, listener);
  }

  /** The tenant, from memory or from the state. Its key is set before and after. */
  private Tenant tenant(String name) throws Exception {
    Tenant tenant = tenants.get(name);
    if (tenant == null) {
      if (tenants.size() == options.maxTenants()) {
        evictOldest();
        setCurrentKey(name);
      }
      tenant = store.read(options.plan());
      tenants.put(name, tenant);
    }
    return tenant;
  }

  private void evictOldest() throws Exception {
    Iterator<Map.Entry<String, Tenant>> byUse = tenants.entrySet().iterator();
    Map.Entry<String, Tenant> oldest = byUse.next();
    setCurrentKey(oldest.getKey());
    store.write(oldest.getValue());
    byUse.remove();
  }

  /** Sends on what happens to a tenant's events. */
  private final class Emitting implements ScoringListener {
    private final String tenant;

    Emitting(String tenant) {
      this.tenant = tenant;
    }

    @Override
    public void scored(Observation event, double score, Decision decision) {
      if (decision == Decision.REJECTED) {
        rejected.inc();
      }
      output.collect(
          new StreamRecord<>(
              new ScoredEvent(tenant, event.id(), event.timeMillis(), score, decision),
              event.timeMillis()));
    }

    @Override
    public void entered(Observation event) {
      change(event, true);
    }

    @Override
    public void left(Observation event) {
      change(event, false);
    }

    private void change(Observation event, boolean entered) {
      output.collect(
          changes,
          new StreamRecord<>(
              new ReferenceChange(Event.of(tenant, event), entered), event.timeMillis()));
    }
  }
}
