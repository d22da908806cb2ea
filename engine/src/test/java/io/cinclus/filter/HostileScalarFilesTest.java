package io.cinclus.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.index.CorruptIndexException;
import io.cinclus.index.scalar.Answer;
import io.cinclus.index.scalar.Condition;
import io.cinclus.index.scalar.RowCount;
import io.cinclus.index.scalar.ScalarIndex;
import io.cinclus.index.scalar.ScalarIndexType;
import io.cinclus.index.scalar.Values;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.vector.TestVectors;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;

/** Files that are not what was written are refused, or give answers that are at least possible. */
class HostileScalarFilesTest {
  private static final int ROWS = 200;
  private static final int FILES = 60;
  private static final int PREFIX_BYTES = 16;
  private static final int ENTRY_BYTES = 40;
  private static final int[] EXTREMES = {
    0, -1, 1, ROWS, ROWS - 1, ROWS + 1, Integer.MAX_VALUE, Integer.MIN_VALUE, 0x7fffff, 0x8080_8080
  };
  private static final List<Condition> CONDITIONS =
      List.of(
          new Condition.IsNull(),
          new Condition.IsTrue(),
          new Condition.Meets(1, 1, 3, 3),
          new Condition.Within(-3, 3, -3, 3),
          new Condition.Among(Values.ofNumbers(new long[] {1, 3}, new double[] {1, 2.5, 3})),
          new Condition.Among(Values.ofTexts(List.of("a", "abc"))),
          new Condition.Between("a", "b"),
          new Condition.Like("", false, List.of("b"), text -> text.contains("b")),
          new Condition.Like("a", true, List.of("a"), text -> text.startsWith("a")),
          new Condition.Contains(Values.ofTexts(List.of("a", "b")), true),
          new Condition.Contains(Values.ofTexts(List.of("a", "b")), false),
          new Condition.Contains(Values.ofNumbers(new long[] {1}, new double[] {1}), true),
          new Condition.Contains(
              new Values(new long[0], new double[0], List.of(), true, true), true));

  private static RowBatch batch(long seed) {
    RandomFilters random = new RandomFilters(seed);
    return Rows.batch(IntStream.range(0, ROWS).mapToObj(random::row).toList());
  }

  @Test
  void withRightChecksumsAreRefusedOrAnswerWhatCanBe() throws IOException {
    long seed = TestVectors.printedSeed();
    Random random = new Random(seed);
    RowBatch batch = batch(seed);
    int refused = 0;
    for (IndexedField field : ScalarFiles.all()) {
      byte[] file = ScalarFiles.build(field, batch);
      for (int i = 0; i < FILES; i++) {
        byte[] hostile = changed(file, random);
        try {
          assertPossible(ScalarFiles.open(field, hostile, batch));
        } catch (CorruptIndexException e) {
          assertThat(e).hasMessageContaining("test.idx");
          refused++;
        }
      }
    }
    assertThat(refused).isPositive();
  }

  private static void assertPossible(ScalarIndex index) {
    for (Condition condition : CONDITIONS) {
      RowCount count = index.count(condition);
      Answer answer = index.answer(condition);
      assertThat(answer == null).as("%s is not answered", condition).isEqualTo(count == null);
      if (answer == null || count == null) {
        continue;
      }
      assertThat(count.atMost()).isLessThanOrEqualTo(ROWS);
      assertThat(answer.yes()[ROWS >> 6] & (-1L << ROWS)).isZero();
      long[] both = Bits.and(answer.yes(), answer.unknown());
      assertThat(Arrays.stream(both).filter(word -> word != 0)).isEmpty();
    }
  }

  @Test
  void cutOffAreRefused() {
    RowBatch batch = batch(1);
    for (IndexedField field : ScalarFiles.all()) {
      byte[] file = ScalarFiles.build(field, batch);
      for (int length = 0; length < file.length; length += 1 + file.length / 50) {
        byte[] cut = Arrays.copyOf(file, length);
        assertThatThrownBy(() -> ScalarFiles.open(field, cut, batch))
            .isInstanceOf(CorruptIndexException.class)
            .hasMessageContaining("test.idx");
      }
    }
  }

  @Test
  void withFlippedBitsAreRefused() {
    long seed = TestVectors.printedSeed();
    Random random = new Random(seed);
    RowBatch batch = batch(seed);
    for (IndexedField field : ScalarFiles.all()) {
      byte[] file = ScalarFiles.build(field, batch);
      for (int i = 0; i < 50; i++) {
        byte[] flipped = file.clone();
        int bit = random.nextInt(8 * file.length);
        flipped[bit >> 3] ^= (byte) (1 << (bit & 7));
        assertThatThrownBy(() -> ScalarFiles.open(field, flipped, batch))
            .isInstanceOf(CorruptIndexException.class);
      }
    }
  }

  @Test
  void ofOtherRowsOrAnotherIndexAreRefused() {
    RowBatch batch = batch(1);
    FieldSchema n = Rows.SCHEMA.field("n").orElseThrow();
    IndexedField inverted = IndexedField.of(n, ScalarIndexType.INVERTED, Map.of());
    IndexedField bitmap = IndexedField.of(n, ScalarIndexType.BITMAP, Map.of());
    byte[] file = ScalarFiles.build(inverted, batch);
    assertThatThrownBy(() -> ScalarFiles.open(inverted, file, batch(2)))
        .isInstanceOf(CorruptIndexException.class)
        .hasMessageContaining("rebuild it");
    assertThatThrownBy(() -> ScalarFiles.open(bitmap, file, batch))
        .isInstanceOf(CorruptIndexException.class)
        .hasMessageContaining("rebuild it");
  }

  /** Overwrites some ints or bytes of a section, and makes both checksums right again. */
  private static byte[] changed(byte[] file, Random random) {
    byte[] hostile = file.clone();
    ByteBuffer bytes = ByteBuffer.wrap(hostile).order(ByteOrder.LITTLE_ENDIAN);
    int sections = bytes.getInt(12);
    int entry = PREFIX_BYTES + ENTRY_BYTES * (1 + random.nextInt(sections - 1)); // Not the meta.
    int offset = (int) bytes.getLong(entry + 16);
    int size = (int) bytes.getLong(entry + 24);
    for (int changes = 1 + random.nextInt(3); changes > 0 && size > 0; changes--) {
      if (random.nextBoolean() || size < 4) {
        hostile[offset + random.nextInt(size)] = (byte) random.nextInt();
      } else {
        int at = offset + random.nextInt(size / 4) * 4;
        bytes.putInt(at, EXTREMES[random.nextInt(EXTREMES.length)]);
      }
    }
    CRC32C section = new CRC32C();
    section.update(hostile, offset, size);
    bytes.putInt(entry + 32, (int) section.getValue());
    CRC32C header = new CRC32C();
    int end = PREFIX_BYTES + ENTRY_BYTES * sections;
    header.update(hostile, 0, end);
    bytes.putInt(end, (int) header.getValue());
    return hostile;
  }
}
