package io.cinclus.standalone.fuzz;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.Indexes;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Vectors;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.util.Map;

/** Small index files. */
final class TestIndexes {
  /** Of dimension 1: the numbers from 0 on. */
  static final Vectors NUMBERS = Vectors.of(new float[] {0, 1, 2, 3, 4, 5, 6, 7}, 1);

  private TestIndexes() {}

  static byte[] file(IndexType type) throws Exception {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new Indexes(Kernels.scalar())
        .build(
            NUMBERS,
            IndexParams.parse(type, Metric.L2, Map.of()),
            BuildContext.onCallingThread(BuildProgress.NONE),
            Channels.newChannel(bytes));
    return bytes.toByteArray();
  }
}
