package io.cinclus.filter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class LikePatternTest {

  @Test
  void wildcardsStandForAnyTextAndForOneCharacter() {
    assertThat(matches("", "")).isTrue();
    assertThat(matches("", "a")).isFalse();
    assertThat(matches("%", "")).isTrue();
    assertThat(matches("%%", "any\nthing")).isTrue();
    assertThat(matches("_", "")).isFalse();
    assertThat(matches("_", "\uD83D\uDE00")).as("one character beyond the BMP").isTrue();
    assertThat(matches("__", "\uD83D\uDE00")).isFalse();
    assertThat(matches("a%c", "abc")).isTrue();
    assertThat(matches("a%c", "ac")).isTrue();
    assertThat(matches("a%c", "acb")).isFalse();
    assertThat(matches("%a_", "banana!")).isTrue();
    assertThat(matches("A%", "abc")).as("case counts").isFalse();
    assertThat(matches("a.c", "abc")).as("a dot is a dot").isFalse();
  }

  @Test
  void aBackslashTakesTheNextCharacterAsItIs() {
    assertThat(matches("50\\%", "50%")).isTrue();
    assertThat(matches("50\\%", "500")).isFalse();
    assertThat(matches("a\\_b%", "a_bc")).isTrue();
    assertThat(matches("a\\_b%", "axbc")).isFalse();
    assertThat(matches("\\\\%", "\\x")).isTrue();
    assertThat(LikePattern.of("a\\")).isEmpty();
  }

  @Test
  void randomPatternsMatchAsTheEquivalentRegularExpressionDoes() {
    long seed = new Random().nextLong();
    System.out.println("LikePatternTest seed " + seed);
    Random random = new Random(seed);
    int matched = 0;
    for (int i = 0; i < 50_000; i++) {
      String pattern = random("ab%_\\%", random, 6).replaceAll("\\\\+$", "");
      String text = random("ab%_\\", random, 8);
      boolean expected = regex(pattern).matcher(text).matches();
      assertThat(matches(pattern, text))
          .as("seed %d: '%s' like '%s'", seed, text, pattern)
          .isEqualTo(expected);
      matched += expected ? 1 : 0;
    }
    assertThat(matched).isPositive();
  }

  private static boolean matches(String pattern, String text) {
    return LikePattern.of(pattern).orElseThrow().matches(text);
  }

  private static String random(String alphabet, Random random, int maxLength) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(maxLength + 1);
    for (int i = 0; i < length; i++) {
      text.append(alphabet.charAt(random.nextInt(alphabet.length())));
    }
    return text.toString();
  }

  private static Pattern regex(String pattern) {
    StringBuilder regex = new StringBuilder();
    for (int i = 0; i < pattern.length(); i++) {
      char c = pattern.charAt(i);
      if (c == '\\') {
        i++;
        regex.append(Pattern.quote(String.valueOf(pattern.charAt(i))));
      } else {
        regex.append(c == '%' ? ".*" : c == '_' ? "." : Pattern.quote(String.valueOf(c)));
      }
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }
}
