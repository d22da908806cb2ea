package io.cinclus.standalone.demo;

import io.cinclus.client.WalWriter;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.RowAssembler;
import io.cinclus.standalone.text.Percentiles;
import io.cinclus.v1.ConsistencyLevel;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Measures a loaded and idle collection, one request at a time. */
final class Measurements {
  private static final int K = 10;
  private static final int SEARCHES = 1000;

  /** Asked before anything is timed: what is measured is a running system, not a starting one. */
  private static final int WARM_UP = 200;

  private static final int WARM_UP_WRITES = 20;

  private final WalWriter writer;
  private final Questions questions;
  private final CollectionSchema schema;

  Measurements(WalWriter writer, Questions questions, CollectionSchema schema) {
    this.writer = writer;
    this.questions = questions;
    this.schema = schema;
  }

  /** How many of the true nearest rows are found. */
  DemoReport.Recall recall(List<Demo.Sentence> sentences, ExactNeighbours exact) {
    List<Set<Long>> nearest =
        exact.nearest(sentences.stream().map(Demo.Sentence::vector).toList(), K);
    int found = 0;
    for (int i = 0; i < sentences.size(); i++) {
      Set<Long> ids =
          new HashSet<>(questions.nearest(sentences.get(i).vector(), K, ConsistencyLevel.BOUNDED));
      ids.retainAll(nearest.get(i));
      found += ids.size();
    }
    return new DemoReport.Recall(
        K, sentences.size(), (double) found / ((double) K * sentences.size()));
  }

  /** From sending a search to having its reply. */
  Percentiles search(List<Demo.Sentence> sentences) {
    Percentiles latencies = new Percentiles();
    for (int i = -WARM_UP; i < SEARCHES; i++) {
      float[] vector = sentences.get(Math.floorMod(i, sentences.size())).vector();
      long start = System.nanoTime();
      questions.nearest(vector, K, ConsistencyLevel.BOUNDED);
      if (i >= 0) {
        latencies.add(System.nanoTime() - start);
      }
    }
    return latencies;
  }

  /**
   * From the acknowledgement of a new row to the reply of a Strong search that has it; the rows are
   * deleted again.
   *
   * @param notes what is written, each with a vector of its own
   * @param firstId of the new rows
   * @throws IllegalStateException where a search does not find what was acknowledged, or a deleted
   *     row is still there
   */
  Percentiles readYourWrites(List<Demo.Sentence> notes, long firstId) {
    long before = questions.count(ConsistencyLevel.STRONG);
    Percentiles latencies = new Percentiles();
    for (int i = 0; i < notes.size(); i++) {
      long id = firstId + i;
      float[] vector = notes.get(i).vector();
      String text = notes.get(i).example().text();
      RowAssembler row = new RowAssembler(schema);
      row.add(new EmbeddedGloss(id, "note", "a note", text, vector).row());
      writer.insert(GlossCollection.TARGET, row.take()).join();
      long acknowledged = System.nanoTime();
      List<Long> nearest = questions.nearest(vector, 1, ConsistencyLevel.STRONG);
      if (i >= WARM_UP_WRITES) {
        latencies.add(System.nanoTime() - acknowledged);
      }
      if (!nearest.equals(List.of(id))) {
        throw new IllegalStateException(
            "row %d was acknowledged, but the search for it finds %s".formatted(id, nearest));
      }
    }
    long[] ids = new long[notes.size()];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = firstId + i;
    }
    Column keys = new Column.Longs(DataType.INT64, ids, null);
    writer.delete(GlossCollection.TARGET, keys, ids.length).join();
    long after = questions.count(ConsistencyLevel.STRONG);
    if (after != before) {
      throw new IllegalStateException(
          "there were %d rows, and after writing and deleting %d others there are %d"
              .formatted(before, ids.length, after));
    }
    return latencies;
  }
}
