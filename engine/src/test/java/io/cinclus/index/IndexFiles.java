package io.cinclus.index;

import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.Vectors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.Map;

/** Index files in memory, for tests. */
public final class IndexFiles {
  private IndexFiles() {}

  public static IndexParams hnsw(Metric metric, int m, int efConstruction) {
    Map<String, String> given = Map.of("M", "" + m, "efConstruction", "" + efConstruction);
    return IndexParams.parse(IndexType.HNSW, metric, given);
  }

  public static byte[] build(Kernels kernels, VectorData vectors, IndexParams params) {
    return build(kernels, vectors, params, BuildContext.onCallingThread(BuildProgress.NONE));
  }

  public static byte[] build(
      Kernels kernels, VectorData vectors, IndexParams params, BuildContext context) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      new Indexes(kernels).build(vectors, params, context, Channels.newChannel(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  public static DenseIndex open(Kernels kernels, byte[] bytes, Vectors vectors) throws IOException {
    return (DenseIndex) openAny(kernels, bytes, vectors);
  }

  /** Opens an index of vectors of any kind. */
  public static VectorIndex openAny(Kernels kernels, byte[] bytes, VectorData vectors)
      throws IOException {
    return new Indexes(kernels)
        .open("test.idx", Channels.newChannel(new ByteArrayInputStream(bytes)), vectors);
  }

  public static DenseIndex index(Kernels kernels, Vectors vectors, IndexParams params) {
    try {
      return open(kernels, build(kernels, vectors, params), vectors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Builds and opens an index of vectors of any kind. */
  public static VectorIndex indexAny(Kernels kernels, VectorData vectors, IndexParams params) {
    try {
      return openAny(kernels, build(kernels, vectors, params), vectors);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
