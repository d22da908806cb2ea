package io.cinclus.index.diskann;

import io.cinclus.index.graph.Duplicates;
import io.cinclus.index.graph.VisitedRows;
import io.cinclus.vector.Bits;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.LongHeap;
import io.cinclus.vector.Metric;
import io.cinclus.vector.RowBatch;
import io.cinclus.vector.RowScorer;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.ScoredRow;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The two ways to find the best allowed rows by their codes: BeamSearch of the paper (section 3.3),
 * and a scan of the codes. Each row that is found is read and offered with the score of its vector.
 * Not thread-safe; used for one query.
 */
final class DiskSearch {
  private static final int SCAN_ROWS = 64;

  private final DiskIndex.Contents index;
  private final @Nullable Bits allow;
  private final TopK out;
  private final RowScorer codes;
  private final Records records;

  /** Scores the records of a beam. */
  private final Scorer exact;

  private final VisitedRows visited;
  private final TopK found;
  private final LongHeap candidates;
  private final RowBatch batch;
  private final int[] beam;
  private int tooGood;

  DiskSearch(
      Kernels kernels, Metric metric, DiskIndex.Contents index, @Nullable Bits allow, TopK out) {
    Scratch scratch = Scratch.ofThread();
    this.index = index;
    this.allow = allow;
    this.out = out;
    this.codes = index.codes().scorer();
    this.records = scratch.records(index.file().layout());
    this.exact =
        new Scorer(kernels, metric, Vectors.of(records.vectors(), index.file().layout().dim()));
    this.visited = scratch.visited;
    this.found = scratch.found;
    this.candidates = scratch.candidates;
    this.batch = scratch.batch;
    this.beam = scratch.beam;
  }

  void query(float[] query) {
    exact.query(query);
    codes.query(query);
  }

  /** How many rows the last walk or scan read that are too good for the range. */
  int tooGood() {
    return tooGood;
  }

  /**
   * Walks from the entries until it has read the best {@code wanted} allowed rows.
   *
   * @param reads how many rows it may read
   * @return whether it came to its end within that, and found enough
   */
  boolean walk(int wanted, long reads) throws IOException {
    begin(wanted);
    candidates.clear();
    visited.clear(index.rows());
    batch.clear();
    for (int entry : index.entries()) {
      if (visited.add(entry)) {
        batch.add(entry);
      }
    }
    meetBatch();
    long left = reads;
    for (int count = takeBeam(); count > 0; count = takeBeam()) {
      left -= count;
      if (left < 0) {
        return false;
      }
      index.file().read(beam, count, records);
      batch.clear();
      for (int i = 0; i < count; i++) {
        admit(beam[i], exact.score(i));
        gatherUnvisited(i);
      }
      meetBatch();
    }
    return found.isFull() || out.isFull();
  }

  private void begin(int wanted) {
    out.clear();
    tooGood = 0;
    found.reset(wanted, ScoreRange.ALL);
  }

  /** Takes the best candidates, as long as they are better than what has been found. */
  private int takeBeam() {
    int count = 0;
    while (count < beam.length && candidates.size() > 0) {
      long best = ~candidates.top();
      if (found.isFull() && ScoredRow.score(best) < found.threshold()) {
        break;
      }
      candidates.pop();
      beam[count++] = ScoredRow.row(best);
    }
    return count;
  }

  private void gatherUnvisited(int record) {
    int degree = records.degree(record);
    for (int i = 0; i < degree; i++) {
      int to = records.link(record, i);
      if (visited.add(to)) {
        batch.add(to);
      }
    }
  }

  private void meetBatch() {
    codes.score(batch);
    for (int i = 0; i < batch.count(); i++) {
      int row = batch.ids()[i];
      float score = comparable(batch.scores()[i]);
      if (!found.isFull() || score > found.threshold()) {
        candidates.push(~ScoredRow.of(score, row));
        if (isAnyAllowed(row)) {
          found.offer(row, score);
        }
      }
    }
  }

  /** What cannot be scored is worst. */
  private static float comparable(float score) {
    return Float.isNaN(score) ? Float.NEGATIVE_INFINITY : score;
  }

  private boolean isAnyAllowed(int row) {
    if (allow == null) {
      return true;
    }
    int each = row;
    while (each != Duplicates.NONE && !allow.get(each)) {
      each = index.nextDuplicate(each);
    }
    return each != Duplicates.NONE;
  }

  /** Offers a row and those that equal it. */
  private void admit(int row, float score) {
    for (int each = row; each != Duplicates.NONE; each = index.nextDuplicate(each)) {
      boolean isNew = each == row || visited.add(each);
      if (isNew && (allow == null || allow.get(each)) && !offer(each, score)) {
        return;
      }
    }
  }

  /** Returns false if no row with this score would be kept. */
  private boolean offer(int row, float score) {
    if (score > out.range().upTo()) {
      tooGood++;
      return true;
    }
    return out.offer(row, score);
  }

  /** Scores the codes of all allowed rows, and reads the best {@code wanted}. */
  void scan(int wanted) throws IOException {
    begin(wanted);
    batch.clear();
    int rows = index.rows();
    for (int row = next(0); row < rows; row = next(row + 1)) {
      batch.add(row);
      if (batch.count() == SCAN_ROWS) {
        keepBatch();
      }
    }
    keepBatch();
    found.sort();
    int[] best = new int[found.size()];
    Arrays.setAll(best, found::row);
    Arrays.sort(best);
    for (int from = 0; from < best.length; from += beam.length) {
      int count = Math.min(beam.length, best.length - from);
      System.arraycopy(best, from, beam, 0, count);
      index.file().read(beam, count, records);
      for (int i = 0; i < count; i++) {
        offer(beam[i], exact.score(i));
      }
    }
  }

  private int next(int from) {
    return allow == null ? from : allow.next(from);
  }

  private void keepBatch() {
    codes.score(batch);
    for (int i = 0; i < batch.count(); i++) {
      found.offer(batch.ids()[i], comparable(batch.scores()[i]));
    }
    batch.clear();
  }
}
