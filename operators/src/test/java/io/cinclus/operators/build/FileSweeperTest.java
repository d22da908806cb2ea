package io.cinclus.operators.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.segment.ObjectStorage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileSweeperTest {
  private static final String FILE = "a.arrow";

  @TempDir Path root;
  private FileSweeper sweeper;

  @BeforeEach
  void start() {
    sweeper =
        new FileSweeper(new ObjectStorage("file://" + root), Executors.newDirectExecutorService());
  }

  /** A folder that is not empty cannot be deleted. */
  private void obstruct() throws IOException {
    Files.createDirectories(root.resolve(FILE));
    Files.writeString(root.resolve(FILE).resolve("content"), "content");
  }

  private void clear() throws IOException {
    Files.delete(root.resolve(FILE).resolve("content"));
  }

  @Test
  void aDeletionIsToldOnceWhenItIsAskedForAgain() throws IOException {
    Files.writeString(root.resolve(FILE), "content");
    assertThat(sweeper.delete(List.of(FILE), 0)).isEmpty();
    assertThat(root.resolve(FILE)).doesNotExist();
    assertThat(sweeper.delete(List.of(FILE), 0)).containsExactly(FILE);
    assertThat(sweeper.delete(List.of(FILE), 0)).as("a new request").isEmpty();
  }

  @Test
  void aDeletionThatFailsIsTriedAgainAfterAPauseThatGrows() throws IOException {
    obstruct();
    assertThat(sweeper.delete(List.of(FILE), 0)).isEmpty();
    assertThat(sweeper.delete(List.of(FILE), 0)).as("learns of the failure").isEmpty();
    sweeper.delete(List.of(FILE), FileSweeper.FIRST_RETRY_MILLIS); // Fails again.
    sweeper.delete(List.of(FILE), FileSweeper.FIRST_RETRY_MILLIS);
    clear();
    long secondMillis = 3 * FileSweeper.FIRST_RETRY_MILLIS;
    sweeper.delete(List.of(FILE), secondMillis - 1);
    assertThat(root.resolve(FILE)).exists();
    sweeper.delete(List.of(FILE), secondMillis);
    assertThat(root.resolve(FILE)).doesNotExist();
    assertThat(sweeper.delete(List.of(FILE), secondMillis)).containsExactly(FILE);
  }

  @Test
  void aPathThatMakesNoSenseDoesNotEndTheSweeping() throws IOException {
    Files.writeString(root.resolve(FILE), "content");
    sweeper.delete(List.of("../outside", FILE), 0);
    assertThat(sweeper.delete(List.of("../outside", FILE), 0)).containsExactly(FILE);
  }

  @Test
  void outcomesThatNobodyAsksForAreForgotten() {
    for (int start = 0; start <= FileSweeper.MAX_REMEMBERED; start += FileSweeper.MAX_WAITING) {
      int from = start;
      sweeper.delete(
          IntStream.range(0, FileSweeper.MAX_WAITING).mapToObj(i -> "f" + (from + i)).toList(), 0);
    }
    assertThat(sweeper.delete(List.of("f0"), 0)).as("the oldest").isEmpty();
    assertThat(sweeper.delete(List.of("f9999"), 0)).containsExactly("f9999");
  }
}
