package io.cinclus.filter;

import static io.cinclus.filter.Rows.passes;
import static io.cinclus.filter.Rows.passing;
import static io.cinclus.filter.Rows.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTest {
  private static final Object[] ROW = {
    "id",
    7,
    "small",
    -3,
    "n",
    9007199254740993L,
    "m",
    10,
    "f",
    0.1,
    "d",
    2.5,
    "s",
    "blue",
    "t",
    "green",
    "b",
    true,
    "c",
    false,
    "j",
    """
        {"i": 5, "x": 1.5, "one": 1.0, "big": 9007199254740993, "huge": 18446744073709551616,
         "s": "text", "yes": true, "no": false, "nil": null, "o": {"k": [10, 20, {"deep": 1}]},
         "a": [1, 2.5, "three", true, [4]], "empty": [], "0": "zero", "with \\"quote": 1}
        """,
    "ints",
    List.of(1, 2, 3),
    "floats",
    List.of(0.1, 2.0),
    "texts",
    List.of("a", "b"),
    "flags",
    List.of(true, false),
    "$meta",
    "{\"color\": \"red\", \"size\": 3, \"tags\": [\"x\"], \"n\": 1}"
  };

  @ParameterizedTest
  @ValueSource(
      strings = {
        // Integers, with exact comparison beyond 2^53.
        "n == 9007199254740993",
        "n != 9007199254740992",
        "n > 9007199254740992.0",
        "not n == 9007199254740992.0",
        "small < -2.5 and small > -3.5 and small >= -3.0",
        "small != 1000 and small < 1000 and 1000 > small",
        "n % m == 3 and n / m == 900719925474099 and n - m < n",
        "m * m == 100 and -m == -10 and m ** 2 == 100.0",
        "m > small and small < m and m != small and m >= small and small <= m",
        "-5 < small <= -3 and 10 >= m > 9",
        "0 < m + 1 < 12",
        "m in [1, 10] and m not in [1, 2] and m in [10.0] and m not in [10.5]",
        "m + 1 in [11]",
        "n in [9007199254740993] and n not in [9007199254740992.0, 9007199254740992]",
        // Floats. A FLOAT field compares with the float32 next to the constant.
        "f == 0.1 and f <= 0.1 and f >= 0.1 and not f > 0.1 and f in [0.1]",
        "f < 1e39 and f > -1e39",
        "d == 2.5 and d > 2 and d < 3 and d != 2 and 2.4 < d < 2.6",
        "d * 2 == 5 and d / 2 == 1.25 and d - 0.5 == 2 and d + m == 12.5 and d ** 2 == 6.25",
        "d in [2.5] and d not in [2] and d < m and m > d and not n <= d",
        // Texts.
        "s == \"blue\" and s != \"red\" and s < \"c\" and s >= \"blue\" and \"a\" < s <= \"blue\"",
        "s < t and t > s and s != t and s <= t and not s == t",
        "s in [\"blue\", \"red\"] and s not in [\"red\"] and s not in []",
        "s like \"bl%\" and s like \"%ue\" and s like \"%lu%\" and s like \"b_u_\" and not s like \"b\"",
        // Booleans.
        "b and not c and b == true and c == false and b != c and true == b",
        "b in [true] and c not in [true] and b in [true, false] and not c in []",
        "(m > 5) == b and (m > 5) != c",
        // JSON.
        "j[\"i\"] == 5 and j[\"i\"] != 4 and j['i'] > 4.5 and 5.0 == j[\"i\"] and 4 < j[\"i\"] <= 5",
        "j[\"x\"] == 1.5 and j[\"x\"] > 1 and j[\"one\"] == 1 and j[\"one\"] in [1]",
        "j[\"big\"] == 9007199254740993 and not j[\"big\"] == 9007199254740992",
        "j[\"big\"] == n and j[\"i\"] < m and m > j[\"x\"]",
        "j[\"big\"] in [9007199254740993] and not j[\"big\"] in [9007199254740992, 9007199254740992.0]",
        "j[\"huge\"] > 9223372036854775807",
        "j[\"i\"] + 1 == 6 and j[\"i\"] / 2 == 2 and j[\"x\"] * 2 == 3 and j[\"i\"] % 2 == 1",
        "j[\"i\"] ** 2 == 25 and -j[\"i\"] == -5 and j[\"i\"] + j[\"x\"] == 6.5 and j[\"i\"] - 0.5 == 4.5",
        "j[\"s\"] == \"text\" and j[\"s\"] < \"u\" and j[\"s\"] like \"te%\" and j[\"s\"] in [\"text\", 1]",
        "j[\"s\"] != s and j[\"s\"] > s and \"a\" < j[\"s\"] < \"z\"",
        "j[\"yes\"] == true and j[\"no\"] != true and j[\"yes\"] == b and j[\"yes\"] in [true, 1]",
        "j[\"i\"] not in [1, 2] and j[\"i\"] not in [] and j[\"s\"] not in [\"x\", 7]",
        "j[\"o\"][\"k\"][1] == 20 and j[\"o\"][\"k\"][2][\"deep\"] == 1 and j[\"a\"][\"2\"] == \"three\"",
        "j[0] == \"zero\" and j[r'with \"quote'] == 1",
        "exists j[\"i\"] and exists(j[\"o\"][\"k\"]) and not exists j[\"none\"] and not exists j[\"nil\"]",
        "exists j[\"empty\"] and exists color and not exists other and exists $meta[\"tags\"][0]",
        "j is not null and j[\"none\"] is null and j[\"nil\"] is null and j[\"i\"] is not null",
        "json_contains(j[\"a\"], 1) and json_contains(j[\"a\"], 2.5) and JSON_CONTAINS(j[\"a\"], \"three\")",
        "json_contains(j[\"a\"], true) and not json_contains(j[\"a\"], 4) and json_contains(j[\"a\"], 1.0)",
        "json_contains_any(j[\"a\"], [9, \"three\"]) and not json_contains_any(j[\"a\"], [9, \"x\"])",
        "json_contains_all(j[\"a\"], [1, true]) and not json_contains_all(j[\"a\"], [1, false])",
        "json_contains_all(j[\"a\"], [1, 1.0, true]) and not json_contains_all(j[\"a\"], [1, \"1\"])",
        "json_contains_all(j[\"empty\"], []) and not json_contains_any(j[\"a\"], [])",
        "array_length(j[\"a\"]) == 5 and array_length(j[\"empty\"]) == 0",
        // The dynamic field.
        "color == \"red\" and $meta[\"color\"] == \"red\" and size + 1 == 4 and tags[0] == \"x\"",
        "$meta[\"n\"] == 1 and n != 1 and array_contains(tags, \"x\") and size in [3]",
        // Arrays.
        "ints[0] == 1 and ints[2] > ints[1] and ints[0] + ints[1] == ints[2] and ints[1] in [2]",
        "floats[0] == 0.1 and floats[1] == 2 and texts[0] == \"a\" and texts[1] like \"_\"",
        "flags[0] and not flags[1] and flags[0] == true and flags[0] != flags[1]",
        "array_length(ints) == 3 and ARRAY_LENGTH(texts) < 3",
        "array_contains(ints, 2) and not array_contains(ints, 9) and array_contains(floats, 0.1)",
        "array_contains(texts, \"b\") and array_contains(flags, true) and json_contains(ints, 2)",
        "array_contains_any(ints, [9, 3]) and not array_contains_any(ints, [9])",
        "array_contains_all(ints, [3, 1, 1]) and not array_contains_all(ints, [1, 9])",
        "array_contains_all(ints, []) and not array_contains_any(ints, [])",
        "array_contains_all(ints, [1, 1.0, 3]) and not array_contains_all(ints, [1, 1.5])",
        "ints is not null and v is null",
      })
  void theseConditionsAreTrueOfTheRow(String expression) {
    assertThat(passes(expression, ROW)).as(expression).isTrue();
    assertThat(passes("not (" + expression + ")", ROW)).as("not " + expression).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // A JSON value of another type, or none.
        "j[\"s\"] == 1",
        "j[\"s\"] != 1",
        "j[\"i\"] == \"5\"",
        "j[\"i\"] < \"z\"",
        "j[\"i\"] == true",
        "j[\"yes\"] == 1",
        "j[\"nil\"] == 1",
        "j[\"none\"] != \"x\"",
        "j[\"none\"][\"deeper\"][3] > 0",
        "j[\"a\"] == 1",
        "j[\"o\"] == \"x\"",
        "j[\"i\"] like \"5\"",
        "j[\"none\"] in [1]",
        "j[\"s\"] in [1, 2]",
        "j[\"none\"] in []",
        "j[\"s\"] + 1 > 0",
        "j[\"x\"] % 2 == 1",
        "j[\"a\"][9] == 1",
        "json_contains(j[\"i\"], 5)",
        "json_contains_all(j[\"none\"], [])",
        "array_length(j[\"i\"]) == 0",
        "other == 1",
        // Nothing to compare: a missing element, no result.
        "ints[3] == 1",
        "ints[3] in [1]",
        "texts[2] == \"a\"",
        "flags[2]",
        "m / (m - 10) == 1",
        "m % (m - 10) == 1",
        "d / (m - 10) > 0",
        "m / (d - 2.5) > 0",
        "n * n > 0",
        "n * 1024 + n < 0",
        "9223372036854775807 + m > 0",
        "small - 9223372036854775807 < 0",
        "(-9223372036854775808 + 0 * m) / -1 > 0",
        "(0 - d) ** 0.5 > 0",
        "v is null and unknown_key == 1",
      })
  void theseConditionsAreUnknownForTheRow(String expression) {
    assertThat(passes(expression, ROW)).as(expression).isFalse();
    assertThat(passes("not (" + expression + ")", ROW)).as("not " + expression).isFalse();
    assertThat(passes("(" + expression + ") is null", ROW)).as(expression + " is null").isTrue();
  }

  @Test
  void aNullFieldMakesEveryTestOfItUnknownSaveTheTestForNull() {
    List<String> tests =
        List.of(
            "small == 0",
            "n != 0",
            "n < m",
            "f == 0",
            "d > -1",
            "s == \"\"",
            "s != \"a\"",
            "s in [\"\"]",
            "n in [0]",
            "n in []",
            "s like \"%\"",
            "s < t",
            "b",
            "b == false",
            "b in [true, false]",
            "b in []",
            "c != true",
            "n + 1 == 1",
            "j[\"a\"] == 1",
            "array_length(ints) == 0",
            "array_contains(ints, 1)",
            "array_contains_all(ints, [])",
            "array_contains_any(ints, [])",
            "ints[0] == 0",
            "texts[0] == \"\"",
            "flags[0]",
            "json_contains(j, 1)",
            "json_contains(j[\"a\"], 1)",
            "color == \"red\"",
            "0 < n < 1");
    for (String test : tests) {
      assertThat(passes(test)).as(test).isFalse();
      assertThat(passes("not (" + test + ")")).as("not " + test).isFalse();
      assertThat(passes("(" + test + ") is null")).as(test + " is null").isTrue();
    }
    for (String field : List.of("small", "n", "f", "d", "s", "b", "j", "ints", "color", "$meta")) {
      assertThat(passes(field + " is null")).as(field).isTrue();
      assertThat(passes(field + " IS NOT NULL")).as(field).isFalse();
      assertThat(passes("not (" + field + " is not null)")).as(field).isTrue();
    }
    assertThat(passes("not exists j[\"a\"]")).isTrue();
  }

  @Test
  void andOrAndNotFollowKleenesTables() {
    Boolean[] values = {true, false, null};
    List<Map<String, Object>> rows =
        Arrays.stream(values)
            .flatMap(b -> Arrays.stream(values).map(c -> row("b", b, "c", c)))
            .toList();
    // In the order TT TF TN FT FF FN NT NF NN.
    assertThat(passing("b and c", rows)).containsExactly(0);
    assertThat(passing("not (b and c)", rows)).containsExactly(1, 3, 4, 5, 7);
    assertThat(passing("b or c", rows)).containsExactly(0, 1, 2, 3, 6);
    assertThat(passing("not (b or c)", rows)).containsExactly(4);
    assertThat(passing("not b", rows)).containsExactly(3, 4, 5);
    assertThat(passing("b == c", rows)).containsExactly(0, 4);
    assertThat(passing("b != c", rows)).containsExactly(1, 3);
    assertThat(passing("(b and c) is null", rows)).containsExactly(2, 6, 8);
    assertThat(passing("(b or c) is null", rows)).containsExactly(5, 7, 8);
    assertThat(passing("(b == c) is null", rows)).containsExactly(2, 5, 6, 7, 8);
  }

  @Test
  void rowsOfSeveralBlocksAreDecidedAndTheBitsBehindThemCleared() {
    int count = 3 * Block.MAX_ROWS + 77;
    List<Map<String, Object>> rows =
        IntStream.range(0, count)
            .mapToObj(i -> row("id", i, "m", i % 10, "j", "{\"a\": " + i + "}"))
            .toList();
    RowBatch batch = Rows.batch(rows);
    long[] words = new long[Bits.words(count) + 1];
    Arrays.fill(words, -1L);

    Filter.compile("not (m == 3) and j[\"a\"] % 2 == 1", Rows.SCHEMA)
        .evaluate(batch, 0, count - 7, words);

    for (int i = 0; i < count - 7; i++) {
      assertThat(Bits.get(words, i)).as("row %d", i).isEqualTo(i % 10 != 3 && i % 2 == 1);
    }
    for (int i = count - 7; i < Bits.words(count - 7) * 64; i++) {
      assertThat(Bits.get(words, i)).as("row %d is behind the end", i).isFalse();
    }
    assertThat(words[words.length - 1]).as("a word behind").isEqualTo(-1L);
  }

  @Test
  void wrongSizesAreRefused() {
    RowBatch batch = Rows.batch(List.of(row("id", 1)));
    Filter filter = Filter.compile("id == 1", Rows.SCHEMA);
    assertThatThrownBy(() -> filter.evaluate(batch, 0, 2, new long[1]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("rows [0, 2) do not begin at a multiple of 64 or are not within");
    assertThatThrownBy(() -> filter.evaluate(batch, 0, 1, new long[0]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("1 rows need 1 words, not 0");
  }

  @Test
  void aRowWithBrokenJsonIsNamed() {
    for (String broken : List.of("{\"a\":", "{} {}", "")) {
      assertThatThrownBy(() -> passes("j[\"a\"] == 1", "j", broken))
          .isInstanceOfSatisfying(
              CinclusException.class,
              e -> assertThat(e.code()).isEqualTo(ErrorCode.STORAGE_CORRUPT))
          .hasMessageContaining("row 0 of the batch has no valid JSON in the field with id 11");
    }
  }

  @Test
  void jsonIsParsedOnlyWhereItDecides() {
    List<Map<String, Object>> rows =
        List.of(
            row("b", false, "j", "broken"),
            row("b", true, "j", "{\"a\": 1}"),
            row("j", "{\"a\": 1}"),
            row("b", true, "j", "{\"a\": 2}"));
    assertThat(passing("b and j[\"a\"] == 1", rows)).containsExactly(1);
    assertThat(passing("b == false or j[\"a\"] == 1", rows)).containsExactly(0, 1, 2);
    assertThat(passing("b == false or (b and j[\"a\"] == 2) or j[\"a\"] == 1", rows))
        .containsExactly(0, 1, 2, 3);
    assertThatThrownBy(() -> passing("(b and j[\"a\"] == 1) or j[\"a\"] == 2", rows))
        .hasMessageContaining("row 0 of the batch has no valid JSON");
  }

  @Test
  void oneFilterServesManyThreads() {
    List<Map<String, Object>> rows =
        IntStream.range(0, 3_000)
            .mapToObj(i -> row("m", i % 7, "j", "{\"a\": " + i % 5 + "}"))
            .toList();
    RowBatch batch = Rows.batch(rows);
    String expression = "m in [1, 2] and j[\"a\"] >= 3";
    Filter shared = Filter.compile(expression, Rows.SCHEMA);
    List<Integer> expected = passing(expression, rows);
    IntStream.range(0, 64)
        .parallel()
        .forEach(
            i -> {
              Filter filter = i % 2 == 0 ? shared : Filter.compile(expression, Rows.SCHEMA);
              long[] words = new long[Bits.words(rows.size())];
              filter.evaluate(batch, 0, rows.size(), words);
              assertThat(BitSet.valueOf(words).stream().boxed().toList()).isEqualTo(expected);
            });
  }

  @Test
  void theFieldsThatAreReadAreListed() {
    assertThat(Filter.compile("n == 1 and s == 'a' or n > m", Rows.SCHEMA).fieldIds())
        .containsExactly(3, 4, 7);
    assertThat(Filter.compile("color == 'red' and ints[0] == 1", Rows.SCHEMA).fieldIds())
        .containsExactly(12, 21);
    assertThat(Filter.compile("", Rows.SCHEMA).fieldIds()).isEmpty();
    assertThat(Filter.compile("true", Rows.SCHEMA).fieldIds()).isEmpty();
  }

  @Test
  void aFilterThatOnlyNamesIntegerKeysGivesThem() {
    assertThat(longKeys("id == 5")).containsExactly(5);
    assertThat(longKeys("(5 == id)")).containsExactly(5);
    assertThat(longKeys("id in [3, 1, 3, -2]")).containsExactly(-2, 1, 3);
    assertThat(longKeys("id in []")).isEmpty();
    assertThat(longKeys("id == 5.0")).containsExactly(5);
    assertThat(longKeys("id in [1.0, 2.5]")).containsExactly(1);
    for (String other :
        List.of(
            "id != 5",
            "id not in [5]",
            "id > 5",
            "id == 5 and b",
            "id == 5 or id == 6",
            "n == 5",
            "id + 0 == 5",
            "not id == 5",
            "",
            "id < 0 and id > 0")) {
      assertThat(Filter.compile(other, Rows.SCHEMA).primaryKeys()).as(other).isEmpty();
    }
  }

  @Test
  void aFilterThatOnlyNamesTextKeysGivesThem() {
    CollectionSchema schema =
        Rows.schema(
            FieldSchema.of("key", DataType.VARCHAR, Limits.maxLength(9)).asPrimaryKey(),
            FieldSchema.of("s", DataType.VARCHAR, Limits.maxLength(9)));
    assertThat(textKeys("key == 'x'", schema)).containsExactly("x");
    assertThat(textKeys("key in ['y', 'x', 'y']", schema)).containsExactly("x", "y");
    for (String other : List.of("key > 'x'", "key like 'x'", "s == 'x'", "key == s")) {
      assertThat(Filter.compile(other, schema).primaryKeys()).as(other).isEmpty();
    }
  }

  @Test
  void aFilterSaysTheOnlyValuesOfAFieldBesideOtherConditions() {
    CollectionSchema schema =
        Rows.schema(
            FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
            FieldSchema.of("n", DataType.INT64, Limits.NONE),
            FieldSchema.of("s", DataType.VARCHAR, Limits.maxLength(9)));
    FieldSchema n = schema.field("n").orElseThrow();
    FieldSchema s = schema.field("s").orElseThrow();
    assertThat(Filter.compile("id > 3 and (n in [7, 5] and s != 'x')", schema).only(n))
        .get()
        .isInstanceOfSatisfying(
            Column.Longs.class, values -> assertThat(values.values()).containsExactly(5, 7));
    assertThat(Filter.compile("s == 'a' and n < 3", schema).only(s))
        .get()
        .isInstanceOfSatisfying(
            Column.Texts.class, values -> assertThat(values.values()).containsExactly("a"));
    for (String other : List.of("n == 5 or id == 1", "not (n == 5)", "n > 5", "s == 'a'", "")) {
      assertThat(Filter.compile(other, schema).only(n)).as(other).isEmpty();
    }
  }

  @Test
  void anUnknownNameIsRefusedWhereThereIsNoDynamicField() {
    CollectionSchema schema =
        Rows.schema(FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey());
    assertThatThrownBy(() -> Filter.compile("id == 1 and colour == 2", schema))
        .hasMessage(
            "bad filter at character 13, 'colour': there is no such field, and the collection has no"
                + " dynamic field; its fields are [id]");
    assertThatThrownBy(() -> Filter.compile("$meta[\"a\"] == 2", schema))
        .hasMessageContaining("at character 1, '$meta'");
  }

  private static long[] longKeys(String expression) {
    Column keys = Filter.compile(expression, Rows.SCHEMA).primaryKeys().orElseThrow();
    assertThat(keys.type()).isEqualTo(DataType.INT64);
    return ((Column.Longs) keys).values();
  }

  private static String[] textKeys(String expression, CollectionSchema schema) {
    return ((Column.Texts) Filter.compile(expression, schema).primaryKeys().orElseThrow()).values();
  }
}
