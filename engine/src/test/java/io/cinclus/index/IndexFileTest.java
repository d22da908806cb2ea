package io.cinclus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

class IndexFileTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int DIM = 6;

  private final Random random = new Random(7);
  private final Vectors vectors = vectorsWithDuplicates();
  private final byte[] file = IndexFiles.build(KERNELS, vectors, IndexFiles.hnsw(Metric.L2, 4, 20));

  private Vectors vectorsWithDuplicates() {
    float[] values = TestVectors.gaussian(random, 300 * DIM);
    System.arraycopy(values, 0, values, 200 * DIM, 50 * DIM);
    return Vectors.of(values, DIM);
  }

  /** The offset of each section, read as the format says. */
  private NavigableMap<Integer, String> sections() {
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    NavigableMap<Integer, String> sections = new TreeMap<>(Map.of(0, "header"));
    for (int i = 0; i < header.getInt(12); i++) {
      int entry = 16 + 40 * i;
      String name = new String(file, entry, 16, StandardCharsets.US_ASCII).trim();
      sections.put((int) header.getLong(entry + 16), name);
    }
    return sections;
  }

  @Test
  void sectionsAreAlignedAndInOrder() {
    assertThat(new String(file, 0, 8, StandardCharsets.US_ASCII)).isEqualTo("CNCLSIDX");
    assertThat(sections().values())
        .containsExactly("header", "meta", "levels", "base", "upper", "duplicates");
    assertThat(sections().keySet()).allMatch(offset -> offset % 64 == 0);
    assertThat(file.length % 64).isZero();
    assertThat(new String(file, StandardCharsets.US_ASCII))
        .contains("type=HNSW\nmetric=L2\nrows=300\ndim=6\nvectors=", "\nM=4\nefConstruction=20\n");
  }

  @Test
  void theSameVectorsGiveTheSameBytes() {
    byte[] again = IndexFiles.build(KERNELS, vectors, IndexFiles.hnsw(Metric.L2, 4, 20));
    assertThat(again).isEqualTo(file);
  }

  @Test
  void everyFlippedBitIsFoundAndItsSectionNamed() {
    NavigableMap<Integer, String> sections = sections();
    for (int at = 0; at < file.length; at++) {
      byte[] damaged = file.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> IndexFiles.open(KERNELS, damaged, vectors))
          .as("byte %d", at)
          .isInstanceOf(CorruptIndexException.class)
          .hasMessageContaining("index file test.idx")
          .hasMessageContaining("section " + sections.floorEntry(at).getValue() + ":");
    }
  }

  @Test
  void everyTruncationIsFoundAndItsSectionNamed() {
    NavigableMap<Integer, String> sections = sections();
    for (int length = 0; length < file.length; length++) {
      byte[] truncated = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> IndexFiles.open(KERNELS, truncated, vectors))
          .as("%d bytes", length)
          .isInstanceOf(CorruptIndexException.class)
          .hasMessageContaining("test.idx")
          .hasMessageContaining("section " + sections.floorEntry(length).getValue() + ":");
    }
  }

  @Test
  void whatFollowsTheLastSectionIsAnError() {
    assertThatThrownBy(
            () -> IndexFiles.open(KERNELS, Arrays.copyOf(file, file.length + 1), vectors))
        .hasMessageContaining("something follows the last section");
  }

  @Test
  void anotherSegmentsVectorsAreRefused() {
    Vectors others = Vectors.of(new float[299 * DIM], DIM);
    assertThatThrownBy(() -> IndexFiles.open(KERNELS, file, others))
        .isInstanceOf(CorruptIndexException.class)
        .hasMessageContaining("an index of 300 rows of dim 6, opened with 299 rows of dim 6");
  }

  @Test
  void theVectorsOfAnotherSegmentOfTheSameShapeAreRefused() {
    Vectors others = Vectors.of(TestVectors.gaussian(random, 300 * DIM), DIM);
    assertThatThrownBy(() -> IndexFiles.open(KERNELS, file, others))
        .isInstanceOf(CorruptIndexException.class)
        .hasMessageContaining("section meta: an index of other vectors");
  }

  @Test
  void theSameVectorsInChunksAreAccepted() {
    float[][] chunks = new float[5][];
    for (int i = 0; i < chunks.length; i++) {
      chunks[i] = new float[64 * DIM];
      for (int row = 0; row < 64 && 64 * i + row < 300; row++) {
        System.arraycopy(vectors.copy(64 * i + row), 0, chunks[i], row * DIM, DIM);
      }
    }
    assertThatCode(() -> IndexFiles.open(KERNELS, file, Vectors.ofChunks(chunks, 64, DIM, 300)))
        .doesNotThrowAnyException();
  }

  /** Where a section's entry in the header says where it begins, and how many bytes it has. */
  private static final int OFFSET = 16;

  private static final int SIZE = 24;

  @Test
  void sizesAndOffsetsThatCannotBeAreRefusedBeforeTheyAreUsed() {
    String[] names = {"meta", "levels", "base", "upper", "duplicates"};
    for (int section = 0; section < names.length; section++) {
      for (long size : new long[] {-1, -4, Long.MIN_VALUE, Long.MAX_VALUE, 1L << 40, 1L << 30}) {
        assertRefused(section, SIZE, size, names[section]);
      }
      for (long offset : new long[] {-64, 0, 1L << 40}) {
        assertRefused(section, OFFSET, offset, names[section]);
      }
    }
  }

  /** Changes a number of the header and its checksum, as somebody might on purpose. */
  private void assertRefused(int section, int field, long value, String name) {
    byte[] hostile = file.clone();
    claim(hostile, section, field, value);
    assertThatThrownBy(() -> IndexFiles.open(KERNELS, hostile, vectors))
        .as("%s: %d", name, value)
        .isInstanceOf(CorruptIndexException.class)
        .hasMessageContaining("test.idx, section " + name + ":");
  }

  private static void claim(byte[] hostile, int section, int field, long value) {
    ByteBuffer header = ByteBuffer.wrap(hostile).order(ByteOrder.LITTLE_ENDIAN);
    header.putLong(16 + 40 * section + field, value);
    CRC32C crc = new CRC32C();
    int end = 16 + 40 * header.getInt(12);
    crc.update(hostile, 0, end);
    header.putInt(end, (int) crc.getValue());
  }

  @Test
  void graphsThatAreNoneAreRefused() throws IOException {
    assertGraphRefused("levels", sections -> Arrays.fill(sections.levels, (byte) 30), "upper");
    assertGraphRefused("levels", sections -> sections.levels[3] = 31, "levels");
    assertGraphRefused("levels", sections -> sections.levels[3] = -1, "upper", "duplicates");
    assertGraphRefused("base", sections -> sections.base[0] = 9, "base");
    assertGraphRefused("base", sections -> sections.base[1] = 300, "base");
    assertGraphRefused("base", sections -> sections.base[1] = 210, "base");
    assertGraphRefused("shared", sections -> sections.duplicates[7] = 200, "duplicates");
    assertGraphRefused("back", sections -> sections.duplicates[7] = 6, "duplicates");
    assertGraphRefused("loose", sections -> sections.duplicates[0] = -1, "duplicates");
    assertGraphRefused("in graph", sections -> sections.duplicates[60] = 61, "duplicates");
  }

  private static final class Sections {
    byte[] levels = {};
    int[] base = {};
    int[] upper = {};
    int[] duplicates = {};
  }

  /** Writes the file again with whole checksums and something wrong in it. */
  private void assertGraphRefused(String what, Consumer<Sections> damage, String... named)
      throws IOException {
    IndexFileReader reader =
        new IndexFileReader("test.idx", Channels.newChannel(new ByteArrayInputStream(file)));
    IndexSections copy = new IndexSections();
    copy.add("meta", reader.bytes("meta", 1000));
    Sections sections = new Sections();
    sections.levels = reader.bytes("levels", 300);
    sections.base = reader.ints("base", 100_000);
    sections.upper = reader.ints("upper", 100_000);
    sections.duplicates = reader.ints("duplicates", 300);
    damage.accept(sections);
    copy.add("levels", sections.levels);
    copy.add("base", sections.base);
    copy.add("upper", sections.upper);
    copy.add("duplicates", sections.duplicates);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    IndexFile.write(copy, Channels.newChannel(bytes));
    assertThatThrownBy(() -> IndexFiles.open(KERNELS, bytes.toByteArray(), vectors))
        .as(what)
        .isInstanceOf(CorruptIndexException.class)
        .message()
        .containsAnyOf(named);
  }

  @Test
  void aSectionThatIsNotThereTakesNoMemory() throws IOException {
    IndexSections sections = new IndexSections();
    sections.add("ints", new int[1000]);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    IndexFile.write(sections, Channels.newChannel(bytes));
    byte[] hostile = bytes.toByteArray();
    claim(hostile, 0, 16 + 8, 4L << 28);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    for (boolean ints : new boolean[] {true, false}) {
      IndexFileReader reader =
          new IndexFileReader("test.idx", Channels.newChannel(new ByteArrayInputStream(hostile)));
      assertThatThrownBy(
              () -> {
                if (ints) {
                  reader.ints("ints", Integer.MAX_VALUE);
                } else {
                  reader.bytes("ints", Integer.MAX_VALUE);
                }
              })
          .isInstanceOf(CorruptIndexException.class)
          .hasMessageContaining("the file ends");
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(64 << 20);
  }

  @Test
  void anUnknownVersionIsNamed() {
    byte[] newer = file.clone();
    newer[8] = 9;
    assertThatThrownBy(() -> IndexFiles.open(KERNELS, newer, vectors))
        .hasMessageContaining("unknown version 9");
  }

  @Test
  void aFlatIndexIsExactAndTakesBatches() throws IOException {
    IndexParams params = IndexParams.parse(IndexType.FLAT, Metric.IP, Map.of());
    DenseIndex flat = IndexFiles.index(KERNELS, vectors, params);
    SearchParams search = SearchParams.parse(IndexType.FLAT, Map.of(), 3);
    float[][] queries = TestVectors.split(TestVectors.gaussian(random, 20 * DIM), DIM);
    TopK[] out = new TopK[queries.length];
    Arrays.setAll(out, i -> new TopK(3));
    flat.search(queries, search, null, out);
    for (int i = 0; i < queries.length; i++) {
      TopK alone = new TopK(3);
      flat.search(queries[i], search, null, alone);
      alone.sort();
      out[i].sort();
      assertThat(out[i].row(0)).isEqualTo(alone.row(0));
      double best = Double.NEGATIVE_INFINITY;
      for (int row = 0; row < vectors.rows(); row++) {
        best = Math.max(best, TestVectors.score(Metric.IP, queries[i], vectors.copy(row)));
      }
      assertThat((double) alone.score(0))
          .isCloseTo(best, org.assertj.core.api.Assertions.within(1e-4));
    }
    assertThat(flat.memoryBytes()).isZero();
    assertThatCode(() -> flat.search(queries[0], search, null, out[0])).doesNotThrowAnyException();
  }
}
