package io.cinclus.operators.score;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Gives events and verdicts one order that does not depend on which came first: that of their
 * times, and at the same time the verdicts first. So an input goes on only when the watermarks of
 * both streams have passed its time, and one that comes after that is dropped and counted.
 *
 * <p>Keyed by tenant. What waits is in the state, bounded by what the streams bring between two
 * watermarks.
 */
final class OrderByTime extends KeyedCoProcessFunction<String, Event, Verdict, ScoringInput> {
  private static final long serialVersionUID = 1L;

  private transient MapState<Long, List<ScoringInput>> waiting;
  private transient Counter late;

  @Override
  public void open(OpenContext context) {
    waiting =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "waiting", Types.LONG, Types.LIST(ScoreTypes.SCORING_INPUT)));
    late = getRuntimeContext().getMetricGroup().counter("late");
  }

  @Override
  public void processElement1(Event event, Context context, Collector<ScoringInput> out)
      throws Exception {
    add(ScoringInput.of(event), context);
  }

  @Override
  public void processElement2(Verdict verdict, Context context, Collector<ScoringInput> out)
      throws Exception {
    add(ScoringInput.of(verdict), context);
  }

  private void add(ScoringInput input, Context context) throws Exception {
    if (input.timeMillis() <= context.timerService().currentWatermark()) {
      late.inc();
      return;
    }
    List<ScoringInput> same = waiting.get(input.timeMillis());
    List<ScoringInput> longer = same == null ? new ArrayList<>() : new ArrayList<>(same);
    longer.add(input);
    waiting.put(input.timeMillis(), longer);
    context.timerService().registerEventTimeTimer(input.timeMillis());
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<ScoringInput> out)
      throws Exception {
    List<ScoringInput> due = waiting.get(timestamp);
    if (due == null) {
      return;
    }
    waiting.remove(timestamp);
    for (ScoringInput input : due) {
      if (input.kind() != ScoringInput.Kind.EVENT) {
        out.collect(input);
      }
    }
    for (ScoringInput input : due) {
      if (input.kind() == ScoringInput.Kind.EVENT) {
        out.collect(input);
      }
    }
  }
}
