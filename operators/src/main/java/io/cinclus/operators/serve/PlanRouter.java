package io.cinclus.operators.serve;

import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.MergeEvent;
import io.cinclus.v1.PlanOutput;
import org.apache.flink.streaming.api.functions.ProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Sends the parts of a plan where they belong: questions to channels, the rest to the merge. */
public final class PlanRouter extends ProcessFunction<PlanOutput, ChannelRequest> {
  private static final long serialVersionUID = 1L;

  /** For the merge. */
  public static final OutputTag<MergeEvent> MERGE =
      new OutputTag<>("merge", new ProtoTypeInfo<>(MergeEvent.class));

  @Override
  public void processElement(PlanOutput output, Context context, Collector<ChannelRequest> out) {
    if (output.hasMerge()) {
      context.output(MERGE, output.getMerge());
    } else {
      out.collect(output.getChannel());
    }
  }
}
