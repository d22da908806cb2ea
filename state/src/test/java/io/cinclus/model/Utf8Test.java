package io.cinclus.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8Test {
  @Test
  void theLengthIsThatOfTheEncodedText() {
    StringBuilder text = new StringBuilder();
    for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint += 97) {
      if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
        text.appendCodePoint(codePoint);
      }
    }
    assertThat(Utf8.lengthBytes(text.toString()))
        .isEqualTo(text.toString().getBytes(StandardCharsets.UTF_8).length);
    assertThat(Utf8.lengthBytes("")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"\ud800", "a\ud83d", "\ude00\ud83d", "\ud83d\ud83d\ude00", "\ud800a"})
  void halfOfASurrogatePairHasNoLength(String text) {
    assertThat(Utf8.lengthBytes(text)).isEqualTo(Utf8.MALFORMED);
  }

  @Test
  void textsAreOrderedAsTheirBytesAre() {
    String[] texts = {
      "",
      "a",
      "ab",
      "b",
      "\u00e4",
      "\u20ac",
      "\ud7ff",
      "\ue000",
      "\ufb01",
      "\uffff",
      "\ud800\udc00",
      "\ud83d\udc1f",
      "\ud83d\udc1fa",
      "\udbff\udfff"
    };
    for (String one : texts) {
      for (String other : texts) {
        int expected =
            Arrays.compareUnsigned(
                one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
        assertThat(Integer.signum(Utf8.compare(one, other)))
            .as("%s and %s", one, other)
            .isEqualTo(Integer.signum(expected));
      }
    }
  }
}
