package io.cinclus.segment;

import java.io.IOException;

/**
 * A file that something names is not there. Whoever named it may be out of date: an error only if
 * the newest manifest names the file.
 */
public final class MissingFileException extends IOException {
  private static final long serialVersionUID = 1L;

  private final String path;

  MissingFileException(String path, String location, IOException cause) {
    super("file " + path + " is missing at " + location, cause);
    this.path = path;
  }

  /** Below the storage root. */
  public String path() {
    return path;
  }
}
