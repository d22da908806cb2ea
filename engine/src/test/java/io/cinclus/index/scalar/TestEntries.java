package io.cinclus.index.scalar;

import java.util.List;

/** Entries for tests. */
public final class TestEntries {
  private TestEntries() {}

  /** A row for each text, in order. */
  public static TextEntries of(List<byte[]> texts) {
    TextEntries entries = new TextEntries();
    texts.forEach(text -> entries.add(entries.size(), text));
    return entries;
  }
}
