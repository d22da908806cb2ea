package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.Position;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.PointInTime;
import io.cinclus.v1.Request;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AskedPositionsTest {
  private static final int CHANNEL = 3;
  private static final long AT = Position.of(5, 2);

  private static ChannelRequest set(Request.Builder request, Map<Integer, Long> ends) {
    ChannelRequest.Builder question =
        ChannelRequest.newBuilder().setChannel(CHANNEL).setRequest(request);
    AskedPositions.set(question, ends);
    return question.build();
  }

  private static Request.Builder asOf(Map<Integer, Long> positions) {
    return Request.newBuilder().setAsOf(PointInTime.newBuilder().putAllPositions(positions));
  }

  @Test
  void asOfAPositionIsAnsweredThereAsSoonAsItIsAppliedWhereverTheLogEnds() {
    ChannelRequest question = set(asOf(Map.of(CHANNEL, AT, 7, 1L)), Map.of());
    assertThat(question.getPosition()).isEqualTo(AT);
    assertThat(question.getGuarantee()).isEqualTo(AT);
    assertThat(question.getAsOf()).isTrue();
    ChannelRequest first = set(asOf(Map.of(CHANNEL, Position.NONE)), Map.of());
    assertThat(first.hasPosition()).isTrue();
    assertThat(first.getPosition()).isEqualTo(Position.NONE);
  }

  @Test
  void aSnapshotIsAnsweredThereAndStillWaitsForTheConsistency() {
    ChannelRequest question =
        set(Request.newBuilder().putSnapshot(CHANNEL, AT), Map.of(CHANNEL, 9L));
    assertThat(question.getPosition()).isEqualTo(AT);
    assertThat(question.getGuarantee()).isEqualTo(Position.before(9));
    assertThat(question.getAsOf()).isFalse();
    Request.Builder weak = Request.newBuilder().setConsistency(ConsistencyLevel.EVENTUALLY);
    assertThat(set(weak.putSnapshot(CHANNEL, AT), Map.of()).getGuarantee()).isEqualTo(AT);
    assertThat(set(weak.clearSnapshot(), Map.of()).hasPosition()).isFalse();
  }

  @Test
  void whatNamesNoPositionOrTwoIsRefused() {
    assertThatThrownBy(() -> set(asOf(Map.of(7, AT)), Map.of())).hasMessageContaining("channel 3");
    assertThatThrownBy(() -> set(asOf(Map.of(CHANNEL, -2L)), Map.of()))
        .hasMessageContaining("channel 3");
    assertThatThrownBy(() -> set(asOf(Map.of()), Map.of())).hasMessageContaining("says no time");
    assertThatThrownBy(() -> set(asOf(Map.of(CHANNEL, AT)).putSnapshot(CHANNEL, AT), Map.of()))
        .hasMessageContaining("set one of them");
  }
}
