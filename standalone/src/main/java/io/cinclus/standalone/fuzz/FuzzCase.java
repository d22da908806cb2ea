package io.cinclus.standalone.fuzz;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.CorruptIndexException;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.Indexes;
import io.cinclus.index.Parameter;
import io.cinclus.index.Parameters;
import io.cinclus.index.VectorIndex;
import io.cinclus.vector.Bm25;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.VectorKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One case: an index of random vectors, searches in it, and files of it that are damaged.
 * Determined by its seed. Used by one thread, once.
 */
final class FuzzCase {
  /** Dense ones more often: they have the most indexes. */
  private static final List<VectorKind> KINDS =
      List.of(
          VectorKind.DENSE,
          VectorKind.DENSE,
          VectorKind.DENSE,
          VectorKind.BINARY,
          VectorKind.SPARSE);

  private static final String FILE = "fuzz.idx";
  private static final int MAX_SEARCHES = 6;
  private static final int MAX_DAMAGES = 8;

  /** What opening a file may allocate beside a multiple of what it and the vectors have. */
  private static final long OPEN_BYTES = 16 << 20;

  private static final int OPEN_FACTOR = 8;

  private final RandomGenerator random;
  private final Tally tally;
  private final Kernels kernels;
  private final IndexType type;
  private final Metric metric;
  private final RandomData data;

  private FuzzCase(long seed, Tally tally) {
    this.random = new SplittableRandom(seed);
    this.tally = tally;
    this.kernels = random.nextInt(5) == 0 ? Kernels.scalar() : Kernels.fastest();
    VectorKind kind = anyOf(random, KINDS);
    this.type = anyOf(random, IndexType.ofKind(kind));
    this.metric = anyOf(random, Metric.ofKind(kind));
    this.data = RandomData.draw(random, kind);
  }

  private static <T> T anyOf(RandomGenerator random, List<T> values) {
    return values.get(random.nextInt(values.size()));
  }

  /**
   * Runs the case.
   *
   * @throws Violation where an answer is wrong; whatever else is thrown is an error that is not
   *     clear
   */
  static void run(long seed, Tally tally) throws Exception {
    FuzzCase one = new FuzzCase(seed, tally);
    try {
      one.run();
    } catch (Throwable e) {
      throw new Violation(
          "%s, %s of %s: %s"
              .formatted(one.type, one.metric, one, e instanceof Violation ? e.getMessage() : e),
          e);
    }
  }

  @Override
  public String toString() {
    return "%s, by %s kernels".formatted(data, kernels.name());
  }

  private void run() throws Exception {
    new HostileArguments(random, tally).areRefused(type, metric);
    boolean thorough = data.isBenign() && random.nextBoolean();
    Optional<IndexParams> params = params(thorough);
    Optional<byte[]> file = params.flatMap(valid -> build(valid, data.vectors()));
    if (file.isEmpty()) {
      return;
    }
    tally.built(type);
    VectorIndex index = open(file.get(), data.vectors());
    checkIsItself(index, file.get(), params.get());
    IndexSearches searches = new IndexSearches(random, tally, kernels, data);
    if (thorough) {
      searches.findTheNearest(opened(index, file.get(), true));
    }
    for (int i = random.nextInt(MAX_SEARCHES); i >= 0; i--) {
      searches.areRight(opened(index, file.get(), true));
    }
    damage(file.get(), searches);
  }

  private Optional<IndexParams> params(boolean standard) {
    Map<String, String> given =
        standard
            ? Map.of()
            : random.nextInt(8) == 0
                ? RandomParams.hostile(random, type.buildParameters())
                : RandomParams.valid(random, type.buildParameters());
    return HostileArguments.acceptedOr(tally, () -> IndexParams.parse(type, metric, given));
  }

  /** The file; empty where the index says that it cannot be built so. */
  private Optional<byte[]> build(IndexParams params, VectorData vectors) {
    return HostileArguments.acceptedOr(
        tally,
        () -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          BuildContext context = BuildContext.onCallingThread(BuildProgress.NONE);
          new Indexes(kernels).build(vectors, params, context, Channels.newChannel(bytes));
          return bytes.toByteArray();
        });
  }

  private VectorIndex open(byte[] file, VectorData vectors) throws Exception {
    long contentBytes = file.length + data.sizeBytes();
    return Allocations.atMost(
        OPEN_BYTES + OPEN_FACTOR * contentBytes,
        "opening a file of %,d bytes".formatted(file.length),
        () ->
            new Indexes(kernels)
                .open(FILE, Channels.newChannel(new ByteArrayInputStream(file)), vectors));
  }

  private void checkIsItself(VectorIndex index, byte[] file, IndexParams params) {
    VectorData vectors = data.vectors();
    if ((type != IndexType.AUTOINDEX && index.type() != type)
        || index.metric() != metric
        || index.rows() != vectors.rows()
        || index.dim() != vectors.dim()
        || index.memoryBytes() < 0) {
      throw new Violation("opened as another index");
    }
    if (random.nextInt(8) == 0 && !Arrays.equals(file, build(params, data.copy()).get())) {
      throw new Violation("built twice, with other bytes");
    }
  }

  private void damage(byte[] file, IndexSearches searches) throws Exception {
    byte[] other = other(file);
    for (int i = random.nextInt(MAX_DAMAGES); i >= 0; i--) {
      DamagedFile damaged = DamagedFile.draw(random, file, other);
      try {
        searchDamaged(damaged, searches);
      } catch (RuntimeException | Error e) {
        String what = e instanceof Violation ? e.getMessage() : e.toString();
        throw new Violation("a file " + damaged.damage() + ": " + what, e);
      }
    }
    VectorData changed = data.changed(random);
    if (changed != null && openOrRefuse(file, changed) != null) {
      throw new Violation("opened with other vectors");
    }
  }

  private void searchDamaged(DamagedFile damaged, IndexSearches searches) throws Exception {
    VectorIndex index = openOrRefuse(damaged.bytes(), data.vectors());
    if (index == null) {
      tally.fileRefused();
      return;
    }
    if (damaged.mustBeRefused()) {
      throw new Violation("it was opened");
    }
    tally.fileOpened();
    searches.areRight(opened(index, damaged.bytes(), false));
  }

  /** With what the file says of BM25, if anything. */
  private static IndexSearches.Opened opened(VectorIndex index, byte[] file, boolean intact) {
    Map<String, String> meta = SectionedFile.parse(file).meta();
    Bm25 bm25 = new Bm25(value(meta, Parameters.BM25_K1), value(meta, Parameters.BM25_B), 1);
    return new IndexSearches.Opened(index, bm25, intact);
  }

  private static double value(Map<String, String> meta, Parameter parameter) {
    return Double.parseDouble(meta.getOrDefault(parameter.name(), parameter.standard()));
  }

  private @Nullable VectorIndex openOrRefuse(byte[] file, VectorData vectors) throws Exception {
    try {
      return open(file, vectors);
    } catch (CorruptIndexException e) {
      if (!String.valueOf(e.getMessage()).contains(FILE)) {
        throw new Violation("refused without the file's name", e);
      }
      return null;
    }
  }

  /** The file of the same vectors with other parameters, or of other vectors. */
  private byte[] other(byte[] file) {
    VectorData vectors = data.vectors();
    if (random.nextBoolean()) {
      vectors = data.others(random).vectors();
    }
    Map<String, String> given = RandomParams.valid(random, type.buildParameters());
    return build(IndexParams.parse(type, metric, given), vectors).orElse(file);
  }
}
