package io.cinclus.standalone.flink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The checkpoints of one job on the local disk, as Flink lays them out without a folder per run:
 * {@code chk-N}, which holds {@code _metadata} once it is complete, and {@code shared} with the
 * files that several of them name.
 *
 * <p>Not thread-safe; may be used only while the job does not run.
 */
final class CheckpointFolder {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointFolder.class);

  private static final String PREFIX = "chk-";
  private static final Pattern CHECKPOINT = Pattern.compile(PREFIX + "\\d{1,18}");
  private static final String BROKEN_PREFIX = "broken-";

  private final Path folder;

  CheckpointFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * The newest complete checkpoint whose files are all there, or none if there never was one. Newer
   * ones that are broken are renamed to {@code broken-chk-N}. Older ones are deleted but for as
   * many as Flink retains, and so is what a killed process left unfinished.
   *
   * @throws IOException if every complete checkpoint is broken: to start from nothing would lose
   *     state unseen
   */
  Optional<Path> newestIntact() throws IOException {
    Files.createDirectories(folder);
    List<Path> intact = new ArrayList<>();
    Set<String> named = new HashSet<>();
    for (Path checkpoint : newestFirst()) {
      if (intact.size() == FlinkOptions.RETAINED_CHECKPOINTS
          || !CheckpointFiles.isComplete(checkpoint)) {
        Folders.delete(checkpoint);
        continue;
      }
      try {
        named.addAll(CheckpointFiles.namesOf(checkpoint));
        intact.add(checkpoint);
      } catch (IOException e) {
        if (intact.isEmpty()) {
          moveAside(checkpoint, e);
        } else { // a run that began with the newer one has deleted files of this one
          Folders.delete(checkpoint);
        }
      }
    }
    if (broken().isEmpty()) {
      deleteSharedExcept(named);
    } else if (intact.isEmpty()) {
      throw new IOException(
          "every checkpoint in %s is broken (they are now named %s%s…): put back the files they miss and their names, or delete the folder to let the job begin from nothing"
              .formatted(folder, BROKEN_PREFIX, PREFIX));
    }
    return intact.stream().findFirst();
  }

  private List<Path> newestFirst() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> CHECKPOINT.matcher(entry.getFileName().toString()).matches())
          .sorted(Comparator.comparingLong(CheckpointFolder::number).reversed())
          .toList();
    }
  }

  private static long number(Path checkpoint) {
    return Long.parseLong(checkpoint.getFileName().toString().substring(PREFIX.length()));
  }

  private List<Path> broken() throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries
          .filter(entry -> entry.getFileName().toString().startsWith(BROKEN_PREFIX))
          .toList();
    }
  }

  private void moveAside(Path checkpoint, IOException reason) throws IOException {
    Path target = folder.resolve(BROKEN_PREFIX + checkpoint.getFileName());
    LOG.warn(
        "Checkpoint {} is broken ({}); it is renamed to {} and an older one is looked for.",
        checkpoint,
        reason.toString(), // some have no message
        target.getFileName());
    Folders.delete(target); // the same number may have broken before
    Files.move(checkpoint, target);
  }

  /**
   * Files of checkpoints that were never completed, or whose run was killed before deleting them.
   */
  private void deleteSharedExcept(Set<String> named) throws IOException {
    Path shared = folder.resolve("shared");
    if (!Files.isDirectory(shared)) {
      return;
    }
    try (Stream<Path> files = Files.list(shared)) {
      for (Path file : files.toList()) {
        if (!named.contains(file.getFileName().toString())) {
          Files.delete(file);
        }
      }
    }
  }
}
