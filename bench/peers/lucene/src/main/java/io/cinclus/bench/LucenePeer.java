package io.cinclus.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.apache.lucene.codecs.Codec;
import org.apache.lucene.codecs.KnnVectorsFormat;
import org.apache.lucene.codecs.lucene912.Lucene912Codec;
import org.apache.lucene.codecs.lucene99.Lucene99HnswVectorsFormat;
import org.apache.lucene.document.Document;
import org.apache.lucene.document.KnnFloatVectorField;
import org.apache.lucene.index.DirectoryReader;
import org.apache.lucene.index.IndexWriter;
import org.apache.lucene.index.IndexWriterConfig;
import org.apache.lucene.index.LeafReader;
import org.apache.lucene.index.NoMergePolicy;
import org.apache.lucene.index.VectorSimilarityFunction;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.store.Directory;
import org.apache.lucene.store.MMapDirectory;
import org.apache.lucene.util.VectorUtil;
import org.apache.lucene.util.Version;

/**
 * Lucene's HNSW as a peer of the engine bench, which speaks with it as with those in peer.js: one
 * segment, built by an {@link IndexWriter} and searched with {@code ef} as Lucene's {@code k}. Rows
 * have their number as document.
 */
public final class LucenePeer {
  private static final String FIELD = "vector";
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
  private static final int PROGRESS_ROWS = 1000;

  private final Map<String, String> options = new HashMap<>();
  private final int k;

  private LucenePeer(String[] args) {
    for (int i = 0; i < args.length; i += 2) {
      options.put(args[i].substring(2), args[i + 1]);
    }
    k = number("k");
  }

  public static void main(String[] args) throws IOException {
    new LucenePeer(args).run();
  }

  private int number(String name) {
    return Integer.parseInt(options.get(name));
  }

