package io.cinclus.standalone.flink;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.flink.core.fs.FileStatus;
import org.apache.flink.runtime.checkpoint.Checkpoints;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalRemoteKeyedStateHandle;
import org.apache.flink.runtime.state.KeyGroupsStateHandle;
import org.apache.flink.runtime.state.OperatorStreamStateHandle;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.runtime.state.filesystem.FileStateHandle;

/**
 * What a checkpoint consists of, as its metadata say. Stateless. It looks at the presence and the
 * length of the files, not at their content.
 */
final class CheckpointFiles {

  private static final String METADATA = "_metadata";

  private CheckpointFiles() {}

  /** Whether Flink has finished writing the checkpoint: the metadata come last. */
  static boolean isComplete(Path checkpoint) {
    return Files.exists(checkpoint.resolve(METADATA));
  }

  /**
   * The names of the state files of a complete checkpoint; they are unique, also across
   * checkpoints.
   *
   * @throws IOException if the metadata cannot be read, or a file is missing or has another length
   *     than the metadata say
   */
  static Set<String> namesOf(Path checkpoint) throws IOException {
    Set<String> names = new HashSet<>();
    for (FileStateHandle file : read(checkpoint)) {
      FileStatus status = file.getFilePath().getFileSystem().getFileStatus(file.getFilePath());
      if (status.getLen() != file.getStateSize()) {
        throw new IOException(
            "%s has %d bytes, not %d"
                .formatted(file.getFilePath(), status.getLen(), file.getStateSize()));
      }
      names.add(file.getFilePath().getName());
    }
    return names;
  }

  private static List<FileStateHandle> read(Path checkpoint) throws IOException {
    Path file = checkpoint.resolve(METADATA);
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      CheckpointMetadata metadata =
          Checkpoints.loadCheckpointMetadata(
              in, CheckpointFiles.class.getClassLoader(), checkpoint.toUri().toString());
      return metadata.getOperatorStates().stream()
          .map(OperatorState::getStates)
          .flatMap(subtasks -> subtasks.stream())
          .flatMap(subtask -> subtask.getDiscardables().stream())
          .flatMap(CheckpointFiles::files)
          .toList();
    } catch (RuntimeException e) { // what Flink's deserializers throw for bytes they did not write
      throw new IOException("cannot read " + file + ": " + e, e);
    }
  }

  private static Stream<FileStateHandle> files(StateObject state) {
    if (state instanceof FileStateHandle file) {
      return Stream.of(file);
    }
    if (state instanceof KeyGroupsStateHandle keyGroups) {
      return files(keyGroups.getDelegateStateHandle());
    }
    if (state instanceof OperatorStreamStateHandle operator) {
      return files(operator.getDelegateStateHandle());
    }
    if (state instanceof IncrementalRemoteKeyedStateHandle incremental) {
      return incremental.streamSubHandles().flatMap(CheckpointFiles::files);
    }
    return Stream.empty(); // small state lies in the metadata themselves
  }
}
