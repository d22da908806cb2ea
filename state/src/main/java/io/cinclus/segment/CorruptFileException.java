package io.cinclus.segment;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A file does not hold what was written to it. The message says what was expected and found. */
public final class CorruptFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String path;

  public CorruptFileException(String path, String what) {
    this(path, what, null);
  }

  public CorruptFileException(String path, String what, @Nullable Throwable cause) {
    super(
        "file %s is corrupt: %s; restore it from a backup or rebuild it".formatted(path, what),
        cause);
    this.path = path;
  }

  /** Below the storage root. */
  public String path() {
    return path;
  }
}