  private void run() throws IOException {
    float[][] base = readFvecs(Path.of(options.get("base")));
    float[][] queries = readFvecs(Path.of(options.get("queries")));
    Path found = Path.of(options.get("found"));
    String kernels = kernels();
    try (Directory directory = new MMapDirectory(Path.of(found + ".lucene"))) {
      long cpuStart = THREADS.getCurrentThreadCpuTime();
      double seconds = build(directory, base);
      double cpuSeconds = (THREADS.getCurrentThreadCpuTime() - cpuStart) / 1e9;
      try (DirectoryReader reader = DirectoryReader.open(directory)) {
        if (reader.leaves().size() != 1) {
          throw new IllegalStateException(reader.leaves().size() + " segments instead of one");
        }
        say(
            "{\"built_seconds\": %s, \"cpu_seconds\": %s, \"detail\": \"Lucene %s %s, JDK %s\"}",
            seconds,
            cpuSeconds,
            Version.LATEST,
            kernels,
            System.getProperty("java.version"));
        BufferedReader in =
            new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
          measure(reader.leaves().get(0).reader(), queries, Integer.parseInt(line.strip()), found);
        }
      }
    }
  }

  /** Lucene uses the Vector API on JDK 21 and later only, and logs whether it does. */
  private static String kernels() {
    boolean[] enabled = {false};
    Logger logger = Logger.getLogger("org.apache.lucene.internal.vectorization");
    logger.setLevel(Level.INFO);
    logger.addHandler(
        new StreamHandler() {
          @Override
          public void publish(LogRecord line) {
            enabled[0] |= line.getMessage().contains("vector incubator API enabled");
          }
        });
    return VectorUtil.dotProduct(new float[] {1}, new float[] {1}) == 1 && enabled[0]
        ? "with SIMD"
        : "without SIMD";
  }

  private double build(Directory directory, float[][] base) throws IOException {
    KnnVectorsFormat format = new Lucene99HnswVectorsFormat(number("M"), number("efConstruction"));
    Codec codec =
        new Lucene912Codec() {
          @Override
          public KnnVectorsFormat getKnnVectorsFormatForField(String field) {
            return format;
          }
        };
    IndexWriterConfig config =
        new IndexWriterConfig()
            .setCodec(codec)
            .setUseCompoundFile(false)
            .setMergePolicy(NoMergePolicy.INSTANCE)
            .setMaxBufferedDocs(Integer.MAX_VALUE)
            .setRAMBufferSizeMB(IndexWriterConfig.DISABLE_AUTO_FLUSH);
    config.setRAMPerThreadHardLimitMB(2047);
    VectorSimilarityFunction similarity =
        switch (options.get("metric")) {
          case "L2" -> VectorSimilarityFunction.EUCLIDEAN;
          case "IP" -> VectorSimilarityFunction.MAXIMUM_INNER_PRODUCT;
          default -> VectorSimilarityFunction.COSINE;
        };
    long start = System.nanoTime();
    try (IndexWriter writer = new IndexWriter(directory, config)) {
      for (int row = 0; row < base.length; row++) {
        if (row % PROGRESS_ROWS == 0) {
          say("{\"rows\": %d}", row);
        }
        Document document = new Document();
        document.add(new KnnFloatVectorField(FIELD, base[row], similarity));
        writer.addDocument(document);
      }
      writer.commit();
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private void measure(LeafReader reader, float[][] queries, int ef, Path found)
      throws IOException {
    ByteBuffer rows =
        ByteBuffer.allocate(queries.length * k * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    pass(reader, queries, ef, number("warmUpMillis"), rows);
    Files.write(found, rows.array());
    long cpuStart = THREADS.getCurrentThreadCpuTime();
    long start = System.nanoTime();
    long[] latencies = pass(reader, queries, ef, number("measuredMillis"), null);
    double seconds = (System.nanoTime() - start) / 1e9;
    double cpuSeconds = (THREADS.getCurrentThreadCpuTime() - cpuStart) / 1e9;
    Arrays.sort(latencies);
    say(
        "{\"qps\": %s, \"qps_cpu\": %s, \"p50_micros\": %s, \"p99_micros\": %s}",
        latencies.length / seconds,
        latencies.length / cpuSeconds,
        percentile(latencies, 50) / 1e3,
        percentile(latencies, 99) / 1e3);
  }

  /** Asks all queries, and goes on with the first until the time is over; returns latencies. */
  private long[] pass(
      LeafReader reader, float[][] queries, int ef, long atLeastMillis, ByteBuffer rows)
      throws IOException {
    long[] latencies = new long[queries.length];
    long start = System.nanoTime();
    long now = start;
    int count = 0;
    for (; count < queries.length || now - start < atLeastMillis * 1_000_000; count++) {
      float[] query = queries[count % queries.length];
      ScoreDoc[] best =
          reader.searchNearestVectors(
                  FIELD, query, Math.max(ef, k), reader.getLiveDocs(), Integer.MAX_VALUE)
              .scoreDocs;
      long end = System.nanoTime();
      if (count == latencies.length) {
        latencies = Arrays.copyOf(latencies, 2 * count);
      }
      latencies[count] = end - now;
      now = end;
      if (rows != null && count < queries.length) {
        for (int i = 0; i < k; i++) {
          rows.putInt(i < best.length ? best[i].doc : -1);
        }
      }
    }
    return Arrays.copyOf(latencies, count);
  }

  private static long percentile(long[] sorted, int percent) {
    return sorted[Math.max(1, (int) Math.ceil(percent / 100.0 * sorted.length)) - 1];
  }

  private static float[][] readFvecs(Path file) throws IOException {
    try (FileChannel in = FileChannel.open(file, StandardOpenOption.READ)) {
      ByteBuffer bytes =
          in.map(FileChannel.MapMode.READ_ONLY, 0, in.size()).order(ByteOrder.LITTLE_ENDIAN);
      int dim = bytes.getInt(0);
      float[][] rows = new float[bytes.remaining() / (4 + 4 * dim)][dim];
      for (float[] row : rows) {
        bytes.getInt();
        bytes.asFloatBuffer().get(row);
        bytes.position(bytes.position() + 4 * dim);
      }
      return rows;
    }
  }

  private static void say(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }
}
