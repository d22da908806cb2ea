package io.cinclus.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class Float16Test {

  /** By the definition of the format. */
  private static double worth(int half) {
    int exponent = (half >>> 10) & 0x1f;
    int fraction = half & 0x3ff;
    double magnitude =
        exponent == 0
            ? fraction * Math.pow(2, -24)
            : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);
    return (half & 0x8000) == 0 ? magnitude : -magnitude;
  }

  @Test
  void everyNumberIsAFloatAndComesBack() {
    for (int half = 0; half < 1 << 16; half++) {
      float value = Float16.toFloat((short) half);
      if ((half & 0x7c00) != 0x7c00) {
        assertThat((double) value).as("%x", half).isEqualTo(worth(half));
        assertThat(Float16.of(value)).as("%x", half).isEqualTo((short) half);
      } else if ((half & 0x3ff) == 0) {
        float endless = half < 0x8000 ? Float.POSITIVE_INFINITY : Float.NEGATIVE_INFINITY;
        assertThat(value).isEqualTo(endless);
        assertThat(Float16.of(value)).isEqualTo((short) half);
      } else {
        assertThat(value).isNaN();
        assertThat(Float16.toFloat(Float16.of(value))).isNaN();
      }
    }
  }

  @Test
  void aFloatBecomesTheNearestNumberAndOfTwoTheEvenOne() {
    long seed = Long.getLong("cinclus.test.seed", System.nanoTime());
    System.out.println("-Dcinclus.test.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 100_000; i++) {
      int half = random.nextInt(0x7bff);
      double lower = worth(half);
      double upper = worth(half + 1);
      double middle = (lower + upper) / 2;
      int even = (half & 1) == 0 ? half : half + 1;
      assertThat(Float16.of((float) middle)).as("%x", half).isEqualTo((short) even);
      assertThat(Float16.of(Math.nextDown((float) middle))).isEqualTo((short) half);
      assertThat(Float16.of(-Math.nextUp((float) middle))).isEqualTo((short) (half + 1 | 0x8000));
    }
    assertThat(Float16.of(65520f)).isEqualTo((short) 0x7c00);
    assertThat(Float16.of(Math.nextDown(65520f))).isEqualTo((short) 0x7bff);
  }
}
