package io.cinclus.index.scalar;

import io.cinclus.index.BuildContext;
import io.cinclus.index.CorruptIndexException;
import io.cinclus.index.IndexFile;
import io.cinclus.index.IndexFileReader;
import io.cinclus.index.IndexSections;
import io.cinclus.index.scalar.ngram.NgramFamily;
import io.cinclus.index.scalar.rtree.RtreeFamily;
import io.cinclus.index.scalar.terms.TermFamily;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Builds scalar indexes into files, in the format of {@link IndexFile}, and opens them. The same
 * values and parameters give the same bytes. Thread-safe (stateless). Does not close channels.
 */
public final class ScalarIndexFiles {
  private ScalarIndexFiles() {}

  /**
   * Builds an index and writes it.
   *
   * @throws InterruptedException if the calling thread was interrupted, which cancels the build
   * @throws IllegalArgumentException if it needs more memory than the context allows
   */
  public static void build(
      ScalarRows rows, ScalarParams params, BuildContext context, WritableByteChannel out)
      throws IOException, InterruptedException {
    context.progress().rowsDone(0, rows.rows());
    IndexSections sections = new IndexSections();
    sections.add(ScalarMeta.SECTION, ScalarMeta.of(params, rows).bytes());
    ScalarEntries entries = ScalarEntries.collect(rows, params, context);
    context.progress().rowsDone(rows.rows() / 2, rows.rows());
    entries.states().addTo(sections);
    family(params).build(entries, params, context, sections);
    context.progress().rowsDone(rows.rows(), rows.rows());
    IndexFile.write(sections, out);
  }

  /**
   * Opens an index that was built of these rows with these parameters.
   *
   * @param file a name for errors
   * @throws CorruptIndexException if the file is damaged, or is of other rows or parameters
   */
  public static ScalarIndex open(
      String file, ReadableByteChannel in, ScalarRows rows, ScalarParams params)
      throws IOException {
    IndexFileReader reader = new IndexFileReader(file, in);
    byte[] found = reader.bytes(ScalarMeta.SECTION, ScalarMeta.MAX_BYTES);
    byte[] expected = ScalarMeta.of(params, rows).bytes();
    if (!Arrays.equals(found, expected)) {
      String problem =
          "it is not the index of these rows: it says [%s], but it should say [%s]; rebuild it"
              .formatted(oneLine(found), oneLine(expected));
      throw reader.corrupt(ScalarMeta.SECTION, problem);
    }
    RowStates states = RowStates.read(rows.rows(), reader);
    ScalarIndex index = family(params).open(rows, states, params, reader);
    reader.end();
    return index;
  }

  private static String oneLine(byte[] meta) {
    return new String(meta, StandardCharsets.UTF_8).trim().replace('\n', ' ');
  }

  private static ScalarFamily family(ScalarParams params) {
    return switch (params.type()) {
      case NGRAM -> new NgramFamily();
      case RTREE -> new RtreeFamily();
      case INVERTED, BITMAP, STL_SORT, TRIE, TEXT_MATCH -> new TermFamily();
    };
  }
}
