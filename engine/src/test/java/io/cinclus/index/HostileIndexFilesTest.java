package io.cinclus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.value.SparseVector;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.SparseVectors;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Files whose checksums are right and whose contents are not: each is refused, or searched without
 * a wrong score, a repeated row or an end that does not come. Not FLAT, whose file has no sections
 * of its own.
 */
class HostileIndexFilesTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int DIM = 8;
  private static final int ROWS = 400;
  private static final int FILES = 400;
  private static final int PREFIX_BYTES = 16;
  private static final int ENTRY_BYTES = 40;
  private static final int[] EXTREMES = {
    0,
    -1,
    1,
    ROWS,
    ROWS - 1,
    ROWS + 1,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Float.floatToRawIntBits(Float.NaN),
    Float.floatToRawIntBits(Float.POSITIVE_INFINITY),
    Float.floatToRawIntBits(Float.MAX_VALUE)
  };

  static Stream<IndexType> types() {
    return IndexTypes.dense().filter(type -> type != IndexType.FLAT && type != IndexType.AUTOINDEX);
  }

  @ParameterizedTest
  @MethodSource("types")
  void areRefusedOrSearchedRightly(IndexType type) throws IOException {
    long seed = TestVectors.printedSeed();
    Random random = new Random(seed);
    Vectors vectors = Vectors.of(TestVectors.gaussian(random, ROWS * DIM), DIM);
    Map<String, String> small =
        Map.of("nlist", "9", "M", "4", "efConstruction", "20", "n_trees", "3", "max_degree", "9");
    for (Metric metric : TestVectors.DENSE_METRICS) {
      IndexParams params =
          new IndexParams(type, metric, Parameter.adapt(type.buildParameters(), small));
      byte[] file = IndexFiles.build(KERNELS, vectors, params);
      for (int i = 0; i < FILES; i++) {
        byte[] hostile = changed(file, random);
        DenseIndex index;
        try {
          index = IndexFiles.open(KERNELS, hostile, vectors);
        } catch (CorruptIndexException e) {
          assertThat(e).hasMessageContaining("test.idx");
          continue;
        }
        try {
          assertRight(index, vectors, TestVectors.gaussian(random, DIM));
        } catch (UncheckedIOException e) {
          assertThat(e).hasCauseInstanceOf(CorruptIndexException.class);
        }
      }
    }
  }

  private static void assertRight(DenseIndex index, Vectors vectors, float[] query) {
    TopK out = new TopK(10);
    index.search(query, SearchParams.parse(index.type(), Map.of(), 10), null, out);
    out.sort();
    Scorer exact = new Scorer(KERNELS, index.metric(), vectors);
    exact.query(query);
    Set<Integer> rows = new HashSet<>();
    for (int rank = 0; rank < out.size(); rank++) {
      assertThat(rows.add(out.row(rank))).as("row %d is there once", out.row(rank)).isTrue();
      assertThat(out.score(rank)).isEqualTo(exact.score(out.row(rank)));
    }
  }

  @Test
  void aListThatEndsBehindAllRowsIsRefused() throws IOException {
    IndexParams params = IndexParams.parse(IndexType.IVF_FLAT, Metric.L2, Map.of("nlist", "2"));
    for (float[] values : new float[][] {{-1, 1}, {1, -1}}) {
      Vectors vectors = Vectors.of(values, 1);
      byte[] file = IndexFiles.build(KERNELS, vectors, params);
      ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      int entry = PREFIX_BYTES + ENTRY_BYTES * 2; // Behind the meta and the centroids.
      bytes.putInt((int) bytes.getLong(entry + 16) + 4, 3);
      seal(file, entry);
      assertThatThrownBy(() -> IndexFiles.open(KERNELS, file, vectors))
          .isInstanceOf(CorruptIndexException.class)
          .hasMessageContaining("ivf.from");
    }
  }

  @Test
  void sparseEntriesThatNoRowHasAreRefused() throws IOException {
    SparseVectors vectors =
        SparseVectors.of(
            new SparseVector(new int[] {7}, new float[] {0.5f}),
            new SparseVector(new int[] {7}, new float[] {0.25f}));
    IndexParams params = IndexParams.parse(IndexType.SPARSE_INVERTED_INDEX, Metric.IP, Map.of());
    for (String section : List.of("sparse.dims", "sparse.values")) {
      byte[] file = IndexFiles.build(KERNELS, vectors, params);
      int entry = new String(file, StandardCharsets.ISO_8859_1).indexOf(section);
      ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
      bytes.putInt((int) bytes.getLong(entry + 16), 9);
      seal(file, entry);
      assertThatThrownBy(() -> IndexFiles.openAny(KERNELS, file, vectors))
          .isInstanceOf(CorruptIndexException.class)
          .hasMessageMatching(".*(a row without the dimension|a value that the row does not have)");
    }
  }

  @Test
  void aParameterThatDoesNotFitTheVectorsIsRefused() throws IOException {
    Vectors vectors = Vectors.of(new float[16], 8);
    for (IndexType type : new IndexType[] {IndexType.IVF_PQ, IndexType.HNSW_PQ}) {
      IndexParams params = IndexParams.parse(type, Metric.L2, Map.of("m", "4"));
      byte[] file = IndexFiles.build(KERNELS, vectors, params);
      int meta =
          (int) ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getLong(PREFIX_BYTES + 16);
      int at = new String(file, StandardCharsets.ISO_8859_1).indexOf("\nm=4\n", meta);
      file[at + 3] = '3';
      seal(file, PREFIX_BYTES);
      assertThatThrownBy(() -> IndexFiles.open(KERNELS, file, vectors))
          .isInstanceOf(CorruptIndexException.class)
          .hasMessageContaining("section meta")
          .hasMessageContaining("multiple of the number of subquantizers");
    }
  }

  /** Overwrites some ints or bytes of a section, and makes both checksums right again. */
  private static byte[] changed(byte[] file, Random random) {
    byte[] hostile = file.clone();
    ByteBuffer bytes = ByteBuffer.wrap(hostile).order(ByteOrder.LITTLE_ENDIAN);
    int sections = bytes.getInt(12);
    int entry = PREFIX_BYTES + ENTRY_BYTES * (1 + random.nextInt(sections - 1)); // Not the meta.
    int offset = (int) bytes.getLong(entry + 16);
    int size = (int) bytes.getLong(entry + 24);
    for (int changes = 1 + random.nextInt(3); changes > 0 && size >= 4; changes--) {
      int at = offset + random.nextInt(size / 4) * 4;
      bytes.putInt(
          at, random.nextBoolean() ? EXTREMES[random.nextInt(EXTREMES.length)] : random.nextInt());
    }
    seal(hostile, entry);
    return hostile;
  }

  /** Makes the checksums of a section and of the header right. */
  private static void seal(byte[] file, int entry) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int offset = (int) bytes.getLong(entry + 16);
    CRC32C section = new CRC32C();
    section.update(file, offset, (int) bytes.getLong(entry + 24));
    bytes.putInt(entry + 32, (int) section.getValue());
    CRC32C header = new CRC32C();
    int end = PREFIX_BYTES + ENTRY_BYTES * bytes.getInt(12);
    header.update(file, 0, end);
    bytes.putInt(end, (int) header.getValue());
  }
}
