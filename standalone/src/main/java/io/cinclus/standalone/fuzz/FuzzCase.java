package io.cinclus.standalone.fuzz;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.CorruptIndexException;
import io.cinclus.index.DenseIndex;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.Indexes;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.VectorKind;
import io.cinclus.vector.Vectors;
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
  private final RandomVectors data;

  private FuzzCase(long seed, Tally tally) {
    this.random = new SplittableRandom(seed);
    this.tally = tally;
    this.kernels = random.nextInt(5) == 0 ? Kernels.scalar() : Kernels.fastest();
    this.type = anyOf(random, IndexType.ofKind(VectorKind.DENSE));
    this.metric = anyOf(random, Metric.ofKind(VectorKind.DENSE));
    this.data = RandomVectors.draw(random);
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
    return "%d rows of dim %d, %s, by %s kernels"
        .formatted(data.vectors().rows(), data.vectors().dim(), data.kind(), kernels.name());
  }

  private void run() throws Exception {
    new HostileArguments(random, tally).areRefused(type, metric);
    boolean thorough = data.kind().isBenign() && random.nextBoolean();
    Optional<IndexParams> params = params(thorough);
    Optional<byte[]> file = params.flatMap(valid -> build(valid, data.vectors()));
    if (file.isEmpty()) {
      return;
    }
    tally.built(type);
    DenseIndex index = open(file.get(), data.vectors());
    checkIsItself(index, file.get(), params.get());
    IndexSearches searches = new IndexSearches(random, tally, kernels, data);
    if (thorough) {
      searches.findTheNearest(index);
    }
    for (int i = random.nextInt(MAX_SEARCHES); i >= 0; i--) {
      searches.areRight(index, true);
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
  private Optional<byte[]> build(IndexParams params, Vectors vectors) {
    return HostileArguments.acceptedOr(
        tally,
        () -> {
          ByteArrayOutputStream bytes = new ByteArrayOutputStream();
          BuildContext context = BuildContext.onCallingThread(BuildProgress.NONE);
          new Indexes(kernels).build(vectors, params, context, Channels.newChannel(bytes));
          return bytes.toByteArray();
        });
  }

  private DenseIndex open(byte[] file, Vectors vectors) throws Exception {
    long contentBytes = file.length + 4L * vectors.rows() * vectors.dim();
    return Allocations.atMost(
        OPEN_BYTES + OPEN_FACTOR * contentBytes,
        "opening a file of %,d bytes".formatted(file.length),
        () ->
            (DenseIndex)
                new Indexes(kernels)
                    .open(FILE, Channels.newChannel(new ByteArrayInputStream(file)), vectors));
  }

  private void checkIsItself(DenseIndex index, byte[] file, IndexParams params) {
    Vectors vectors = data.vectors();
    if ((type != IndexType.AUTOINDEX && index.type() != type)
        || index.metric() != metric
        || index.rows() != vectors.rows()
        || index.dim() != vectors.dim()
        || index.memoryBytes() < 0) {
      throw new Violation("opened as another index");
    }
    if (random.nextInt(8) == 0
        && !Arrays.equals(file, build(params, Vectors.of(data.values(), vectors.dim())).get())) {
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
    if (data.values().length > 0) {
      float[] changed = data.values().clone();
      changed[random.nextInt(changed.length)] += 1;
      if (!Arrays.equals(changed, data.values())
          && openOrRefuse(file, Vectors.of(changed, data.vectors().dim())) != null) {
        throw new Violation("opened with other vectors");
      }
    }
  }

  private void searchDamaged(DamagedFile damaged, IndexSearches searches) throws Exception {
    DenseIndex index = openOrRefuse(damaged.bytes(), data.vectors());
    if (index == null) {
      tally.fileRefused();
      return;
    }
    if (damaged.mustBeRefused()) {
      throw new Violation("it was opened");
    }
    tally.fileOpened();
    searches.areRight(index, false);
  }

  private @Nullable DenseIndex openOrRefuse(byte[] file, Vectors vectors) throws Exception {
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
    Vectors vectors = data.vectors();
    if (random.nextBoolean()) {
      vectors = RandomVectors.draw(random, data.kind(), vectors.dim(), vectors.rows()).vectors();
    }
    Map<String, String> given = RandomParams.valid(random, type.buildParameters());
    return build(IndexParams.parse(type, metric, given), vectors).orElse(file);
  }
}
