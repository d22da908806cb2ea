package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.Position;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.PointInTime;
import io.cinclus.v1.Request;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PastTimesTest {
  private static final long NOW = 1_000_000;
  private static final long DEADLINE = NOW + 5_000;

  private final TestEnds ends = new TestEnds();
  private final PastTimes times = new PastTimes(ends, () -> NOW, Runnable::run);

  @BeforeEach
  void theLogHasOffsets() {
    ends.setBefore(Map.of(0, 7L, 1, 0L));
  }

  private static PointInTime.Builder time(long millis) {
    return PointInTime.newBuilder().setTimeMillis(millis);
  }

  private CompletableFuture<OpenRequest> resolve(PointInTime.Builder asOf) {
    Request request =
        TestRequests.request(ConsistencyLevel.STRONG, TestRequests.search()).toBuilder()
            .setAsOf(asOf)
            .build();
    return times.resolve(TestRequests.open(1, DEADLINE, request));
  }

  private void refused(PointInTime.Builder asOf, String part) {
    assertThatThrownBy(() -> resolve(asOf).join())
        .cause()
        .hasMessageContaining(part)
        .isInstanceOfSatisfying(
            CinclusException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST));
  }

  @Test
  void aTimeIsThePositionsBeforeTheFirstRecordThatIsYounger() {
    PointInTime resolved = resolve(time(NOW - 10_000)).join().getRequest().getAsOf();
    assertThat(ends.askedMillis()).containsExactly(NOW - 9_999);
    assertThat(resolved.getPositionsMap())
        .containsExactlyInAnyOrderEntriesOf(Map.of(0, Position.before(7), 1, Position.NONE));
    assertThat(resolved.hasTimeMillis()).isFalse();
    resolve(time(-50)).join();
    assertThat(ends.askedMillis()).last().isEqualTo(0L);
  }

  @Test
  void whatAsksForNoTimeStaysAsItIs() {
    PointInTime.Builder positions = PointInTime.newBuilder().putPositions(0, 3);
    assertThat(resolve(positions).join().getRequest().getAsOf()).isEqualTo(positions.build());
    assertThat(ends.askedMillis()).isEmpty();
  }

  @Test
  void aTimeThatHasHardlyPassedIsWaitedFor() {
    resolve(time(NOW - PastTimes.SETTLE_MILLIS)).join();
    CompletableFuture<OpenRequest> young = resolve(time(NOW - PastTimes.SETTLE_MILLIS + 20));
    assertThat(young.join().getRequest().getAsOf().getPositionsCount()).isEqualTo(2);
    assertThat(ends.askedMillis()).hasSize(2);
  }

  @Test
  void aTimeThatWillNotHavePassedByTheDeadlineIsRefused() {
    refused(time(DEADLINE - PastTimes.SETTLE_MILLIS), "4000 ms ahead of now");
    refused(time(Long.MAX_VALUE), "ask as of an earlier time");
    refused(time(NOW).putPositions(0, 3), "set one of them");
    assertThat(ends.askedMillis()).isEmpty();
  }
}
