package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.v1.ChannelRequest;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class WaitingRequestsTest {
  private final WaitingRequests waiting = new WaitingRequests(3);

  @Test
  void aRequestIsTakenOnceItsPositionIsAppliedAndOnlyOnce() {
    waiting.add(request(1, 10));
    waiting.add(request(2, 5));

    assertThat(waiting.take(4, request -> true)).isEmpty();
    assertThat(ids(waiting.take(9, request -> true))).containsExactly(2L);
    assertThat(waiting.isEmpty()).isFalse();
    assertThat(ids(waiting.take(10, request -> true))).containsExactly(1L);
    assertThat(waiting.isEmpty()).isTrue();
    assertThat(waiting.take(99, request -> true)).isEmpty();
  }

  @Test
  void aRequestThatIsNotReadyIsAskedAboutAgainOnlyWhenToldTo() {
    waiting.add(request(1, 10));
    waiting.add(request(2, 10));
    assertThat(waiting.take(10, request -> false)).isEmpty();

    List<Long> asked = new ArrayList<>();
    assertThat(waiting.take(11, request -> asked.add(id(request)))).isEmpty();
    assertThat(asked).isEmpty();
    assertThat(waiting.isEmpty()).isFalse();

    assertThat(ids(waiting.takeAgain(request -> id(request) == 2))).containsExactly(2L);
    assertThat(ids(waiting.takeAgain(request -> true))).containsExactly(1L);
    assertThat(waiting.isEmpty()).isTrue();
  }

  @Test
  void oneMoreThanTheLimitIsNotTakenIn() {
    assertThat(waiting.add(request(1, 1))).isTrue();
    assertThat(waiting.add(request(2, 1))).isTrue();
    waiting.take(1, request -> false);
    assertThat(waiting.add(request(3, 9))).isTrue();
    assertThat(waiting.add(request(4, 0))).isFalse();

    waiting.takeAgain(request -> true);
    assertThat(waiting.add(request(5, 0))).isTrue();
  }

  @Test
  void aRequestWhoseDeadlineHasPassedIsForgotten() {
    waiting.add(request(1, 1));
    waiting.take(1, request -> false);
    waiting.add(request(2, 99));
    waiting.add(request(3, 99));

    waiting.expire(1_001);
    assertThat(waiting.isEmpty()).isFalse();
    assertThat(waiting.takeAgain(request -> true)).isEmpty();
    assertThat(ids(waiting.take(99, request -> true))).containsExactlyInAnyOrder(2L, 3L);

    waiting.add(request(4, 99));
    waiting.expire(1_004);
    assertThat(waiting.isEmpty()).isTrue();
  }

  /** With a deadline of 1000 + id. */
  private static ChannelRequest request(long id, long guarantee) {
    return ChannelRequest.newBuilder()
        .setId(TestRequests.id(id))
        .setGuarantee(guarantee)
        .setDeadlineMillis(1_000 + id)
        .build();
  }

  private static List<Long> ids(List<ChannelRequest> requests) {
    return requests.stream().map(WaitingRequestsTest::id).toList();
  }

  private static long id(ChannelRequest request) {
    return request.getId().getOffset();
  }
}
