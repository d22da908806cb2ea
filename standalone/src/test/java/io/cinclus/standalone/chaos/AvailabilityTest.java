package io.cinclus.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.standalone.chaos.Operation.Count;
import io.cinclus.standalone.chaos.Operation.Flush;
import io.cinclus.standalone.chaos.Operation.Through;
import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class AvailabilityTest {
  private static final Operation READ = new Count("c", Selection.ALL);
  private static final Operation WRITE = new Flush("c");
  private static final long MAX = Availability.MAX_OUTAGE.toSeconds();

  private final Availability availability = new Availability();

  private void unanswered(Operation operation, int life, long fromSeconds, long toSeconds) {
    availability.unanswered(
        operation,
        life,
        Duration.ofSeconds(fromSeconds).toNanos(),
        Duration.ofSeconds(toSeconds).toNanos());
  }

  private static void assertTooLong(ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Violation.class, e -> assertThat(e.kind()).isEqualTo(Violation.Kind.UNAVAILABLE));
  }

  @Test
  void tooLongWithoutAnAnswerIsCaught() {
    assertThatCode(() -> unanswered(READ, 1, 100, 100 + MAX)).doesNotThrowAnyException();
    assertTooLong(() -> unanswered(READ, 1, 100 + MAX, 101 + MAX));
  }

  @Test
  void anAnswerEndsTheOutage() {
    unanswered(READ, 1, 0, MAX);
    availability.answered(new Through("alias", READ));
    assertThatCode(() -> unanswered(READ, 1, MAX, 2 * MAX)).doesNotThrowAnyException();
  }

  @Test
  void readsAndWritesAreApart() {
    unanswered(READ, 1, 0, MAX);
    availability.answered(WRITE);
    assertTooLong(() -> unanswered(READ, 1, MAX, MAX + 1));
  }

  @Test
  void livesAreSummedUpWithoutTheTimeBetween() {
    unanswered(READ, 1, 0, MAX / 2);
    assertThatCode(() -> unanswered(READ, 2, 10 * MAX, 10 * MAX + MAX / 2))
        .doesNotThrowAnyException();
    assertTooLong(() -> unanswered(READ, 2, 10 * MAX + MAX / 2, 11 * MAX));
  }

  @Test
  void writersThatWaitAtTheSameTimeCountOnce() {
    unanswered(READ, 1, 0, MAX);
    assertThatCode(() -> unanswered(READ, 1, 1, MAX)).doesNotThrowAnyException();
  }
}
