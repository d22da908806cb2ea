package io.cinclus.standalone.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.index.IndexType;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class EngineFuzzTest {
  /** Fixed: the build is not to fail by chance. {@code cinclus fuzz engine} tries others. */
  private static final long SEED = 1;

  private static final long CASES = 250;

  private static FuzzSettings settings(long cases) {
    return new FuzzSettings(SEED, cases, Duration.ofDays(1), Duration.ofDays(1));
  }

  @Test
  void whateverIsTriedEndsInAnErrorOrARightAnswer() throws Exception {
    System.out.println("fuzz engine --seed " + SEED + " --cases " + CASES);
    FuzzReport report = EngineFuzz.run(settings(CASES), progress -> {});
    assertThat(report.cases()).isEqualTo(CASES);
    assertThat(report.builds()).containsOnlyKeys(IndexType.values());
    assertThat(report.searches()).isGreaterThan(CASES);
    assertThat(report.refusedFiles()).isGreaterThan(CASES);
    assertThat(report.openedFiles()).isPositive();
    assertThat(report.refusals()).isGreaterThan(CASES);
  }

  @Test
  void aCaseDoesTheSameAgain() throws Exception {
    FuzzReport first = EngineFuzz.run(settings(20), progress -> {});
    assertThat(EngineFuzz.run(settings(20), progress -> {})).isEqualTo(first);
  }

  @Test
  void theSeedOfTheCaseThatFailsIsTold() {
    EngineFuzz fuzz =
        new EngineFuzz(
            settings(100),
            (seed, tally) -> {
              if (seed == SEED + 7) {
                throw new OutOfMemoryError("no heap");
              }
            });
    assertThatThrownBy(() -> fuzz.run(progress -> {}))
        .isInstanceOfSatisfying(
            FuzzFailure.class, failure -> assertThat(failure.seed()).isEqualTo(SEED + 7))
        .hasMessageContaining("no heap")
        .hasMessageContaining("--seed 8 --cases 1");
  }

  @Test
  void aCaseThatHangsIsTold() {
    CountDownLatch never = new CountDownLatch(1);
    EngineFuzz fuzz =
        new EngineFuzz(
            new FuzzSettings(SEED, 5, Duration.ofDays(1), Duration.ofMillis(1)),
            (seed, tally) -> never.await());
    assertThatThrownBy(() -> fuzz.run(progress -> {}))
        .isInstanceOf(FuzzFailure.class)
        .hasMessageContaining("no end")
        .hasMessageContaining("CountDownLatch");
    never.countDown();
  }

  @Test
  void casesEndWithTheDuration() throws Exception {
    List<Long> seeds = new ArrayList<>();
    EngineFuzz fuzz =
        new EngineFuzz(
            new FuzzSettings(SEED, Long.MAX_VALUE, Duration.ofMillis(20), Duration.ofDays(1)),
            (seed, tally) -> seeds.add(seed));
    assertThat(fuzz.run(progress -> {}).cases()).isEqualTo(seeds.size()).isPositive();
    assertThat(seeds).startsWith(SEED).doesNotHaveDuplicates();
  }

  @Test
  void aFileWrittenAgainIsTheSame() throws Exception {
    byte[] file = TestIndexes.file(IndexType.HNSW_SQ);
    assertThat(SectionedFile.parse(file).bytes(file)).isEqualTo(file);
    byte[] changed = file.clone();
    SectionedFile.seal(changed);
    assertThat(Arrays.equals(changed, file)).isTrue();
  }
}
