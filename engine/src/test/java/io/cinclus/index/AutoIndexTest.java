package io.cinclus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.SparseVectors;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AutoIndexTest {

  private static IndexParams wanted(Metric metric) {
    return IndexParams.parse(IndexType.AUTOINDEX, metric, Map.of());
  }

  private static IndexType chosen(VectorData vectors, Metric metric) {
    return AutoIndex.choose(vectors, metric).type();
  }

  @Test
  void theTypeFollowsFromKindRowsAndDimension() {
    assertThat(chosen(Vectors.of(new float[2_000 * 128], 128), Metric.IP))
        .isEqualTo(IndexType.FLAT);
    assertThat(chosen(Vectors.of(new float[2_100 * 128], 128), Metric.IP))
        .isEqualTo(IndexType.HNSW);
    assertThat(chosen(Vectors.of(new float[2_100 * 8], 8), Metric.L2)).isEqualTo(IndexType.FLAT);
    assertThat(chosen(BinaryVectors.of(new byte[1 << 20], 128), Metric.HAMMING))
        .isEqualTo(IndexType.BIN_FLAT);
    VectorData many = BinaryVectors.of(new byte[(1 << 20) + 16], 128);
    IndexParams lists = AutoIndex.choose(many, Metric.JACCARD);
    assertThat(lists.type()).isEqualTo(IndexType.BIN_IVF_FLAT);
    assertThat(lists.value(Parameters.NLIST)).isEqualTo(1024);
    VectorData sparse = SparseVectors.of();
    assertThat(chosen(sparse, Metric.BM25)).isEqualTo(IndexType.SPARSE_INVERTED_INDEX);
  }

  @Test
  void aFileSaysWhatWasChosen() throws IOException {
    Vectors few = Vectors.of(new float[] {1, 2, 3, 4}, 2);
    byte[] file = IndexFiles.build(Kernels.fastest(), few, wanted(Metric.L2));
    assertThat(IndexFiles.open(Kernels.fastest(), file, few).type()).isEqualTo(IndexType.FLAT);
  }

  @Test
  void aLevelMeansSomethingToEveryType() {
    Map<String, String> given = Map.of("level", "3");
    assertThat(SearchParams.parse(IndexType.AUTOINDEX, given, 10).value(Parameters.LEVEL))
        .isEqualTo(3);
    assertThat(SearchParams.adapt(IndexType.HNSW, given, 10).value(Parameters.EF)).isEqualTo(192);
    assertThat(SearchParams.adapt(IndexType.HNSW, given, 500).value(Parameters.EF)).isEqualTo(500);
    assertThat(SearchParams.adapt(IndexType.BIN_IVF_FLAT, given, 10).value(Parameters.NPROBE))
        .isEqualTo(24);
    assertThat(SearchParams.adapt(IndexType.FLAT, given, 10).values()).isEmpty();
    Map<String, String> both = Map.of("level", "3", "ef", "70");
    assertThat(SearchParams.adapt(IndexType.HNSW, both, 10).value(Parameters.EF)).isEqualTo(70);
  }

  @Test
  void vectorsThatCannotBeComparedSoAreRefused() {
    Vectors dense = Vectors.of(new float[4], 2);
    assertThatThrownBy(() -> IndexFiles.build(Kernels.fastest(), dense, wanted(Metric.HAMMING)))
        .hasMessage("metric HAMMING is not for dense vectors; use one of [L2, IP, COSINE]");
  }
}
