package io.cinclus.standalone.bench;

import io.cinclus.index.BuildContext;
import io.cinclus.index.DenseIndex;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.Indexes;
import io.cinclus.index.SearchParams;
import io.cinclus.vector.Bits;
import io.cinclus.vector.ExactSearch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TopK;
import io.cinclus.vector.VectorKind;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.Random;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * This engine, in this process: beside {@link GrowingEngine} the only class that knows it. Names
 * are Milvus', and a wrong one is an {@link IllegalArgumentException} with the engine's words. Used
 * by one thread.
 */
final class Engine implements Contender {
  static final String NAME = "cinclus";

  private static final int EXACT_BATCH = 256;

  /** Rows pass or not whatever the data, and the same in every run. */
  private static final long FILTER_SEED = 1;

  private final String name;
  private final Dataset data;
  private final Task task;
  private final IndexParams params;
  private final @Nullable Bits allow;
  private @Nullable DenseIndex index;

  private Engine(String name, Dataset data, Task task, IndexParams params) {
    this.name = name;
    this.data = data;
    this.task = task;
    this.params = params;
    this.allow = allowed(data);
  }

  /** With the index that is measured. */
  static Engine of(Dataset data, Task task) {
    return new Engine(NAME, data, task, buildParams(task));
  }

  /** Without an index: it scans the rows that pass. */
  static Engine scan(Dataset data, Task task) {
    IndexParams flat = IndexParams.parse(IndexType.FLAT, Metric.of(task.metric()), Map.of());
    return new Engine(NAME + " scan", data, task, flat);
  }

  /** The rows that pass the filter; null where there is none. */
  private static @Nullable Bits allowed(Dataset data) {
    int rows = data.base().count();
    if (data.share() == 1) {
      return null;
    }
    Random random = new Random(FILTER_SEED);
    long[] words = new long[(rows + 63) / 64];
    for (int row = 0; row < rows; row++) {
      if (random.nextDouble() < data.share()) {
        words[row >> 6] |= 1L << row;
      }
    }
    return new Bits(words, rows);
  }

  /** Refuses what the engine cannot do, before there are data. */
  static void check(Task task) {
    buildParams(task);
    task.sweep().values().forEach(value -> searchParams(task, value));
  }

  private static IndexParams buildParams(Task task) {
    IndexType type = IndexType.of(task.index());
    Metric metric = Metric.of(task.metric());
    type.checkFor(VectorKind.DENSE);
    metric.checkFor(VectorKind.DENSE);
    return IndexParams.parse(type, metric, task.params());
  }

  private static SearchParams searchParams(Task task, String value) {
    return SearchParams.parse(IndexType.of(task.index()), task.sweep().params(value), task.k());
  }

  /** What the arithmetic runs on. */
  static String kernels() {
    return Kernels.fastest().name();
  }

  /**
   * The true neighbours, by a search of all rows that pass.
   *
   * @param progress hears how many queries are done
   */
  static Neighbours exact(Dataset data, Task task, IntConsumer progress) {
    Rows base = data.base();
    Rows queries = data.queries();
    Bits allow = allowed(data);
    Vectors vectors = Vectors.of(base.values(), base.dim());
    ExactSearch search = new ExactSearch(Kernels.fastest());
    int k = task.k();
    int[] rows = new int[queries.count() * k];
    for (int first = 0; first < queries.count(); first += EXACT_BATCH) {
      progress.accept(first);
      int count = Math.min(EXACT_BATCH, queries.count() - first);
      TopK[] best = heaps(count, k);
      search.search(queries.copy(first, count), vectors, Metric.of(task.metric()), allow, best);
      for (int i = 0; i < count; i++) {
        take(best[i], rows, (first + i) * k);
      }
    }
    return new Neighbours(rows, k);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Built build(IntConsumer progress) throws IOException, InterruptedException {
    Vectors vectors = Vectors.of(data.base().values(), data.base().dim());
    Indexes indexes = new Indexes(Kernels.fastest());
    Path file = Files.createTempFile("cinclus-bench", ".index");
    try {
      ThreadMXBean threads = ManagementFactory.getThreadMXBean();
      long start = System.nanoTime();
      long cpuStart = threads.getCurrentThreadCpuTime();
      try (FileChannel out = FileChannel.open(file, StandardOpenOption.WRITE)) {
        BuildContext context = BuildContext.onCallingThread((done, all) -> progress.accept(done));
        indexes.build(vectors, params, context, out);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      double cpuSeconds = (threads.getCurrentThreadCpuTime() - cpuStart) / 1e9;
      DenseIndex opened;
      try (FileChannel in = FileChannel.open(file)) {
        opened = (DenseIndex) indexes.open(file.toString(), in, vectors);
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
    SearchParams searched = SearchParams.adapt(params.type(), task.sweep().params(value), task.k());
    float[][] vectors = data.queries().copy(0, data.queries().count());
    SearchLoop.Search search =
        task.effort().batch() == 1
            ? (first, count, found) -> one(built, vectors[first], searched, found)
            : (first, count, found) -> {
              TopK[] best = heaps(count, task.k());
              float[][] asked = Stream.of(vectors).skip(first).limit(count).toArray(float[][]::new);
              built.search(asked, searched, allow, best);
              for (int i = 0; i < count; i++) {
                take(best[i], found, i * task.k());
              }
            };
    return new SearchLoop(search, vectors.length, task.k(), task.effort()).run();
  }

  private void one(DenseIndex built, float[] query, SearchParams searched, int[] found) {
    TopK best = new TopK(task.k());
    built.search(query, searched, allow, best);
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
    if (index != null) {
      index.close();
    }
    index = null;
  }

  /** The parameters of the build by name, with the engine's defaults. */
  static Map<String, String> allParams(Task task) {
    return buildParams(task).values();
  }
}
