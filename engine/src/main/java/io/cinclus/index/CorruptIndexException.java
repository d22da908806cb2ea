package io.cinclus.index;

import java.io.IOException;

/**
 * An index file that is not what was written, or not the index of the vectors it was opened with.
 * The message names the file and the section. Rebuild the index to recover: it holds nothing that
 * the segment does not.
 */
public final class CorruptIndexException extends IOException {
  private static final long serialVersionUID = 1L;

  public CorruptIndexException(String file, String section, String problem) {
    super("index file " + file + ", section " + section + ": " + problem);
  }
}
