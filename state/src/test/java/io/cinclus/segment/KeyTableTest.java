package io.cinclus.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** The limits of time are far from what it takes: they end what would take hours. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = ThreadMode.SEPARATE_THREAD)
class KeyTableTest {
  private static final int COUNT = 1 << 20;

  @Test
  void keysMadeOfTwoEqualNumbersDoNotCrowd() {
    long[] keys = LongStream.range(0, COUNT).map(x -> x << 32 | x).toArray();
    assertNumbered(new Column.Longs(DataType.INT64, keys, null));
  }

  @Test
  void keysThatDifferInTheirHighestBitsDoNotCrowd() {
    long[] keys = LongStream.range(0, COUNT).map(x -> x << 44).toArray();
    assertNumbered(new Column.Longs(DataType.INT64, keys, null));
  }

  @Test
  void textsOfOneJavaHashDoNotCrowd() {
    String[] keys = IntStream.range(0, COUNT).mapToObj(KeyTableTest::text).toArray(String[]::new);
    assertThat(keys[COUNT - 1]).hasSameHashCodeAs(keys[0]);
    assertNumbered(new Column.Texts(DataType.VARCHAR, keys, null));
  }

  /** "Aa" and "BB" have the same hash, and so have texts made of equally many of them. */
  private static String text(int bits) {
    StringBuilder text = new StringBuilder();
    for (int bit = 0; bit < 20; bit++) {
      text.append((bits >> bit & 1) == 0 ? "Aa" : "BB");
    }
    return text.toString();
  }

  private static void assertNumbered(Column keys) {
    KeyTable table = new KeyTable(keys, COUNT);
    assertThat(table.size()).isEqualTo(COUNT);
    assertThat(table.numbers()).isEqualTo(IntStream.range(0, COUNT).toArray());
    assertThat(table.find(keys, COUNT)).isEqualTo(table.numbers());
  }
}
