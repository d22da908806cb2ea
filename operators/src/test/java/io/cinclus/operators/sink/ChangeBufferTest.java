package io.cinclus.operators.sink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.RowSizes;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ChangeBufferTest {
  private final ChangeBuffer buffer = new ChangeBuffer(FakeLog.SCHEMA);

  @Test
  void theSizeIsWhatTheLogTakesForTheLastChangeOfEachKey() {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    for (int batch = 0; batch < 50; batch++) {
      int changes = 1 + random.nextInt(40);
      for (int i = 0; i < changes; i++) {
        long id = random.nextInt(10) * 1_000_000L;
        buffer.add(random.nextInt(3) == 0 ? RowChange.delete(id) : row(id, random));
      }
      long sizeBytes = buffer.sizeBytes();
      ChangeBuffer.Batch taken = buffer.take();
      long expected = Arrays.stream(RowSizes.sizesBytes(taken.rows())).sum();
      for (int i = 0; i < taken.deleteCount(); i++) {
        expected += RowSizes.sizeBytes(taken.deletedKeys(), i);
      }
      assertThat(sizeBytes).as("seed %d, batch %d", seed, batch).isEqualTo(expected);
      assertThat(buffer.sizeBytes()).isZero();
    }
  }

  @Test
  void aChangeThatIsReplacedTakesNothing() {
    buffer.add(row(7, new Random(1)));
    long sizeBytes = buffer.sizeBytes();
    buffer.add(row(7, new Random(1)));
    assertThat(buffer.sizeBytes()).isEqualTo(sizeBytes);
    buffer.add(RowChange.delete(7));
    assertThat(buffer.sizeBytes()).isEqualTo(2);
    assertThat(buffer.take().changeCount()).isEqualTo(1);
  }

  @Test
  void aRowThatIsRefusedLeavesNothingBehind() {
    RowChange bad = RowChange.put(Map.of("id", 1, "vector", "none"));
    assertThatThrownBy(() -> buffer.add(bad)).isInstanceOf(CinclusException.class);
    assertThat(buffer.count()).isZero();
    assertThat(buffer.sizeBytes()).isZero();
    assertThat(buffer.take().changeCount()).isZero();
  }

  private static RowChange row(long id, Random random) {
    float[] vector = {random.nextFloat(), 1};
    return random.nextBoolean()
        ? RowChange.put(Map.of("id", id, "vector", vector))
        : RowChange.put(Map.of("id", id, "vector", vector, "price", random.nextDouble()));
  }
}
