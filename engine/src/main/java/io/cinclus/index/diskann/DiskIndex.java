package io.cinclus.index.diskann;

import io.cinclus.index.BlockSection;
import io.cinclus.index.DenseIndex;
import io.cinclus.index.IndexType;
import io.cinclus.index.Parameters;
import io.cinclus.index.SearchParams;
import io.cinclus.index.codes.Codes;
import io.cinclus.index.graph.Duplicates;
import io.cinclus.vector.Bits;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Search in a graph on disk. In memory are the codes, the rows near the entries, and for each row
 * the next that equals it, if any rows are equal. Immutable but for {@link #close}.
 *
 * <p>A search finds the {@code search_list} best allowed rows by their codes, and scores them by
 * their vectors. With an allow-bitset it walks through rows that are not allowed, or, where that
 * would cost more, looks at the codes of all that are. A range search looks for more rows as long
 * as some that it has found are too good for the range.
 */
final class DiskIndex implements DenseIndex {
  /** Codes that are scored in the time of one read, between a page in memory and one on a disk. */
  private static final int CODES_PER_READ = 250;

  private final Kernels kernels;
  private final Metric metric;
  private final Contents contents;

  /**
   * What the index consists of.
   *
   * @param entries where walks begin
   * @param duplicates per row the next row that equals it; empty if all differ
   * @param blocks what {@code file} reads, to be closed
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Contents(
      int rows,
      int[] entries,
      int[] duplicates,
      Codes codes,
      NodeCache cache,
      RecordFile file,
      BlockSection blocks) {

    /** The next row that equals this one, or none. */
    int nextDuplicate(int row) {
      return duplicates.length == 0 ? Duplicates.NONE : duplicates[row];
    }
  }

  DiskIndex(Kernels kernels, Metric metric, Contents contents) {
    this.kernels = kernels;
    this.metric = metric;
    this.contents = contents;
  }

  @Override
  public IndexType type() {
    return IndexType.DISKANN;
  }

  @Override
  public int rows() {
    return contents.rows;
  }

  @Override
  public int dim() {
    return contents.file.layout().dim();
  }

  @Override
  public Metric metric() {
    return metric;
  }

  @Override
  public long memoryBytes() {
    return contents.codes.memoryBytes()
        + contents.cache.memoryBytes()
        + 4L * (contents.duplicates.length + contents.entries.length);
  }

  @Override
  public void search(float[] query, SearchParams params, @Nullable Bits allow, TopK out) {
    out.clear();
    DiskSearch search = new DiskSearch(kernels, metric, contents, allow, out);
    search.query(query);
    int allowed = Bits.allowed(allow, rows());
    if (allowed == 0 || hasNaN(query)) {
      return;
    }
    try {
      search(
          search,
          Math.min(allowed, Math.max(params.value(Parameters.SEARCH_LIST), out.k())),
          allowed);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every score of such a query is NaN, which no result has. */
  private static boolean hasNaN(float[] query) {
    for (float value : query) {
      if (Float.isNaN(value)) {
        return true;
      }
    }
    return false;
  }

  private void search(DiskSearch search, int list, int allowed) throws IOException {
    int wanted = list;
    while (true) {
      long scanCost = (long) wanted * CODES_PER_READ + allowed;
      double walkCost = (double) wanted * rows() / allowed * (CODES_PER_READ + meanDegree());
      long reads = allowed == rows() ? Long.MAX_VALUE : 2 * scanCost / CODES_PER_READ;
      if (scanCost < walkCost || !search.walk(wanted, reads)) {
        search.scan(wanted);
      }
      if (search.tooGood() == 0 || wanted == allowed || wanted - search.tooGood() >= list) {
        return;
      }
      wanted = (int) Math.min(allowed, 2L * wanted);
    }
  }

  private int meanDegree() {
    return contents.file.layout().maxDegree() / 2;
  }

  @Override
  public void close() {
    contents.blocks.close();
  }
}
