package io.cinclus.index.scalar.terms;

import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import io.cinclus.index.scalar.TextEntries;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Texts one behind the other in one array; a key is found by halving. */
final class SortedTexts implements TextTerms {
  private static final String BYTES = "bytes";
  private static final String ENDS = "ends";

  private final byte[] utf8;
  private final int[] ends;

  private SortedTexts(byte[] utf8, int[] ends) {
    this.utf8 = utf8;
    this.ends = ends;
  }

  /** The texts of some entries, which rise. */
  static SortedTexts of(TextEntries entries, int[] samples) {
    int[] ends = new int[samples.length];
    int total = 0;
    for (int i = 0; i < samples.length; i++) {
      total = Math.addExact(total, entries.text(samples[i]).length);
      ends[i] = total;
    }
    byte[] utf8 = new byte[total];
    for (int i = 0; i < samples.length; i++) {
      byte[] text = entries.text(samples[i]);
      System.arraycopy(text, 0, utf8, ends[i] - text.length, text.length);
    }
    return new SortedTexts(utf8, ends);
  }

  void addTo(String part, IndexSections out) {
    out.add(part + BYTES, utf8);
    out.add(part + ENDS, ends);
  }

  static SortedTexts read(String part, long mostTerms, long mostBytes, IndexFileReader in)
      throws IOException {
    byte[] utf8 = in.bytes(part + BYTES, (int) Math.min(Integer.MAX_VALUE, mostBytes));
    int[] ends = in.ints(part + ENDS, mostTerms);
    int before = 0;
    for (int end : ends) {
      in.check(part + ENDS, end >= before && end <= utf8.length, "a text ends where it cannot");
      before = end;
    }
    in.check(part + ENDS, before == utf8.length, "bytes follow the last text");
    SortedTexts texts = new SortedTexts(utf8, ends);
    for (int i = 1; i < ends.length; i++) {
      boolean rises =
          Arrays.compareUnsigned(
                  utf8, texts.start(i - 1), ends[i - 1], utf8, texts.start(i), ends[i])
              < 0;
      in.check(part + BYTES, rises, "the texts do not rise");
    }
    return texts;
  }

  @Override
  public int size() {
    return ends.length;
  }

  int start(int term) {
    return term == 0 ? 0 : ends[term - 1];
  }

  int length(int term) {
    return ends[term] - start(term);
  }

  /** The byte at a place of a term, as an unsigned number. */
  int byteAt(int term, int place) {
    return utf8[start(term) + place] & 0xff;
  }

  /** How many bytes two terms have in common at their beginnings. */
  int common(int term, int other) {
    int mismatch = Arrays.mismatch(utf8, start(term), ends[term], utf8, start(other), ends[other]);
    return mismatch < 0 ? length(term) : mismatch;
  }

  void copy(int term, int from, int count, byte[] target, int at) {
    System.arraycopy(utf8, start(term) + from, target, at, count);
  }

  @Override
  public int lower(byte[] key) {
    int low = 0;
    int high = ends.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      int order = Arrays.compareUnsigned(utf8, start(middle), ends[middle], key, 0, key.length);
      if (order < 0) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  @Override
  public boolean isTerm(int term, byte[] key) {
    return term < ends.length && Arrays.equals(utf8, start(term), ends[term], key, 0, key.length);
  }

  @Override
  public void visit(int from, int to, TermVisitor visitor) {
    for (int term = from; term < to; term++) {
      visitor.term(term, new String(utf8, start(term), length(term), StandardCharsets.UTF_8));
    }
  }

  @Override
  public long memoryBytes() {
    return utf8.length + 4L * ends.length;
  }
}
