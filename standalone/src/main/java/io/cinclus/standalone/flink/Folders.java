package io.cinclus.standalone.flink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What the JDK does not offer for folders. Stateless. */
public final class Folders {

  private Folders() {}

  /** Deletes a folder with all it holds; does nothing if it is not there. */
  public static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    try (Stream<Path> deepestFirst = Files.walk(folder)) {
      for (Path path : deepestFirst.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
