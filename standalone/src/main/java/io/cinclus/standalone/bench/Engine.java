package io.cinclus.standalone.bench;

import io.cinclus.index.BuildContext;
import io.cinclus.index.DenseIndex;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.Indexes;
import io.cinclus.index.SearchParams;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * This engine, in this process: the only class here that knows it. Names are Milvus', and a wrong
 * one is an {@link IllegalArgumentException} with the engine's words. Used by one thread.
 */
final class Engine implements Contender {
  static final String NAME = "cinclus";

  private static final int EXACT_BATCH = 256;

  private final Rows base;
  private final Rows queries;
  private final Task task;
  private @Nullable DenseIndex index;

  Engine(Rows base, Rows queries, Task task) {
    this.base = base;
    this.queries = queries;
    this.task = task;
  }

  /** Refuses what the engine cannot do, before there are data. */
  static void check(Task task) {
    buildParams(task);
    task.sweep().values().forEach(value -> searchParams(task, value));
  }

  private static IndexParams buildParams(Task task) {
    return IndexParams.parse(IndexType.of(task.index()), Metric.of(task.metric()), task.params());
  }

  private static SearchParams searchParams(Task task, String value) {
    return SearchParams.parse(IndexType.of(task.index()), task.sweep().params(value), task.k());
  }

  /** What the arithmetic runs on. */
  static String kernels() {
    return Kernels.fastest().name();
  }

  /**
   * The true neighbours, by a search of all rows.
   *
   * @param progress hears how many queries are done
   */
  static Neighbours exact(Rows base, Rows queries, Task task, IntConsumer progress) {
    Vectors vectors = Vectors.of(base.values(), base.dim());
    ExactSearch search = new ExactSearch(Kernels.fastest());
    int k = task.k();
    int[] rows = new int[queries.count() * k];
    for (int first = 0; first < queries.count(); first += EXACT_BATCH) {
      progress.accept(first);
      int count = Math.min(EXACT_BATCH, queries.count() - first);
      TopK[] best = heaps(count, k);
      search.search(queries.copy(first, count), vectors, Metric.of(task.metric()), null, best);
      for (int i = 0; i < count; i++) {
        take(best[i], rows, (first + i) * k);
      }
    }
    return new Neighbours(rows, k);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Built build(IntConsumer progress) throws IOException, InterruptedException {
    Vectors vectors = Vectors.of(base.values(), base.dim());
    Indexes indexes = new Indexes(Kernels.fastest());
    Path file = Files.createTempFile("cinclus-bench", ".index");
    try {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long start = System.nanoTime();
      long cpuStart = threads.getCurrentThreadCpuTime();
      try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
        BuildContext context = BuildContext.onCallingThread((done, all) -> progress.accept(done));
        indexes.build(vectors, buildParams(task), context, out);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpuSeconds = (threads.getCurrentThreadCpuTime() - cpuStart) / 1e9;
      DenseIndex opened;
      try (FileChannel in = FileChannel.open(file)) {
        opened = indexes.open(file.toString(), in, vectors);
      }
      index = opened;
      return new Built(seconds, cpuSeconds, 1, opened.memoryBytes(), "kernels " + kernels());
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public Measured measure(String value) throws InterruptedException {
    DenseIndex built = index;
    if (built == null) {
      throw new IllegalStateException("not built");
    }
    SearchParams params = searchParams(task, value);
    float[][] vectors = queries.copy(0, queries.count());
    SearchLoop.Search search =
        task.effort().batch() == 1
            ? (first, count, found) -> one(built, vectors[first], params, found)
            : (first, count, found) -> {
              TopK[] best = heaps(count, task.k());
              float[][] asked = Stream.of(vectors).skip(first).limit(count).toArray(float[][]::new);
              built.search(asked, params, null, best);
              for (int i = 0; i < count; i++) {
                take(best[i], found, i * task.k());
              }
            };
    return new SearchLoop(search, vectors.length, task.k(), task.effort()).run();
  }

  private void one(DenseIndex built, float[] query, SearchParams params, int[] found) {
    TopK best = new TopK(task.k());
    built.search(query, params, null, best);
    take(best, found, 0);
  }

  private static TopK[] heaps(int count, int k) {
    return Stream.generate(() -> new TopK(k)).limit(count).toArray(TopK[]::new);
  }

  private static void take(TopK best, int[] rows, int at) {
    best.sort();
    for (int rank = 0; rank < best.k(); rank++) {
      rows[at + rank] = rank < best.size() ? best.row(rank) : Neighbours.NONE;
    }
  }

  @Override
  public void close() {
    index = null;
  }

  /** The parameters of the build by name, with the engine's defaults. */
  static Map<String, String> allParams(Task task) {
    return buildParams(task).values();
  }
}
