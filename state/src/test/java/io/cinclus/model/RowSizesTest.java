package io.cinclus.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.FieldSchema.Limits;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowSizesTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void aMessageIsNoLargerThanItsRowsSay(long seed) {
    Random random = new Random(seed);
    RandomRows rows = new RandomRows(random);
    for (int round = 0; round < 20; round++) {
      RowBatch batch = rows.next(random.nextInt(60));
      assertBounds(batch);
    }
  }

  @Test
  void theBoundIsNearForTextsOfAnyScript() {
    String[] texts = {"x".repeat(500_000), "é".repeat(400_000), "日".repeat(300_000), "", "😀"};
    RowBatch batch = new RowBatch(5, Map.of(1, new Column.Texts(DataType.VARCHAR, texts, null)));
    assertBounds(batch);
    assertThat(Arrays.stream(RowSizes.sizesBytes(batch)).sum())
        .isLessThan(RowsCodec.encode(batch).getSerializedSize() + 10);
  }

  @Test
  void theElementsOfAnArrayCount() {
    String[] texts = new String[4_096];
    Arrays.fill(texts, "日".repeat(20));
    Column[] arrays = {
      new Column.Texts(DataType.VARCHAR, texts, null),
      RowBatchBuilder.allocateElements(DataType.VARCHAR, 0),
      new Column.Texts(DataType.VARCHAR, new String[] {"a"}, null)
    };
    RowBatch batch = new RowBatch(3, Map.of(1, new Column.Arrays(DataType.VARCHAR, arrays, null)));
    assertBounds(batch);
    assertThat(RowSizes.sizesBytes(batch)[0]).isGreaterThan(4_096 * 60);
    assertThat(RowSizes.sizesBytes(batch)[1]).isLessThan(10);
  }

  @Test
  void whatHasNoValueYetHasASizeAllTheSame() {
    FieldSchema array = FieldSchema.of("a", DataType.ARRAY, Limits.array(DataType.INT64, 5, 0));
    Column arrays = new Column.Arrays(array.elementType(), new Column[1], null);
    Column texts = new Column.Texts(DataType.VARCHAR, new String[1], null);
    assertThat(RowSizes.sizeBytes(arrays, 0)).isPositive();
    assertThat(RowSizes.sizeBytes(texts, 0)).isPositive();
    Column half = new Column.Texts(DataType.VARCHAR, new String[] {"\ud83d"}, null);
    assertThat(RowSizes.sizeBytes(half, 0)).isGreaterThan(3);
  }

  private static void assertBounds(RowBatch batch) {
    long bound =
        Arrays.stream(RowSizes.sizesBytes(batch)).sum()
            + (long) batch.columns().size() * RowSizes.COLUMN_BYTES;
    assertThat((long) RowsCodec.encode(batch).getSerializedSize()).isLessThanOrEqualTo(bound);
  }
}
