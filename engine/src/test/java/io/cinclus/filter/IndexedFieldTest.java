package io.cinclus.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.index.BuildContext;
import io.cinclus.index.scalar.ScalarIndex;
import io.cinclus.index.scalar.ScalarIndexType;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.vector.TestVectors;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IndexedFieldTest {
  private static final Map<String, String> GRAMS = Map.of("min_gram", "2", "max_gram", "3");

  private static FieldSchema field(String name) {
    return Rows.SCHEMA.field(name).orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "INVERTED, id small n f d s b ints floats texts flags j at $meta",
    "BITMAP, small n s b ints texts flags j at $meta",
    "STL_SORT, id small n f d s j at $meta",
    "TRIE, s",
    "NGRAM, s j $meta",
    "RTREE, g",
    "TEXT_MATCH, w"
  })
  void takesTheFieldsThatMilvusTakes(ScalarIndexType type, String names) {
    List<String> taken = new ArrayList<>();
    for (FieldSchema field : Rows.SCHEMA.fields()) {
      Map<String, String> params = new HashMap<>(type == ScalarIndexType.NGRAM ? GRAMS : Map.of());
      if (field.type() == DataType.JSON) {
        params.put("json_cast_type", "VARCHAR");
      }
      try {
        taken.add(
            IndexedField.of(field, type, params).params().source().isEmpty() ? "" : field.name());
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageMatching(".*(use|no) .*");
      }
    }
    List<String> twins =
        type == ScalarIndexType.TEXT_MATCH ? List.of() : List.of("m", "t", "w", "c", "until");
    assertThat(taken.stream().filter(name -> !twins.contains(name)))
        .containsExactlyInAnyOrder(names.split(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "j | INVERTED | json_path=j | needs the parameter json_cast_type",
        "j | INVERTED | json_cast_type=INT | must be one of [BOOL, DOUBLE",
        "j | INVERTED | json_cast_type=JSON | must be one of [BOOL, DOUBLE",
        "j | STL_SORT | json_cast_type=BOOL | STL_SORT takes no values of kind BOOLEAN",
        "j | BITMAP | json_cast_type=DOUBLE | BITMAP takes no values of kind NUMBER",
        "j | STL_SORT | json_cast_type=ARRAY_DOUBLE | STL_SORT takes no arrays",
        "j | INVERTED | json_cast_type=DOUBLE json_cast_function=STRING_TO_DOUBLE | not supported",
        "j | INVERTED | json_cast_type=DOUBLE json_path=j[ | must be a place in the field",
        "j | INVERTED | json_cast_type=DOUBLE json_path=k | must be a place in the field",
        "j | INVERTED | json_cast_type=DOUBLE json_path=1 | must be a place in the field",
        "n | INVERTED | json_path=n | has no parameter json_path",
        "n | INVERTED | nlist=1 | has no parameter nlist",
        "s | NGRAM | min_gram=2 | needs the parameter max_gram",
        "s | NGRAM | min_gram=0 max_gram=2 | must be in [1, 256]",
        "s | NGRAM | min_gram=3 max_gram=2 | must not be above max_gram",
        "v | INVERTED | | has no scalar index"
      })
  void saysWhatIsWrong(String name, ScalarIndexType type, String params, String message) {
    Map<String, String> given =
        params == null
            ? Map.of()
            : Arrays.stream(params.split(" "))
                .map(param -> param.split("=", 2))
                .collect(Collectors.toMap(param -> param[0], param -> param[1]));
    assertThatThrownBy(() -> IndexedField.of(field(name), type, given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void anUnknownTypeIsRefusedAndNamesAreTakenInAnyCase() {
    assertThat(ScalarIndexType.of("Trie")).isEqualTo(ScalarIndexType.TRIE);
    assertThatThrownBy(() -> ScalarIndexType.of("HNSW"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("INVERTED");
  }

  @ParameterizedTest
  @CsvSource({
    "j, j['a'], j[\"a\"]",
    "j, 'j[\"a\"][\"b\"][0]', 'j[\"a\"][''b''][0]'",
    "$meta, k, '$meta[\"k\"]'",
    "$meta, '$meta[\"k\"][\"l\"]', 'k[\"l\"]'"
  })
  void aPlaceIsTheSameHoweverItIsWritten(String name, String path, String same) {
    IndexedField one = jsonField(name, path);
    IndexedField other = jsonField(name, same);
    assertThat(one.place()).isEqualTo(other.place());
    assertThat(one.params()).isEqualTo(other.params());
  }

  private static IndexedField jsonField(String name, String path) {
    return IndexedField.of(
        field(name),
        ScalarIndexType.INVERTED,
        Map.of("json_path", path, "json_cast_type", "DOUBLE"));
  }

  /** More rows than are sorted, and parsed, in one piece. */
  @Test
  void severalThreadsBuildTheSameBytesAndWideFiltersFindTheSameRows() throws IOException {
    Random random = new Random(TestVectors.printedSeed());
    RowBatch batch = manyRows(random, 40_000);
    ExecutorService pool = Executors.newFixedThreadPool(3);
    try {
      BuildContext several = new BuildContext(pool, 3, (done, total) -> {});
      for (ScalarIndexType type : ScalarIndexType.values()) {
        for (String name : List.of("n", "d", "s", "t", "ints", "$meta")) {
          IndexedField field = fieldIfTaken(name, type);
          if (field != null) {
            byte[] file = ScalarFiles.build(field, batch);
            assertThat(ScalarFiles.build(field, batch, several)).isEqualTo(file);
            ScalarIndex index = ScalarFiles.open(field, file, batch);
            assertThat(index.memoryBytes()).isPositive();
            assertSameRows(batch, new FieldIndexes(Map.of(field, index)), random);
          }
        }
      }
    } finally {
      pool.shutdownNow();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "n | INVERTED | n == 5",
        "n | STL_SORT | 10 < n <= 300",
        "n | BITMAP | n is null",
        "d | STL_SORT | d in [1, 2]",
        "s | TRIE | s like 'ab%'",
        "s | INVERTED | s < 'b'",
        "s | NGRAM | s like '%aab%'",
        "s | NGRAM | s like '_魚é%'",
        "t | BITMAP | t == 'é7'",
        "t | INVERTED | t like '%7'",
        "ints | BITMAP | array_contains(ints, 3)",
        "ints | INVERTED | array_contains_all(ints, [3, 5])",
        "$meta | INVERTED | k == 'é11'",
        "$meta | STL_SORT | k < 100",
        "$meta | NGRAM | k like '%é2%'"
      })
  void ruleRowsOutWithoutLookingAtThem(String name, ScalarIndexType type, String text) {
    int rows = 3000;
    RowBatch batch = manyRows(new Random(1), rows);
    IndexedField field = fieldIfTaken(name, type);
    assertThat(field).isNotNull();
    Filter filter = Filter.compile(text.replace('\'', '"'), Rows.SCHEMA);
    long[] left = new long[Bits.words(rows)];
    Arrays.fill(left, -1L);
    boolean decided = filter.using(ScalarFiles.indexes(List.of(field), batch)).clearKnown(left);
    assertThat(decided).isEqualTo(type != ScalarIndexType.NGRAM);
    assertThat(Arrays.stream(left).mapToInt(Long::bitCount).sum()).isBetween(1, rows / 3);
  }

  private static @Nullable IndexedField fieldIfTaken(String name, ScalarIndexType type) {
    Map<String, String> params = new HashMap<>(type == ScalarIndexType.NGRAM ? GRAMS : Map.of());
    if (name.equals("$meta")) {
      params.put("json_path", "k");
      params.put("json_cast_type", type == ScalarIndexType.STL_SORT ? "DOUBLE" : "VARCHAR");
    }
    try {
      return IndexedField.of(field(name), type, params);
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static RowBatch manyRows(Random random, int rows) {
    long[] longs = new long[rows];
    double[] doubles = new double[rows];
    String[] many = new String[rows];
    String[] few = new String[rows];
    String[] json = new String[rows];
    Column[] arrays = new Column[rows];
    boolean[] nulls = new boolean[rows];
    for (int row = 0; row < rows; row++) {
      nulls[row] = random.nextInt(20) == 0;
      longs[row] = random.nextInt(rows);
      doubles[row] = Math.rint(random.nextGaussian() * 100);
      many[row] = word(random) + " " + word(random);
      few[row] = "é" + random.nextInt(30);
      json[row] = "{\"k\": %s}".formatted(row % 3 == 0 ? "\"" + few[row] + "\"" : longs[row]);
      arrays[row] = new Column.Longs(DataType.INT64, new long[] {row % 7, row % 11}, null);
    }
    return new RowBatch(
        rows,
        Map.of(
            field("n").id(), new Column.Longs(DataType.INT64, longs, nulls),
            field("d").id(), new Column.Doubles(DataType.DOUBLE, doubles, null),
            field("s").id(), new Column.Texts(DataType.VARCHAR, many, nulls),
            field("t").id(), new Column.Texts(DataType.VARCHAR, few, null),
            field("ints").id(), new Column.Arrays(DataType.INT64, arrays, nulls),
            field("$meta").id(), new Column.Texts(DataType.JSON, json, null)));
  }

  private static String word(Random random) {
    return random
        .ints(1 + random.nextInt(8), 0, 5)
        .mapToObj(i -> List.of("a", "b", "é", "魚", "\uD83D\uDC1F").get(i))
        .collect(Collectors.joining());
  }

  private static void assertSameRows(RowBatch batch, FieldIndexes indexes, Random random) {
    int rows = batch.rowCount();
    String part = word(random);
    for (String text :
        List.of(
            "n < " + random.nextInt(rows),
            "not (%d <= n < %d)".formatted(random.nextInt(rows), random.nextInt(rows)),
            "n in [1, 5, %d] or n > %d".formatted(random.nextInt(rows), rows - 100),
            "d > " + random.nextInt(100) + " and n < 1000",
            "-50 < d <= " + random.nextInt(100),
            "s like \"%" + part + "%\"",
            "not (s like \"" + part + "%\") and n > 100",
            "s >= \"" + part + "\"",
            "s like \"%" + part + "_" + word(random) + "\"",
            "t in [\"é7\", \"é29\"]",
            "t != \"é7\" and t like \"é1%\"",
            "array_contains_all(ints, [3, 5]) or array_contains(ints, 10)",
            "k > " + random.nextInt(rows) + " or k == \"é11\"")) {
      Filter plain = Filter.compile(text, Rows.SCHEMA);
      long[] expected = new long[Bits.words(rows)];
      plain.evaluate(batch, 0, rows, expected);
      long[] found = new long[Bits.words(rows)];
      plain.using(indexes).evaluate(batch, 0, rows, found);
      assertThat(found).as(text).isEqualTo(expected);
      assertThat(plain.count(indexes, rows).atMost())
          .isGreaterThanOrEqualTo(Arrays.stream(expected).mapToInt(Long::bitCount).sum());
    }
  }

  @Test
  void aTermIsOfARowOnceAndABuildThatNeedsTooMuchFails() {
    IndexedField field = IndexedField.of(field("w"), ScalarIndexType.TEXT_MATCH, Map.of());
    RowBatch once = Rows.batch(List.of(Rows.row("w", "a b"), Rows.row("w", "b")));
    RowBatch often =
        Rows.batch(List.of(Rows.row("w", "a b ".repeat(10_000)), Rows.row("w", "b b b")));
    long enough = 4_096;
    for (RowBatch batch : List.of(once, often)) {
      assertThat(ScalarFiles.build(field, batch, onCallingThread(enough))).isNotEmpty();
    }
    RowBatch many =
        Rows.batch(
            List.of(
                Rows.row(
                    "w",
                    IntStream.range(0, 1_000)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining(" ")))));
    assertThatThrownBy(() -> ScalarFiles.build(field, many, onCallingThread(enough)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("building TEXT_MATCH of 1 rows takes more than");
  }

  private static BuildContext onCallingThread(long maxBytes) {
    return BuildContext.onCallingThread(maxBytes, (done, total) -> {});
  }
}
