package io.cinclus.standalone.bench;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.search.FoundRow;
import io.cinclus.search.GrowingIndexes;
import io.cinclus.search.ShardSnapshot;
import io.cinclus.search.ShardView;
import io.cinclus.search.VectorSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a shard that are not sealed, in this process, with an index or without. Used by one
 * thread, which also builds.
 */
final class GrowingEngine implements Contender {
  private static final int KEY = 1;
  private static final int VECTOR = 2;
  private static final long PARTITION = 1;

  /** Rows that come together. */
  private static final int INSERT_ROWS = 1000;

  private final Dataset data;
  private final Task task;
  private final boolean isIndexed;
  private final GrowingIndexes indexes;
  private @Nullable ShardSnapshot snapshot;

  GrowingEngine(Dataset data, Task task, boolean isIndexed) {
    this.data = data;
    this.task = task;
    this.isIndexed = isIndexed;
    this.indexes =
        isIndexed ? new GrowingIndexes(Runnable::run, 1, Long.MAX_VALUE) : GrowingIndexes.NONE;
  }

  @Override
  public String name() {
    return isIndexed ? "index" : "exact";
  }

  @Override
  public Built build(IntConsumer progress) {
    Rows base = data.base();
    CollectionSchema schema =
        new CollectionSchema(
            "",
            List.of(
                FieldSchema.of("id", DataType.INT64, Limits.NONE).withId(KEY).asPrimaryKey(),
                FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(base.dim()))
                    .withId(VECTOR)));
    ShardView view = new ShardView(data.name(), schema, indexes);
    view.indexGrowing(Map.of(VECTOR, Metric.of(task.metric())));
    ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    long start = System.nanoTime();
    long cpuStart = threads.getCurrentThreadCpuTime();
    for (int from = 0; from < base.count(); from += INSERT_ROWS) {
      progress.accept(from);
      view.insert(batch(from, Math.min(base.count(), from + INSERT_ROWS)), PARTITION, from + 1L);
    }
    snapshot = view.snapshot(base.count());
    double cpuSeconds = (threads.getCurrentThreadCpuTime() - cpuStart) / 1e9;
    return new Built(
        (System.nanoTime() - start) / 1e9, cpuSeconds, 1, indexes.usedBytes(), Engine.kernels());
  }

  private RowBatch batch(int from, int to) {
    int dim = data.base().dim();
    long[] keys = IntStream.range(from, to).asLongStream().toArray();
    float[] values = Arrays.copyOfRange(data.base().values(), from * dim, to * dim);
    return new RowBatch(
        to - from,
        Map.of(
            KEY, new Column.Longs(DataType.INT64, keys, null),
            VECTOR, new Column.FloatVectors(dim, values, null)));
  }

  @Override
  public Measured measure(String value) throws InterruptedException {
    ShardSnapshot rows = snapshot;
    if (rows == null) {
      throw new IllegalStateException("not built");
    }
    float[][] vectors = data.queries().copy(0, data.queries().count());
    Map<String, String> params = task.sweep().params(value);
    SearchLoop.Search search =
        (first, count, found) -> {
          float[][] asked = Arrays.copyOfRange(vectors, first, first + count);
          VectorSearch.Spec spec =
              new VectorSearch.Spec(
                  VECTOR, Metric.of(task.metric()), asked, task.k(), ScoreRange.ALL, params, null);
          take(
              new VectorSearch(spec, Kernels.fastest())
                  .search(List.of(rows), new long[] {PARTITION}, () -> false),
              found);
        };
    return new SearchLoop(search, vectors.length, task.k(), task.effort()).run();
  }

  private void take(List<List<FoundRow>> found, int[] rows) {
    Arrays.fill(rows, Neighbours.NONE);
    for (int query = 0; query < found.size(); query++) {
      for (int rank = 0; rank < found.get(query).size(); rank++) {
        FoundRow row = found.get(query).get(rank);
        Column.Longs keys = (Column.Longs) row.batch().column(KEY);
        rows[query * task.k() + rank] = (int) keys.values()[row.row()];
      }
    }
  }

  @Override
  public void close() {
    snapshot = null;
  }
}
