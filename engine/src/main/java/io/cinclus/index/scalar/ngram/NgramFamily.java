package io.cinclus.index.scalar.ngram;

import io.cinclus.index.BuildContext;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import io.cinclus.index.scalar.RowStates;
import io.cinclus.index.scalar.ScalarEntries;
import io.cinclus.index.scalar.ScalarFamily;
import io.cinclus.index.scalar.ScalarIndex;
import io.cinclus.index.scalar.ScalarParams;
import io.cinclus.index.scalar.ScalarRows;
import java.io.IOException;

/** Builds and opens NGRAM: every thread makes the lists of its own range of hashes. Stateless. */
public final class NgramFamily implements ScalarFamily {
  private static final int MAX_PART_BITS = 6;

  @Override
  public void build(
      ScalarEntries entries, ScalarParams params, BuildContext context, IndexSections out)
      throws InterruptedException {
    int bits = Math.max(1, 32 - Integer.numberOfLeadingZeros(context.threads() - 1));
    GramPart[] parts = new GramPart[1 << Math.min(MAX_PART_BITS, bits)];
    for (int i = 0; i < parts.length; i++) {
      GramPart.Range range = new GramPart.Range(i, Integer.numberOfTrailingZeros(parts.length));
      parts[i] = new GramPart(entries.texts(), params.minGram(), params.maxGram(), range);
    }
    context.forEachRange(parts.length, 1, (part, end) -> parts[part].measure());
    int count = 0;
    for (GramPart part : parts) {
      count = Math.addExact(count, part.grams().length);
    }
    long[] grams = new long[count];
    int[][] starts = new int[parts.length][];
    int[] ends = new int[count];
    int gram = 0;
    int bytes = 0;
    for (int i = 0; i < parts.length; i++) {
      long[] own = parts[i].grams();
      starts[i] = new int[own.length];
      for (int k = 0; k < own.length; k++) {
        starts[i][k] = bytes;
        bytes = added(bytes, parts[i].sizeBytes(own[k]), params);
        grams[gram] = own[k];
        ends[gram++] = bytes;
      }
    }
    byte[] lists = new byte[bytes];
    context.forEachRange(parts.length, 1, (part, end) -> parts[part].write(starts[part], lists));
    GramLists.addTo(out, grams, ends, lists);
  }

  private static int added(int bytes, int more, ScalarParams params) {
    if (bytes > Integer.MAX_VALUE - 8 - more) {
      throw new IllegalArgumentException(
          "the NGRAM index of %s would be larger than 2 GiB with grams of %d to %d characters;"
                  .formatted(params.source(), params.minGram(), params.maxGram())
              + " take fewer lengths, or smaller segments");
    }
    return bytes + more;
  }

  @Override
  public ScalarIndex open(
      ScalarRows rows, RowStates states, ScalarParams params, IndexFileReader in)
      throws IOException {
    long lengths = params.maxGram() - params.minGram() + 1L;
    long most = Math.min(Integer.MAX_VALUE / 5, rows.mostTextBytes() * lengths);
    return new NgramIndex(params, states, GramLists.read(states, most, in));
  }
}
