package io.cinclus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.FieldSchema.Limits;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowRulesTest {
  private static final CollectionSchema SCHEMA = RandomRows.SCHEMA;
  private static final int ROW_COUNT = 3;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void goodRowsAreAccepted(long seed) {
    Random random = new Random(seed);
    RandomRows rows = new RandomRows(random);
    for (int round = 0; round < 20; round++) {
      RowBatch batch = rows.next(random.nextInt(40));
      assertThatCode(() -> RowRules.check(batch, SCHEMA)).doesNotThrowAnyException();
    }
  }

  @Test
  void aFieldMayBeMissingOnlyIfItIsNullableOrHasADefault() {
    RowBatch good = new RandomRows(new Random(1)).next(ROW_COUNT);
    for (FieldSchema field : SCHEMA.fields()) {
      Map<Integer, Column> columns = new HashMap<>(good.columns());
      columns.remove(field.id());
      RowBatch without = new RowBatch(ROW_COUNT, columns);
      if (field.nullable() || field.isDynamic()) {
        assertThatCode(() -> RowRules.check(without, SCHEMA)).doesNotThrowAnyException();
      } else {
        assertRefused(without, ErrorCode.BAD_ROW, field.name() + " is missing");
      }
    }
  }

  @Test
  void aColumnThatTheSchemaDoesNotNameIsRefused() {
    Map<Integer, Column> columns =
        new HashMap<>(new RandomRows(new Random(1)).next(ROW_COUNT).columns());
    columns.put(99, new Column.Bools(new boolean[ROW_COUNT], null));
    assertRefused(new RowBatch(ROW_COUNT, columns), ErrorCode.BAD_ROW, "leave out");
  }

  @Test
  void aNullIsRefusedWhereTheFieldAllowsNone() {
    boolean[] nulls = {false, false, true};
    assertRefused("id", new Column.Longs(DataType.INT64, new long[3], nulls), "row 2 of field id");
    assertRefused("f_BOOL", new Column.Bools(new boolean[3], nulls), "null");
    assertRefused(
        "$meta", new Column.Texts(DataType.JSON, new String[] {"{}", "{}", ""}, nulls), "null");
    assertAccepted("f_BOOL", new Column.Bools(new boolean[3], new boolean[3]));
  }

  @Test
  void valuesOfAnotherTypeAreRefused() {
    assertRefused("f_INT8", new Column.Longs(DataType.INT16, new long[3], null), "INT16");
    assertRefused("f_FLOAT", new Column.Doubles(DataType.DOUBLE, new double[3], null), "DOUBLE");
    assertRefused("id", new Column.Bools(new boolean[3], null), "BOOL");
  }

  @Test
  void anIntegerOutOfItsTypesRangeIsRefused() {
    for (DataType type : new DataType[] {DataType.INT8, DataType.INT16, DataType.INT32}) {
      for (long value : new long[] {type.maxValue() + 1, type.minValue() - 1}) {
        long[] values = {0, value, 0};
        String named = "row 1 of field f_" + type;
        assertRefused("f_" + type, new Column.Longs(type, values, null), named);
        assertAccepted("n_" + type, new Column.Longs(type, values, secondIsNull()));
      }
    }
  }

  @Test
  void aNumberThatIsNotFiniteIsRefused() {
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      double[] values = {0, value, 0};
      assertRefused("f_FLOAT", new Column.Doubles(DataType.FLOAT, values, null), "row 1");
      assertRefused("f_DOUBLE", new Column.Doubles(DataType.DOUBLE, values, null), "row 1");
      assertAccepted("n_DOUBLE", new Column.Doubles(DataType.DOUBLE, values, secondIsNull()));
    }
    double[] large = {0, 1e39, 0};
    assertRefused("f_FLOAT", new Column.Doubles(DataType.FLOAT, large, null), "row 1");
    assertAccepted("f_DOUBLE", new Column.Doubles(DataType.DOUBLE, large, null));
  }

  @Test
  void aTextThatIsTooLongOrNoUnicodeIsRefused() {
    assertAccepted("f_VARCHAR", texts(DataType.VARCHAR, "twelve bytes"));
    assertAccepted("f_VARCHAR", texts(DataType.VARCHAR, "éééééé"));
    assertRefused("f_VARCHAR", texts(DataType.VARCHAR, "thirteen byte"), "row 1");
    assertRefused("f_VARCHAR", texts(DataType.VARCHAR, "ééééééé"), "12 bytes");
    assertRefused("f_VARCHAR", texts(DataType.VARCHAR, "\ud83d"), "Unicode");
    String[] missing = new String[ROW_COUNT];
    assertRefused("f_VARCHAR", new Column.Texts(DataType.VARCHAR, missing, null), "row 0");
    Column underNull =
        new Column.Texts(DataType.VARCHAR, new String[] {"", "x".repeat(99), ""}, secondIsNull());
    assertAccepted("n_VARCHAR", underNull);
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "\"a\"", "null", "[1, {\"a\": []}]", " {} ", "-1.5e-7", "true"})
  void aJsonTextIsAccepted(String json) {
    assertAccepted("f_JSON", texts(DataType.JSON, json));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "{\"a\"}",
        "{a: 1}",
        "{} {}",
        "1 2",
        "[1,]",
        "NaN",
        "nul",
        "'a'",
        "\"a",
        "01",
        "\"\ud800\""
      })
  void whatIsNoJsonTextIsRefused(String json) {
    assertRefused("f_JSON", texts(DataType.JSON, json), "row 1 of field f_JSON");
  }

  @Test
  void aJsonTextHasAtMost65536Bytes() {
    int spaces = RowRules.MAX_JSON_BYTES - 2;
    assertAccepted("f_JSON", texts(DataType.JSON, "{" + " ".repeat(spaces) + "}"));
    assertRefused("f_JSON", texts(DataType.JSON, "{" + " ".repeat(spaces + 1) + "}"), "65536");
  }

  @Test
  void theDynamicFieldHoldsObjects() {
    assertAccepted("$meta", texts(DataType.JSON, "{\"color\": \"red\"}"));
    assertRefused("$meta", texts(DataType.JSON, "[]"), "JSON object");
    assertRefused("$meta", texts(DataType.JSON, "1"), "JSON object");
  }

  @Test
  void anArrayOverItsCapacityIsRefused() {
    assertAccepted("a_INT8", array(new Column.Longs(DataType.INT8, new long[6], null)));
    assertRefused("a_INT8", array(new Column.Longs(DataType.INT8, new long[7], null)), "7 elem");
  }

  @Test
  void anElementThatItsTypeDoesNotHoldIsRefused() {
    Column large = new Column.Longs(DataType.INT8, new long[] {0, 0, 128}, null);
    Column longText = new Column.Texts(DataType.VARCHAR, new String[] {"x".repeat(13)}, null);
    Column nulls = new Column.Longs(DataType.INT8, new long[1], new boolean[] {true});
    Column other = new Column.Bools(new boolean[1], null);
    assertRefused("a_INT8", array(large), "row 1 of field a_INT8 is an array whose element 2");
    assertRefused("a_INT8", array(nulls), "no nulls");
    assertRefused("a_INT8", array(other), "arrays of BOOL");
    Column mixed = new Column.Arrays(DataType.INT8, new Column[] {other, other, other}, null);
    assertRefused("a_INT8", mixed, "other elements");
    assertRefused("a_VARCHAR", array(longText), "element 0");
  }

  @Test
  void anAbsentArrayIsRefused() {
    Column absent = new Column.Arrays(DataType.INT8, new Column[ROW_COUNT], null);
    assertRefused("a_INT8", absent, "row 0 of field a_INT8 is an array that is absent");
  }

  @Test
  void valuesAreNotCopiedIntoAnotherShape() {
    Column three = new Column.FloatVectors(3, new float[12], null);
    Column four = new Column.FloatVectors(4, new float[12], null);
    assertThatThrownBy(() -> three.copyTo(0, four, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("dimension 4");
    Column longs = new Column.Arrays(DataType.INT64, new Column[1], null);
    Column texts = new Column.Arrays(DataType.VARCHAR, new Column[1], null);
    assertThatThrownBy(() -> longs.copyTo(0, texts, 0, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("arrays of VARCHAR");
  }

  @Test
  void aRowOfMoreThan8MiBIsRefused() {
    FieldSchema id = FieldSchema.of("id", DataType.INT64, Limits.NONE).withId(1).asPrimaryKey();
    Limits limits = Limits.array(DataType.VARCHAR, 4_096, 65_535);
    FieldSchema tags = FieldSchema.of("tags", DataType.ARRAY, limits).withId(2);
    CollectionSchema schema = new CollectionSchema("", List.of(id, tags));
    assertThatCode(() -> RowRules.check(tagged(127), schema)).doesNotThrowAnyException();
    assertThatThrownBy(() -> RowRules.check(tagged(129), schema))
        .isInstanceOfSatisfying(
            CinclusException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BAD_ROW))
        .hasMessageContaining("row 1")
        .hasMessageContaining("8388608");
  }

  /** A short row, then one with so many tags of 65,535 bytes. */
  private static RowBatch tagged(int tagCount) {
    String[] tags = new String[tagCount];
    Arrays.fill(tags, "x".repeat(65_535));
    Column[] arrays = {
      RowBatchBuilder.allocateElements(DataType.VARCHAR, 0),
      new Column.Texts(DataType.VARCHAR, tags, null)
    };
    return new RowBatch(
        2,
        Map.of(
            1,
            new Column.Longs(DataType.INT64, new long[2], null),
            2,
            new Column.Arrays(DataType.VARCHAR, arrays, null)));
  }

  @Test
  void aVectorOfAnotherDimensionIsRefused() {
    Column vectors = new Column.FloatVectors(4, new float[12], null);
    assertRefused(with("f_FLOAT_VECTOR", vectors), ErrorCode.BAD_VECTOR, "dimension 4");
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aVectorThatIsNotFiniteIsRefused(float component) {
    float[] values = new float[3 * RandomRows.DIMENSION];
    values[RandomRows.DIMENSION + 3] = component;
    assertRefused(
        with("f_FLOAT_VECTOR", new Column.FloatVectors(RandomRows.DIMENSION, values, null)),
        ErrorCode.BAD_VECTOR,
        "component 3 of row 1");
    assertAccepted(
        "n_FLOAT_VECTOR", new Column.FloatVectors(RandomRows.DIMENSION, values, secondIsNull()));
  }

  @Test
  void keysAreCheckedLikeTheFieldThatTheyAreOf() {
    Column longs = new Column.Longs(DataType.INT64, new long[] {1, 2}, null);
    assertThatCode(() -> RowRules.checkKeys(longs, 2, SCHEMA)).doesNotThrowAnyException();
    assertThatThrownBy(() -> RowRules.checkKeys(texts(DataType.VARCHAR, "a"), 1, SCHEMA))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("send INT64");
  }

  private static boolean[] secondIsNull() {
    return new boolean[] {false, true, false};
  }

  /** Three rows, the second of them {@code text}. */
  private static Column.Texts texts(DataType type, String text) {
    String filler = type == DataType.JSON ? "{}" : "";
    return new Column.Texts(type, new String[] {filler, text, filler}, null);
  }

  private static Column.Arrays array(Column elements) {
    Column empty = RowBatchBuilder.allocateElements(elements.type(), 0);
    return new Column.Arrays(elements.type(), new Column[] {empty, elements, empty}, null);
  }

  private static RowBatch with(String field, Column column) {
    Map<Integer, Column> columns =
        new HashMap<>(new RandomRows(new Random(1)).next(ROW_COUNT).columns());
    columns.put(RandomRows.field(field).id(), column);
    return new RowBatch(ROW_COUNT, columns);
  }

  private static void assertAccepted(String field, Column column) {
    assertThatCode(() -> RowRules.check(with(field, column), SCHEMA)).doesNotThrowAnyException();
  }

  private static void assertRefused(String field, Column column, String mentioned) {
    assertRefused(with(field, column), ErrorCode.BAD_ROW, mentioned);
  }

  private static void assertRefused(RowBatch batch, ErrorCode code, String mentioned) {
    assertThatThrownBy(() -> RowRules.check(batch, SCHEMA))
        .isInstanceOfSatisfying(
            CinclusException.class, failure -> assertThat(failure.code()).isEqualTo(code))
        .hasMessageContaining(mentioned);
  }
}
