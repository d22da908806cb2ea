package io.cinclus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Scorer;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An index file that is read block by block as it is searched. */
class BlockSectionTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int DIM = 8;
  private static final int MAX_DEGREE = 6;
  private static final int ROWS = 200;

  private final long seed = TestVectors.printedSeed();
  private final Random random = new Random(seed);
  private final Vectors vectors = Vectors.of(TestVectors.gaussian(random, ROWS * DIM), DIM);
  private final byte[] file = build(vectors);
  private final NavigableMap<Integer, String> sections = sections();

  @TempDir private Path folder;

  private static byte[] build(Vectors vectors) {
    Map<String, String> given =
        Map.of("max_degree", "" + MAX_DEGREE, "search_cache_budget_gb_ratio", "0");
    return IndexFiles.build(
        KERNELS, vectors, IndexParams.parse(IndexType.DISKANN, Metric.L2, given));
  }

  private NavigableMap<Integer, String> sections() {
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    NavigableMap<Integer, String> found = new TreeMap<>(Map.of(0, "header"));
    for (int i = 0; i < header.getInt(12); i++) {
      int entry = 16 + 40 * i;
      String name = new String(file, entry, 16, StandardCharsets.US_ASCII).trim();
      found.put((int) header.getLong(entry + 16), name);
    }
    return found;
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(folder.resolve("local.idx"), bytes);
  }

  /** Opens a file and reads all of it. */
  private void openAndSearch(byte[] bytes) throws IOException {
    try (DenseIndex index = new Indexes(KERNELS).open(write(bytes))) {
      assertRight(index);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void assertRight(DenseIndex index) {
    float[] query = TestVectors.gaussian(random, DIM);
    Scorer exact = new Scorer(KERNELS, Metric.L2, vectors);
    exact.query(query);
    TopK out = new TopK(ROWS);
    index.search(query, SearchParams.parse(IndexType.DISKANN, Map.of(), ROWS), null, out);
    out.sort();
    Set<Integer> rows = new HashSet<>();
    for (int rank = 0; rank < out.size(); rank++) {
      assertThat(rows.add(out.row(rank))).as("row %d is there once", out.row(rank)).isTrue();
      assertThat(out.score(rank)).isEqualTo(exact.score(out.row(rank)));
    }
  }

  @Test
  void blocksArePagesOfTheFile() throws IOException {
    int last = sections.lastKey();
    assertThat(sections.get(last)).isEqualTo("records");
    assertThat(last % 4096).isZero();
    assertThat(file.length - last).isPositive().matches(bytes -> bytes % 4096 == 0);
    openAndSearch(file);
  }

  @Test
  void aFlippedBitIsFoundWhereverItIs() {
    for (int at = 0; at < file.length; at += 1 + random.nextInt(16)) {
      byte[] damaged = file.clone();
      damaged[at] ^= (byte) (1 << random.nextInt(8));
      assertThatThrownBy(() -> openAndSearch(damaged))
          .as("byte %d", at)
          .isInstanceOf(CorruptIndexException.class)
          .hasMessageContaining("local.idx, section ");
    }
  }

  @Test
  void aTruncatedFileIsRefusedWhenItIsOpened() {
    for (int length = 0; length < file.length; length += 1 + random.nextInt(40)) {
      byte[] truncated = Arrays.copyOf(file, length);
      assertThatThrownBy(() -> new Indexes(KERNELS).open(write(truncated)))
          .as("%d bytes", length)
          .isInstanceOf(CorruptIndexException.class)
          .hasMessageContaining("local.idx, section ");
    }
    assertThatThrownBy(() -> new Indexes(KERNELS).open(write(Arrays.copyOf(file, file.length + 1))))
        .hasMessageContaining("something follows the last section");
  }

  @Test
  void aFileThatIsReplacedOrCutWhileItIsOpenIsNotTakenForTheOldOne() throws IOException {
    Vectors others = Vectors.of(TestVectors.gaussian(random, ROWS * DIM), DIM);
    try (DenseIndex index = new Indexes(KERNELS).open(write(file))) {
      assertRight(index);
      write(build(others));
      assertThatThrownBy(() -> assertRight(index))
          .isInstanceOf(UncheckedIOException.class)
          .hasCauseInstanceOf(CorruptIndexException.class)
          .hasMessageContaining("section records: the checksum of block");
      write(Arrays.copyOf(file, sections.lastKey() + 100));
      assertThatThrownBy(() -> assertRight(index))
          .hasMessageContaining("section records: the file ends before block 0");
      write(file);
      assertRight(index);
    }
  }

  @Test
  void blocksInEachOthersPlacesAreRefused() {
    int first = sections.lastKey();
    byte[] swapped = file.clone();
    System.arraycopy(file, first, swapped, first + 4096, 4096);
    System.arraycopy(file, first + 4096, swapped, first, 4096);
    assertThatThrownBy(() -> openAndSearch(swapped))
        .isInstanceOf(CorruptIndexException.class)
        .hasMessageContaining("the checksum of block");
  }

  /** With right checksums, so that only what the lists say is wrong. */
  @Test
  void hostileListsAreRefusedOrSearchedRightly() throws IOException {
    ByteBuffer header = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int identity = header.getInt(16 + 32);
    int recordBytes = 4 * (DIM + 1 + MAX_DEGREE);
    int perBlock = 4092 / recordBytes;
    int[] extremes = {-1, 0, ROWS, ROWS - 1, MAX_DEGREE, MAX_DEGREE + 1, Integer.MAX_VALUE};
    for (int i = 0; i < 300; i++) {
      byte[] hostile = file.clone();
      int row = random.nextInt(ROWS);
      int from = sections.lastKey() + row / perBlock * 4096;
      ByteBuffer block = ByteBuffer.wrap(hostile, from, 4096).slice();
      block.order(ByteOrder.LITTLE_ENDIAN);
      int list = row % perBlock * recordBytes + 4 * DIM;
      block.putInt(
          list + 4 * random.nextInt(1 + MAX_DEGREE), extremes[random.nextInt(extremes.length)]);
      block.putInt(4092, Blocks.checksum(identity, row / perBlock, block));
      try {
        openAndSearch(hostile);
      } catch (CorruptIndexException e) {
        assertThat(e).hasMessageContaining("section records: row " + row + " ");
      }
    }
  }

  @Test
  void blocksReadTogetherAreThoseReadOneAfterAnother() throws IOException {
    int first = sections.lastKey();
    int count = (file.length - first) / 4096;
    int identity = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN).getInt(16 + 32);
    BlockSection.Shape shape =
        new BlockSection.Shape("some.idx", "records", first, 4096, count, identity);
    try (BlockSection blocks = BlockSection.open(write(file), shape)) {
      int[] numbers = new int[20];
      ByteBuffer[] targets = new ByteBuffer[numbers.length];
      Arrays.setAll(numbers, i -> random.nextInt(count));
      Arrays.setAll(targets, i -> ByteBuffer.allocateDirect(4096).order(ByteOrder.LITTLE_ENDIAN));
      Thread.currentThread().interrupt();
      blocks.read(numbers, numbers.length, targets, 0);
      assertThat(Thread.interrupted()).isTrue();
      for (int i = 0; i < numbers.length; i++) {
        byte[] found = new byte[4096];
        targets[i].get(0, found);
        int from = first + 4096 * numbers[i];
        assertThat(found).isEqualTo(Arrays.copyOfRange(file, from, from + 4096));
      }
      numbers[7] = count;
      assertThatThrownBy(() -> blocks.read(numbers, numbers.length, targets, 0))
          .isInstanceOf(CorruptIndexException.class)
          .hasMessageContaining("there is no block " + count);
    }
  }

  @Test
  void aTemporaryFileIsDeletedWhenItIsClosed() throws IOException {
    Path copy = write(file);
    BlockSection.Shape shape =
        new BlockSection.Shape("some.idx", "records", sections.lastKey(), 4096, 1, 0);
    BlockSection blocks = BlockSection.openTemporary(copy, shape);
    ByteBuffer block = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    assertThatThrownBy(() -> blocks.read(0, block)).hasMessageContaining("some.idx");
    assertThatThrownBy(() -> blocks.read(1, block)).hasMessageContaining("there is no block 1");
    blocks.close();
    blocks.close();
    assertThat(copy).doesNotExist();
    assertThatThrownBy(() -> blocks.read(0, block)).hasMessageContaining("is closed");
  }
}
