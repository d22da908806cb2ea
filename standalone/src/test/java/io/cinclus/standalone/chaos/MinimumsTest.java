package io.cinclus.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MinimumsTest {
  private static final Minimums MINIMUMS = new Minimums(100, 2, 3, 4, 5);

  private static ChaosReport report(long operations, int kills, int... upkeep) {
    return new ChaosReport(
        operations, 0, kills, 0, new Upkeep(Map.of(), upkeep[0], upkeep[1], upkeep[2]));
  }

  @Test
  void justEnoughIsEnough() {
    assertThatCode(() -> MINIMUMS.check(report(100, 2, 3, 4, 5))).doesNotThrowAnyException();
  }

  @Test
  void tooLittleOfAnythingIsTold() {
    assertTooLittle(report(99, 2, 3, 4, 5), "99 operations, at least 100 are needed");
    assertTooLittle(report(100, 1, 3, 4, 5), "1 kills, at least 2");
    assertTooLittle(report(100, 2, 2, 4, 5), "2 seals, at least 3");
    assertTooLittle(report(100, 2, 3, 3, 5), "3 index builds, at least 4");
    assertTooLittle(report(100, 2, 3, 4, 4), "4 compactions, at least 5");
  }

  private static void assertTooLittle(ChaosReport report, String message) {
    assertThatThrownBy(() -> MINIMUMS.check(report))
        .isInstanceOfSatisfying(
            Violation.class, e -> assertThat(e.kind()).isEqualTo(Violation.Kind.IDLE))
        .hasMessageContaining(message);
  }

  @Test
  void theJobsHaveDoneEnoughWhenTheyHaveDoneEnoughOfEverything() {
    assertThat(MINIMUMS.areMetBy(report(0, 0, 3, 4, 5).upkeep())).isTrue();
    assertThat(MINIMUMS.areMetBy(report(0, 0, 2, 4, 5).upkeep())).isFalse();
    assertThat(MINIMUMS.areMetBy(report(0, 0, 3, 3, 5).upkeep())).isFalse();
    assertThat(MINIMUMS.areMetBy(report(0, 0, 3, 4, 4).upkeep())).isFalse();
  }

  @Test
  void aLongRunMustReachEverything() {
    Minimums minimums = Minimums.of(Duration.ofSeconds(60));
    assertThat(minimums.kills()).isGreaterThanOrEqualTo(2);
    assertThat(minimums.seals()).isPositive();
    assertThat(minimums.indexes()).isPositive();
    assertThat(minimums.compactions()).isPositive();
    assertThat(Minimums.of(Duration.ofDays(100)).kills()).isEqualTo(5);
  }
}
