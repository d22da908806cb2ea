package io.cinclus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.value.SparseVector;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.SparseVectors;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.VectorKind;
import io.cinclus.vector.Vectors;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What builds say that they hold, beside what the collector finds alive while they run. */
class BuildMemoryTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int ROWS = 8_000;
  private static final int DIM = 64;
  private static final long SEED = 5;

  /** How long a build goes on between two collections. */
  private static final long BUILD_MILLIS = 40;

  /** What the JVM takes for itself in the meantime, such as for classes and the ends of regions. */
  private static final long NOISE_BYTES = 4 << 20;

  /** What a build adds for tables of fixed size, which these do not use up. */
  private static final long FIXED_BYTES = 5 << 20;

  /** The most that the collector has found alive. */
  private static final class Live {
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final long before;
    private long most;

    Live() {
      System.gc();
      before = memory.getHeapMemoryUsage().getUsed();
    }

    synchronized void look() {
      System.gc();
      most = Math.max(most, memory.getHeapMemoryUsage().getUsed() - before);
    }

    synchronized long most() {
      return most;
    }
  }

  /** Looks once more when all that is to be written is there, and keeps nothing. */
  private static final class Sink implements WritableByteChannel {
    private final Live live;
    private long bytes;

    Sink(Live live) {
      this.live = live;
    }

    @Override
    public int write(ByteBuffer source) {
      if (bytes == 0) {
        live.look();
      }
      int count = source.remaining();
      bytes += count;
      source.position(source.limit());
      return count;
    }

    @Override
    public boolean isOpen() {
      return true;
    }

    @Override
    public void close() {}
  }

  private static VectorData vectors(IndexType type) {
    Random random = new Random(SEED);
    if (type.isFor(VectorKind.DENSE)) {
      float[] centers = TestVectors.gaussian(random, 50 * DIM);
      return Vectors.of(TestVectors.clustered(random, centers, DIM, ROWS), DIM);
    }
    if (type.isFor(VectorKind.BINARY)) {
      byte[] bits = new byte[ROWS * 16];
      random.nextBytes(bits);
      return BinaryVectors.of(bits, 128);
    }
    return sparse(random);
  }

  private static SparseVectors sparse(Random random) {
    SparseVector[] rows = new SparseVector[ROWS];
    for (int row = 0; row < ROWS; row++) {
      int[] indices = new int[20];
      float[] values = new float[indices.length];
      for (int i = 0; i < indices.length; i++) {
        indices[i] = i * 500 + random.nextInt(500); // They rise.
        values[i] = random.nextFloat() + 0.1f;
      }
      rows[row] = new SparseVector(indices, values);
    }
    return SparseVectors.of(rows);
  }

  private static IndexParams params(IndexType type) {
    Metric metric =
        type.isFor(VectorKind.DENSE)
            ? Metric.COSINE
            : type.isFor(VectorKind.BINARY) ? Metric.HAMMING : Metric.IP;
    Map<String, String> given =
        type.buildParameters().contains(Parameters.NLIST) ? Map.of("nlist", "64") : Map.of();
    return IndexParams.parse(type, metric, given);
  }

  /** Whether a build has ended; collecting all the time would leave it no time to get on. */
  private static boolean isDone(FutureTask<Void> build) throws Exception {
    try {
      build.get(BUILD_MILLIS, TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBuildHoldsWhatItSaysAndNotAnEighthOfIt(IndexType type) throws Exception {
    VectorData vectors = vectors(type);
    Indexes indexes = new Indexes(KERNELS);
    IndexParams params = params(type);
    long said = indexes.buildBytes(vectors, params, 1);
    Live live = new Live();
    Sink sink = new Sink(live);
    FutureTask<Void> build =
        new FutureTask<>(
            () -> {
              BuildContext context = BuildContext.onCallingThread(said, BuildProgress.NONE);
              indexes.build(vectors, params, context, sink);
              return null;
            });
    new Thread(build).start();
    while (!isDone(build)) {
      live.look();
    }
    assertThat(live.most()).as("of %s, seed %d", type, SEED).isLessThan(said + NOISE_BYTES);
    assertThat(said - FIXED_BYTES)
        .as("what %s says, seed %d", type, SEED)
        .isLessThan(8 * (live.most() + NOISE_BYTES));
    assertThatThrownBy(
            () ->
                indexes.build(
                    vectors,
                    params,
                    BuildContext.onCallingThread(said - 1, BuildProgress.NONE),
                    sink))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("of %d rows", ROWS)
        .hasMessageContaining("raise the limit");
  }
}
