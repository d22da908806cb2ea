package io.cinclus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RetryingRequestsTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final RetryPolicy POLICY = new RetryPolicy(5, 50, 300);

  private final Queue<CompletableFuture<Reply>> replies = new ArrayDeque<>();
  private final List<Long> pauses = new ArrayList<>();
  private final List<Duration> timeouts = new ArrayList<>();
  private long nanos;

  @Test
  void whatPassesIsAskedAgainWithPausesThatGrow() {
    for (int i = 0; i < 5; i++) {
      replies.add(reply(ErrorCode.OVERLOADED));
    }
    replies.add(reply(ErrorCode.OK));
    assertThat(ask(MINUTE).join().getCode()).isZero();
    assertThat(pauses).containsExactly(50L, 100L, 200L, 300L, 300L);
    assertThat(timeouts)
        .as("what is left of the time")
        .startsWith(MINUTE, MINUTE.minusMillis(50), MINUTE.minusMillis(150));
  }

  @Test
  void aFailureOfTheClientIsAskedAgainToo() {
    replies.add(CompletableFuture.failedFuture(failure(ErrorCode.NOT_READY)));
    replies.add(reply(ErrorCode.OK));
    assertThat(ask(MINUTE)).isCompleted();
  }

  @Test
  void whatDoesNotPassIsNotAskedAgain() {
    replies.add(reply(ErrorCode.BAD_FILTER));
    assertFails(ask(MINUTE), ErrorCode.BAD_FILTER);
    assertThat(pauses).isEmpty();
  }

  @Test
  void theLastFailureIsToldWhenTheRetriesAreUsedUp() {
    for (int i = 0; i <= POLICY.maxRetries(); i++) {
      replies.add(reply(ErrorCode.EXPIRED));
    }
    assertFails(ask(MINUTE), ErrorCode.EXPIRED);
    assertThat(replies).isEmpty();
  }

  @Test
  void nothingIsAskedAgainBehindTheDeadline() {
    replies.add(reply(ErrorCode.OVERLOADED));
    replies.add(reply(ErrorCode.OVERLOADED));
    assertFails(ask(Duration.ofMillis(120)), ErrorCode.OVERLOADED);
    assertThat(pauses).containsExactly(50L);
  }

  private CompletableFuture<Reply> ask(Duration timeout) {
    RetryingRequests.Timing timing =
        new RetryingRequests.Timing(
            () -> nanos,
            millis -> {
              pauses.add(millis);
              nanos += TimeUnit.MILLISECONDS.toNanos(millis);
              return Runnable::run;
            },
            millis -> millis);
    RetryingRequests requests =
        new RetryingRequests(
            (request, left) -> {
              timeouts.add(left);
              return replies.remove();
            },
            POLICY,
            timing,
            () -> {});
    return requests.ask(Request.getDefaultInstance(), timeout);
  }

  private static void assertFails(CompletableFuture<Reply> reply, ErrorCode code) {
    assertThatThrownBy(reply::join)
        .cause()
        .isInstanceOfSatisfying(
            CinclusException.class, failure -> assertThat(failure.code()).isEqualTo(code));
  }

  private static CompletableFuture<Reply> reply(ErrorCode code) {
    return CompletableFuture.completedFuture(
        Reply.newBuilder().setCode(code.number()).setMessage("as asked for").build());
  }

  private static CinclusException failure(ErrorCode code) {
    return new CinclusException(code, "as asked for");
  }
}
