package io.cinclus.standalone.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle.HandleAndLocalPath;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointFolderTest {

  private static final byte[] STATE = {1, 2, 3};

  @TempDir Path folder;

  @Test
  void aJobThatNeverCompletedACheckpointHasNone() throws IOException {
    assertThat(newest()).isNull();
    Files.createDirectories(folder.resolve("chk-1"));
    assertThat(newest()).isNull();
  }

  @Test
  void theHighestNumberIsTheNewest() throws IOException {
    checkpoint(9, "a");
    checkpoint(10, "a", "b");
    assertThat(newest()).isEqualTo("chk-10");
  }

  @Test
  void anUnfinishedCheckpointIsDeletedWithItsSharedFiles() throws IOException {
    checkpoint(1, "a");
    Files.createDirectories(folder.resolve("chk-2"));
    Files.write(folder.resolve("chk-2").resolve("x"), STATE);
    Files.write(shared("unfinished"), STATE);
    assertThat(newest()).isEqualTo("chk-1");
    assertThat(folder.resolve("chk-2")).doesNotExist();
    assertThat(shared("unfinished")).doesNotExist();
    assertThat(shared("a")).exists();
  }

  @Test
  void onlyAsManyCheckpointsAreKeptAsFlinkRetains() throws IOException {
    checkpoint(1, "a");
    checkpoint(2, "b");
    checkpoint(3, "b", "c");
    assertThat(newest()).isEqualTo("chk-3");
    assertThat(folder).isDirectoryNotContaining("glob:**chk-1");
    assertThat(shared("a")).doesNotExist();
    assertThat(shared("b")).exists();
  }

  @Test
  void aCheckpointThatMissesAFileIsMovedAsideForAnOlderOne() throws IOException {
    checkpoint(1, "a");
    checkpoint(2, "b");
    Files.delete(shared("b"));
    assertThat(newest()).isEqualTo("chk-1");
    assertThat(folder.resolve("broken-chk-2").resolve("_metadata")).exists();
    assertThat(folder.resolve("chk-2")).doesNotExist();
  }

  @Test
  void aCheckpointWithACutFileIsMovedAsideForAnOlderOne() throws IOException {
    checkpoint(1, "a");
    checkpoint(2, "b");
    Files.write(folder.resolve("chk-2").resolve("private"), new byte[] {1});
    assertThat(newest()).isEqualTo("chk-1");
    assertThat(folder.resolve("broken-chk-2")).exists();
  }

  @Test
  void aCheckpointWithUnreadableMetadataIsMovedAsideForAnOlderOne() throws IOException {
    checkpoint(1, "a");
    for (int length : new int[] {0, 3, 20, 60}) {
      checkpoint(2, "b");
      Path metadata = folder.resolve("chk-2").resolve("_metadata");
      byte[] cut = new byte[length];
      System.arraycopy(Files.readAllBytes(metadata), 0, cut, 0, length);
      Files.write(metadata, cut);
      assertThat(newest()).as("metadata cut to %d bytes", length).isEqualTo("chk-1");
      assertThat(folder.resolve("broken-chk-2")).exists();
    }
  }

  @Test
  void anOlderBrokenCheckpointDoesNotMatter() throws IOException {
    checkpoint(1, "a");
    checkpoint(2, "b");
    Files.delete(shared("a"));
    assertThat(newest()).isEqualTo("chk-2");
    assertThat(folder.resolve("broken-chk-1")).doesNotExist();
  }

  @Test
  void aJobWhoseCheckpointsAreAllBrokenDoesNotStartFromNothing() throws IOException {
    checkpoint(1, "a");
    Files.delete(shared("a"));
    for (int attempt = 0; attempt < 2; attempt++) {
      assertThatThrownBy(this::newest)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("every checkpoint in " + folder + " is broken");
    }
  }

  @Test
  void sharedFilesAreLeftAloneWhileABrokenCheckpointMayNameThem() throws IOException {
    checkpoint(1, "a");
    checkpoint(2, "b", "c");
    Files.delete(shared("b"));
    assertThat(newest()).isEqualTo("chk-1");
    assertThat(shared("c")).exists();
  }

  private @Nullable String newest() throws IOException {
    return new CheckpointFolder(folder)
        .newestIntact()
        .map(path -> path.getFileName().toString())
        .orElse(null);
  }

  private Path shared(String name) {
    return folder.resolve("shared").resolve(name);
  }

  /** A checkpoint as Flink writes it, of one operator with one subtask and incremental state. */
  private void checkpoint(long number, String... sharedNames) throws IOException {
    Path chk = Files.createDirectories(folder.resolve("chk-" + number));
    Files.createDirectories(folder.resolve("shared"));
    for (String name : sharedNames) {
      Files.write(shared(name), STATE);
    }
    Files.write(chk.resolve("private"), STATE);
    Files.write(chk.resolve("meta"), STATE);
    List<HandleAndLocalPath> shared =
        List.of(sharedNames).stream()
            .map(name -> HandleAndLocalPath.of(handle(shared(name)), name + ".sst"))
            .toList();
    var keyed =
        new IncrementalRemoteKeyedStateHandle(
            UUID.randomUUID(),
            KeyGroupRange.of(0, 127),
            number,
            shared,
            List.of(HandleAndLocalPath.of(handle(chk.resolve("private")), "MANIFEST")),
            handle(chk.resolve("meta")));
    OperatorState operator = new OperatorState("count", "count", new OperatorID(), 1, 128);
    operator.putState(0, OperatorSubtaskState.builder().setManagedKeyedState(keyed).build());
    try (OutputStream out = Files.newOutputStream(chk.resolve("_metadata"))) {
      Checkpoints.storeCheckpointMetadata(
          new CheckpointMetadata(number, List.of(operator), List.of()), out);
    }
  }

  private static FileStateHandle handle(Path file) {
    return new FileStateHandle(new org.apache.flink.core.fs.Path(file.toUri()), STATE.length);
  }
}
