package io.cinclus.value;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Bfloat16Test {
  @Test
  void everyNumberComesBack() {
    for (int half = 0; half < 1 << 16; half++) {
      float value = Bfloat16.toFloat((short) half);
      if (Float.isNaN(value)) {
        assertThat(Bfloat16.toFloat(Bfloat16.of(value))).isNaN();
      } else {
        assertThat(Bfloat16.of(value)).isEqualTo((short) half);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 0x3f7f, 0x3f80, 0x7f7e, 0x8000, 0xbf81})
  void theMiddleBetweenTwoIsTheEvenOne(int half) {
    int even = half + (half & 1);
    int middle = half << 16 | 0x8000;
    assertThat(Bfloat16.of(Float.intBitsToFloat(middle))).isEqualTo((short) even);
    assertThat(Bfloat16.of(Float.intBitsToFloat(middle - 1))).isEqualTo((short) half);
    assertThat(Bfloat16.of(Float.intBitsToFloat(middle + 1))).isEqualTo((short) (half + 1));
  }

  @Test
  void whatIsTooLargeBecomesInfinite() {
    assertThat(Bfloat16.toFloat(Bfloat16.of(Float.MAX_VALUE))).isInfinite().isPositive();
    assertThat(Bfloat16.toFloat(Bfloat16.of(-Float.MAX_VALUE))).isInfinite().isNegative();
  }
}
