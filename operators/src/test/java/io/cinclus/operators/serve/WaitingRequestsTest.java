package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.v1.ChannelRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class WaitingRequestsTest {
  private final WaitingRequests waiting = new WaitingRequests(3);

  @Test
  void aRequestIsTakenOnceItsPositionIsAppliedAndOnlyOnce() {
    waiting.add(request(1, 10));
    waiting.add(request(2, 5));

    assertThat(take(4, request -> true)).isEmpty();
    assertThat(take(9, request -> true)).containsExactly(2L);
    assertThat(waiting.isEmpty()).isFalse();
    assertThat(take(10, request -> true)).containsExactly(1L);
    assertThat(waiting.isEmpty()).isTrue();
    assertThat(take(99, request -> true)).isEmpty();
  }

  @Test
  void aRequestThatIsNotReadyIsAskedAboutAgainOnlyWhenToldTo() {
    waiting.add(request(1, 10));
    waiting.add(request(2, 10));
    assertThat(take(10, request -> false)).isEmpty();

    assertThat(take(11, request -> true)).as("not asked about").isEmpty();
    assertThat(waiting.isEmpty()).isFalse();

    assertThat(takeAgain(request -> id(request) == 2)).containsExactly(2L);
    assertThat(takeAgain(request -> true)).containsExactly(1L);
    assertThat(waiting.isEmpty()).isTrue();
  }

  @Test
  void oneMoreThanTheLimitIsNotTakenIn() {
    assertThat(waiting.add(request(1, 1))).isTrue();
    assertThat(waiting.add(request(2, 1))).isTrue();
    take(1, request -> false);
    assertThat(waiting.add(request(3, 9))).isTrue();
    assertThat(waiting.add(request(4, 0))).isFalse();

    takeAgain(request -> true);
    assertThat(waiting.add(request(5, 0))).isTrue();
  }

  @Test
  void aRequestWhoseDeadlineHasPassedIsForgotten() {
    waiting.add(request(1, 1));
    take(1, request -> false);
    waiting.add(request(2, 99));
    waiting.add(request(3, 99));

    waiting.expire(1_001);
    assertThat(waiting.isEmpty()).isFalse();
    assertThat(takeAgain(request -> true)).isEmpty();
    assertThat(take(99, request -> true)).containsExactlyInAnyOrder(2L, 3L);

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

  /** The ids of those taken out, in order. */
  private List<Long> take(long applied, Predicate<ChannelRequest> handOn) {
    List<Long> taken = new ArrayList<>();
    waiting.take(applied, request -> handOn.test(request) && taken.add(id(request)));
    return taken;
  }

  private List<Long> takeAgain(Predicate<ChannelRequest> handOn) {
    List<Long> taken = new ArrayList<>();
    waiting.takeAgain(request -> handOn.test(request) && taken.add(id(request)));
    return taken;
  }

  private static long id(ChannelRequest request) {
    return request.getId().getOffset();
  }
}
