package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.vector.TestVectors;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.LongUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyIndexTest {
  private static final int CHUNK_ROWS = 64;

  @ParameterizedTest
  @CsvSource({"INT64, 5", "INT64, 3000", "VARCHAR, 5", "VARCHAR, 3000"})
  void theNewestRowAndAllBeforeItAreFound(DataType type, int keyCount) {
    Random random = new Random(TestVectors.printedSeed());
    KeyIndex index = KeyIndex.empty(type, CHUNK_ROWS, 1);
    Map<Integer, Integer> newest = new HashMap<>();
    Map<Integer, Integer> previous = new HashMap<>();
    int[] before = new int[CHUNK_ROWS];
    int row = 0;
    for (int chunk = 0; chunk < 40; chunk++) {
      int[] keys = random.ints(CHUNK_ROWS, 0, keyCount).toArray();
      index.addChunk(TestRows.keys(type, keys));
      for (int from = 0; from < CHUNK_ROWS; ) {
        int count = Math.min(CHUNK_ROWS - from, 1 + random.nextInt(30));
        index.add(count, before);
        for (int i = 0; i < count; i++, row++) {
          Integer old = newest.put(keys[from + i], row);
          previous.put(row, old == null ? KeyIndex.NO_ROW : old);
          assertThat(before[i]).isEqualTo(previous.get(row));
        }
        from += count;
      }
    }
    int[] all = IntStream.range(0, keyCount + 10).toArray();
    int[] found = new int[all.length];
    index.newest(TestRows.keys(type, all), 0, all.length, found);
    for (int key : all) {
      assertThat(found[key]).isEqualTo(newest.getOrDefault(key, KeyIndex.NO_ROW));
      for (int at = found[key]; at != KeyIndex.NO_ROW; at = index.previous(at)) {
        assertThat(index.previous(at)).isEqualTo(previous.get(at));
      }
    }
  }

  @Test
  void aRangeOfKeysIsLookedUp() {
    KeyIndex index = KeyIndex.of(TestRows.keys(DataType.INT64, 4, 5, 6, 5), 3);
    int[] found = new int[2];
    index.newest(TestRows.keys(DataType.INT64, 9, 5, 7, 9), 1, 3, found);
    assertThat(found).containsExactly(1, KeyIndex.NO_ROW);
  }

  @Test
  void noKeysAreAnIndexToo() {
    KeyIndex index = KeyIndex.of(TestRows.keys(DataType.VARCHAR), 0);
    int[] found = new int[1];
    index.newest(TestRows.keys(DataType.VARCHAR, 1), 0, 1, found);
    assertThat(found).containsExactly(KeyIndex.NO_ROW);
  }

  /** Keys with many zero bits at either end must not all fall into the same few slots. */
  @Test
  void regularKeysAreAsFastAsOthers() {
    int count = 200_000;
    LongUnaryOperator[] patterns = {
      i -> i,
      i -> i << 20,
      i -> i << 40,
      i -> i << 46,
      i -> -i,
      i -> i * 1_000_003,
      i -> i << 32 | i,
      i -> Double.doubleToRawLongBits((double) i)
    };
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          for (LongUnaryOperator pattern : patterns) {
            long[] keys = new long[count];
            Arrays.setAll(keys, i -> pattern.applyAsLong(i));
            Column column = new Column.Longs(DataType.INT64, keys, null);
            KeyIndex index = KeyIndex.of(column, count);
            int[] found = new int[count];
            index.newest(column, 0, count, found);
            assertThat(found).isEqualTo(IntStream.range(0, count).toArray());
          }
        });
  }
}
