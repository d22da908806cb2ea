package io.cinclus.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterLimitsTest {
  private static final int SMALL_STACK_BYTES = 512 * 1024;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(|n == 1|)",
        "not |b|",
        "! |b|",
        "- |n| == 1",
        "exists |j|",
        "|n| + 1",
        "|n| ** 2",
        "|n| == 1",
        "|n| < 1",
        "b == not |b|",
        "n ** -|n|",
        "array_length(|ints|)",
        "j|[\"a\"]|[0]",
        "not (|b|)",
        "|n| is null",
        "|s| like 'a'",
        "|n| in [1]",
        "~|n| == 1",
        "|n| & 1",
        "|n| << 1 == 1",
        "|s| =~ 'a'",
      })
  void nestingBeyondTheLimitIsRefusedWithoutExhaustingTheStack(String shape) {
    String[] parts = shape.split("\\|", -1);
    int repeats = 5_000;
    String expression = parts[0].repeat(repeats) + parts[1] + parts[2].repeat(repeats);

    assertThat(onASmallStack(() -> Filter.compile(expression, Rows.SCHEMA)))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("bad filter");
  }

  @Test
  void nestingUpToTheLimitIsCompiledAndEvaluatedOnASmallStack() {
    int levels = Filter.MAX_DEPTH - 10;
    String expression = "not (".repeat(levels / 2) + "b" + ")".repeat(levels / 2);

    assertThat(
            onASmallStack(
                () -> assertThat(Rows.passes(expression, "b", levels / 2 % 2 == 0)).isTrue()))
        .isNull();
  }

  @Test
  void theMessageOfTooDeepNestingNamesTheLimit() {
    assertThatThrownBy(() -> Filter.compile("(".repeat(201), Rows.SCHEMA))
        .hasMessageContaining("at character 201, '(': the expression nests deeper than 200");
  }

  @Test
  void aChainOfThousandsOfConditionsIsNoNesting() {
    String any =
        IntStream.range(0, 5_000).mapToObj(i -> "n==" + i).collect(Collectors.joining(" or "));
    String all =
        IntStream.range(0, 5_000).mapToObj(i -> "n!=" + i).collect(Collectors.joining(" and "));

    assertThat(
            onASmallStack(
                () -> {
                  assertThat(Rows.passes(any, "n", 4_999)).isTrue();
                  assertThat(Rows.passes(any, "n", 5_000)).isFalse();
                  assertThat(Rows.passes(all, "n", 4_999)).isFalse();
                  assertThat(Rows.passes(all, "n", 5_000)).isTrue();
                }))
        .isNull();
  }

  @Test
  void anExpressionLongerThanTheLimitIsRefused() {
    String fits = "n == 1" + " or n == 1".repeat(6_553);
    assertThat(Rows.passes(fits, "n", 1)).isTrue();

    String tooLong = "s == '" + "x".repeat(Filter.MAX_LENGTH_CHARS) + "'";
    assertThatThrownBy(() -> Filter.compile(tooLong, Rows.SCHEMA))
        .hasMessageContaining("longer than 65536 characters, lists not counted");
    String farTooLong = " ".repeat(Filter.MAX_LENGTH_WITH_LISTS_CHARS) + "b";
    assertThatThrownBy(() -> Filter.compile(farTooLong, Rows.SCHEMA))
        .hasMessageContaining("it has 4194305 characters, more than 4194304");
  }

  @Test
  void aListMayHaveExactlyAsManyValuesAsTheLimit() {
    String values =
        IntStream.range(0, Filter.MAX_LIST_VALUES)
            .mapToObj(i -> Long.toString(1_000_000_000_000_000_000L + i))
            .collect(Collectors.joining(","));

    Column keys = Filter.compile("id in [" + values + "]", Rows.SCHEMA).primaryKeys().orElseThrow();

    assertThat(keys.capacity()).isEqualTo(Filter.MAX_LIST_VALUES);
    assertThatThrownBy(() -> Filter.compile("id in [" + values + ",1]", Rows.SCHEMA))
        .hasMessageContaining("the list has 100001 values, more than 100000");
  }

  @ParameterizedTest
  @ValueSource(strings = {"any", "all"})
  void theLongestListOfWhatAnArrayContainsIsOnePredicate(String quantifier) {
    String values =
        IntStream.range(0, Filter.MAX_LIST_VALUES)
            .mapToObj(Integer::toString)
            .collect(Collectors.joining(","));
    String ofArray = "array_contains_" + quantifier + "(ints, [" + values + "])";
    String ofJson = "json_contains_" + quantifier + "(j, [" + values + "])";
    assertThat(compiled(ofArray)).isInstanceOf(Predicate.ArrayContains.class);
    assertThat(compiled(ofJson)).isInstanceOf(Predicate.JsonContains.class);

    List<Long> all = LongStream.range(0, Filter.MAX_LIST_VALUES).boxed().toList();
    boolean any = quantifier.equals("any");
    assertThat(Rows.passes(ofArray, "ints", all)).isTrue();
    assertThat(Rows.passes(ofArray, "ints", all.subList(1, all.size()))).isEqualTo(any);
    assertThat(Rows.passes(ofJson, "j", "[" + values + "]")).isTrue();
    assertThat(Rows.passes(ofJson, "j", "[" + values.substring(2) + ", 1.0]")).isEqualTo(any);
    assertThat(Rows.passes(ofJson, "j", "[" + values.substring(2) + ", -0.0]")).isTrue();
  }

  private static Predicate compiled(String expression) {
    return new FilterCompiler(new Fields(Rows.SCHEMA)).compile(Syntax.parse(expression));
  }

  @Test
  void aPatternLongerThanTheLimitIsRefused() {
    String pattern = "x".repeat(Filter.MAX_PATTERN_CHARS);
    assertThat(Rows.passes("s like '" + pattern + "'", "s", pattern)).isTrue();
    assertThatThrownBy(() -> Filter.compile("s like '" + pattern + "x'", Rows.SCHEMA))
        .hasMessageContaining("the pattern is longer than 4096 characters");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "((((((a){99}){99}){99}){99}){99}){99}",
        "(a{99}){99}",
        "(?:[a-z]{0,60}){60,}",
        "(x(a|b{9}){9}){99}",
        "(\\({99}){99}",
      })
  void aRegularExpressionThatIsHugeWithItsRepetitionsIsRefused(String pattern) {
    assertThatThrownBy(() -> Filter.compile("s =~ r'" + pattern + "'", Rows.SCHEMA))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("more than 4096 steps");
  }

  @Test
  void aRegularExpressionTakesTimeLinearInTheText() {
    assertThat(Rows.passes("s =~ r'^\\d{4}(-\\d{2}){2}T\\d{2}:\\d{2}$'", "s", "2026-01-31T08:15"))
        .isTrue();
    String evil = "(a*)*".repeat(20) + "b";
    assertThat(Rows.passes("s =~ '" + evil + "'", "s", "a".repeat(10_000))).isFalse();
  }

  @Test
  void garbageIsRefusedAsABadFilterAndNothingElseIsThrown() {
    long seed = new Random().nextLong();
    System.out.println("FilterLimitsTest garbage seed " + seed);
    Random random = new Random(seed);
    int compiled = 0;
    for (int i = 0; i < 8_000; i++) {
      String expression = i % 2 == 0 ? characters(random) : words(random);
      try {
        Filter.compile(expression, Rows.SCHEMA);
        compiled++;
      } catch (CinclusException e) {
        assertThat(e.code()).as("seed %d: %s", seed, expression).isEqualTo(ErrorCode.BAD_FILTER);
      } catch (RuntimeException | StackOverflowError e) {
        throw new AssertionError("seed " + seed + ": " + expression, e);
      }
    }
    assertThat(compiled).as("garbage that happens to compile").isPositive();
  }

  private static String characters(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(30);
    for (int i = 0; i < length; i++) {
      text.append((char) (random.nextInt(10) == 0 ? random.nextInt(0x10000) : random.nextInt(128)));
    }
    return text.toString();
  }

  private static String words(Random random) {
    List<String> words =
        List.of(
            "(",
            ")",
            "[",
            "]",
            ",",
            "==",
            "!=",
            "<",
            ">=",
            "and",
            "or",
            "not",
            "in",
            "like",
            "is",
            "null",
            "exists",
            "+",
            "-",
            "*",
            "/",
            "%",
            "**",
            "1",
            "0",
            "2.5",
            "\"a\"",
            "r'%'",
            "'\\",
            "true",
            "n",
            "s",
            "d",
            "b",
            "j",
            "j[\"a\"]",
            "ints",
            "ints[0]",
            "texts[1]",
            "id",
            "$meta",
            "unknown",
            "array_length",
            "json_contains",
            "array_contains_all",
            "0x",
            "1e",
            "n == 1",
            "s == 'x'",
            "b",
            "$",
            "=~",
            "!~",
            "'a+(b|c)*'",
            "&",
            "|",
            "^",
            "~",
            "<<",
            ">>",
            "=",
            "random_sample(",
            "0.5",
            "text_match",
            "phrase_match(",
            "minimum_should_match=1",
            "[1, 2]",
            "['a']");
    int length = 1 + random.nextInt(12);
    return IntStream.range(0, length)
        .mapToObj(i -> words.get(random.nextInt(words.size())))
        .collect(Collectors.joining(random.nextInt(5) == 0 ? "" : " "));
  }

  private static @Nullable Throwable onASmallStack(Runnable task) {
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    Thread thread =
        new Thread(
            null,
            () -> {
              try {
                task.run();
              } catch (RuntimeException | Error e) {
                failure.set(e);
              }
            },
            "small stack",
            SMALL_STACK_BYTES);
    thread.start();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    return failure.get();
  }
}
