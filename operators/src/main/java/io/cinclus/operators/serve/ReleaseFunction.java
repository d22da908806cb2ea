package io.cinclus.operators.serve;

import io.cinclus.v1.MergeEvent;
import org.apache.flink.api.common.functions.MapFunction;

/**
 * Gives a search's permit back behind the async operator, when its slot is free again; so handing
 * over with a permit never waits for a slot.
 */
public final class ReleaseFunction implements MapFunction<SearchWork.Answer, MergeEvent> {
  private static final long serialVersionUID = 1L;

  @Override
  public MergeEvent map(SearchWork.Answer answer) {
    answer.permit().giveBack();
    return MergeEvent.newBuilder().setPart(answer.reply()).build();
  }
}
