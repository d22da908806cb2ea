package io.cinclus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.catalog.SchemaRules;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.value.Geometries;
import java.math.BigInteger;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowAssemblerTest {
  private static final CollectionSchema SCHEMA =
      SchemaRules.withFieldIds(
          new CollectionSchema(
              "",
              List.of(
                  FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
                  FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(2)),
                  FieldSchema.of("title", DataType.VARCHAR, Limits.maxLength(10))
                      .withDefault("none"),
                  FieldSchema.of("price", DataType.FLOAT, Limits.NONE).asNullable(),
                  FieldSchema.of("sold", DataType.BOOL, Limits.NONE).asNullable(),
                  FieldSchema.of("tags", DataType.ARRAY, Limits.array(DataType.VARCHAR, 3, 10))
                      .asNullable(),
                  FieldSchema.of("facts", DataType.JSON, Limits.NONE).asNullable())));

  private final RowAssembler rows = new RowAssembler(SCHEMA);

  @Test
  void aKeyThatIsMadeIsLeftOut() {
    FieldSchema key = FieldSchema.of("id", DataType.INT64, Limits.NONE).withId(1).asAutoId();
    FieldSchema number = FieldSchema.of("n", DataType.INT64, Limits.NONE).withId(2);
    RowAssembler rows = new RowAssembler(new CollectionSchema("", List.of(key, number)));
    rows.add(Map.of("n", 1));
    assertThatThrownBy(() -> rows.add(Map.of("id", 5, "n", 2)))
        .hasMessageContaining("all of them a key, or none");
    rows.add(Map.of("n", 3));
    RowBatch keyless = rows.take();
    assertThat(keyless.columns()).containsOnlyKeys(2);
    assertThat(((Column.Longs) keyless.column(2)).values()).startsWith(1, 3);
    rows.add(Map.of("id", 5, "n", 2));
    assertThatThrownBy(() -> rows.add(Map.of("n", 2)))
        .hasMessageContaining("all of them a key, or none");
    assertThat(((Column.Longs) rows.take().column(1)).values()).startsWith(5);
  }

  @Test
  void valuesGoIntoTheColumnsOfTheirNames() {
    rows.add(
        Map.of(
            "id",
            7,
            "vector",
            new float[] {1, 2},
            "title",
            "dipper",
            "price",
            1.5,
            "sold",
            true,
            "tags",
            List.of("a", "b"),
            "facts",
            Map.of("legs", 2)));
    RowBatch batch = rows.take();
    RowRules.check(batch, SCHEMA);
    assertThat(batch.rowCount()).isEqualTo(1);
    assertThat(longs(batch)).startsWith(7);
    assertThat(((Column.FloatVectors) batch.column(101)).values()).startsWith(1, 2);
    assertThat(texts(batch, 102)).startsWith("dipper");
    assertThat(((Column.Doubles) batch.column(103)).values()).startsWith(1.5);
    assertThat(((Column.Bools) batch.column(104)).values()).startsWith(true);
    Column tags = ((Column.Arrays) batch.column(105)).values()[0];
    assertThat(((Column.Texts) tags).values()).containsExactly("a", "b");
    assertThat(texts(batch, 106)).startsWith("{\"legs\":2}");
  }

  @Test
  void timesAndShapesAreReadFromTexts() {
    CollectionSchema schema =
        new CollectionSchema(
            "",
            List.of(
                FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey().withId(1),
                FieldSchema.of("at", DataType.TIMESTAMPTZ, Limits.NONE).withDefault(7L).withId(2),
                FieldSchema.of("place", DataType.GEOMETRY, Limits.NONE).asNullable().withId(3)));
    RowAssembler assembler = new RowAssembler(schema);
    assembler.add(Map.of("id", 1, "at", "1970-01-01T08:00:00.5+08:00", "place", "POINT (1 2)"));
    assembler.add(Map.of("id", 2, "at", Instant.ofEpochMilli(3)));
    assembler.add(Map.of("id", 3, "at", 4));
    assembler.add(Map.of("id", 4));
    RowBatch batch = assembler.take();
    assertThat(((Column.Longs) batch.column(2)).values()).startsWith(500_000, 3_000, 4, 7);
    Column.Binaries places = (Column.Binaries) batch.column(3);
    assertThat(Geometries.toText(places.values()[0])).isEqualTo("POINT (1 2)");
    assertThat(places.isNull(1)).isTrue();
    assertThatThrownBy(() -> assembler.add(Map.of("id", 5, "at", "soon")))
        .hasMessageContaining("field at: 'soon' is no point in time");
    assertThatThrownBy(() -> assembler.add(Map.of("id", 5, "place", "here")))
        .hasMessageContaining("field place: 'here' is no geometry");
  }

  @Test
  void whatIsMissingGetsItsDefaultOrIsNull() {
    Map<String, Object> row = new HashMap<>(Map.of("id", 1L, "vector", List.of(3, 4.5)));
    row.put("title", null);
    rows.add(row);
    RowBatch batch = rows.take();
    RowRules.check(batch, SCHEMA);
    assertThat(texts(batch, 102)).startsWith("none");
    for (int nullable = 103; nullable <= 106; nullable++) {
      assertThat(batch.column(nullable).isNull(0)).as("field %d", nullable).isTrue();
    }
  }

  @Test
  void manyRowsComeOutInTheirOrderAndTheAssemblerStartsAnew() {
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 100; i++) {
        rows.add(Map.of("id", BigInteger.valueOf(i), "vector", new double[] {i, round}));
      }
      RowBatch batch = rows.take();
      RowRules.check(batch, SCHEMA);
      assertThat(batch.rowCount()).isEqualTo(100);
      for (int i = 0; i < 100; i++) {
        assertThat(longs(batch)[i]).isEqualTo(i);
        assertThat(((Column.FloatVectors) batch.column(101)).values()[2 * i]).isEqualTo(i);
      }
      assertThat(rows.rowCount()).isZero();
    }
  }

  @Test
  void aBatchOfNoRowsHasAllColumns() {
    RowRules.check(rows.take(), SCHEMA);
    assertThat(rows.take().columns()).hasSize(SCHEMA.fields().size());
  }

  @Test
  void aRefusedRowLeavesNothingBehind() {
    rows.add(Map.of("id", 1, "vector", new float[] {1, 1}));
    Map<String, Object> bad = Map.of("id", 2, "vector", new float[] {9, 9}, "sold", "yes");
    assertThatThrownBy(() -> rows.add(bad))
        .isInstanceOf(CinclusException.class)
        .hasMessage("field sold of type BOOL got a String: give it true or false");
    rows.add(Map.of("id", 3, "vector", new float[] {3, 3}));
    RowBatch batch = rows.take();
    assertThat(batch.rowCount()).isEqualTo(2);
    assertThat(longs(batch)).startsWith(1, 3);
    assertThat(batch.column(104).isNull(1)).isTrue();
  }

  @Test
  void whatDoesNotFitIsRefusedByTheNameOfItsField() {
    assertRefused(Map.of("vector", new float[2]), ErrorCode.BAD_ROW, "field id is missing");
    assertRefused(Map.of("id", 1), ErrorCode.BAD_ROW, "field vector is missing");
    assertRefused(
        Map.of("id", 1.5, "vector", new float[2]), ErrorCode.BAD_ROW, "give it a whole number");
    assertRefused(
        Map.of("id", BigInteger.ONE.shiftLeft(63), "vector", new float[2]),
        ErrorCode.BAD_ROW,
        "field id of type INT64 got a BigInteger");
    assertRefused(
        Map.of("id", 1, "vector", new float[3]), ErrorCode.BAD_VECTOR, "dimension 2, the vector");
    assertRefused(Map.of("id", 1, "vector", List.of("a", "b")), ErrorCode.BAD_ROW, "numbers only");
    assertRefused(
        Map.of("id", 1, "vector", new float[2], "title", 5), ErrorCode.BAD_ROW, "field title");
    assertRefused(
        Map.of("id", 1, "vector", new float[2], "tags", "a"), ErrorCode.BAD_ROW, "give it a list");
    List<String> withNull = new ArrayList<>();
    withNull.add(null);
    assertRefused(
        Map.of("id", 1, "vector", new float[2], "tags", withNull), ErrorCode.BAD_ROW, "no nulls");
    assertRefused(
        Map.of("id", 1, "vector", new float[2], "facts", Map.of("x", new Object())),
        ErrorCode.BAD_ROW,
        "JSON has no form for");
  }

  @Test
  void anUnknownNameIsRefusedWhereThereIsNoDynamicField() {
    assertRefused(
        Map.of("id", 1, "vector", new float[2], "colour", "red"),
        ErrorCode.BAD_ROW,
        "there is no field 'colour'");
  }

  @Test
  void jsonTextIsCheckedByTheRowRules() {
    rows.add(Map.of("id", 1, "vector", new float[2], "facts", "{\"a\": [1"));
    RowBatch batch = rows.take();
    assertThatThrownBy(() -> RowRules.check(batch, SCHEMA))
        .hasMessageContaining("row 0 of field facts");
  }

  @Test
  void nestingHasALimit() {
    Object nested = 1;
    for (int depth = 0; depth <= JsonTexts.MAX_DEPTH; depth++) {
      nested = List.of(nested);
    }
    assertRefused(
        Map.of("id", 1, "vector", new float[2], "facts", nested), ErrorCode.BAD_ROW, "64 deep");
  }

  @Test
  void unknownNamesGoIntoTheDynamicField() {
    CollectionSchema dynamic = SchemaRules.withFieldIds(SchemaRules.withDynamicField(SCHEMA));
    RowAssembler assembler = new RowAssembler(dynamic);
    assembler.add(Map.of("id", 1, "vector", new float[2], "colour", "\"red\""));
    assembler.add(Map.of("id", 2, "vector", new float[2]));
    assembler.add(Map.of("id", 3, "vector", new float[2], "$meta", "{\"a\":1}"));
    RowBatch batch = assembler.take();
    RowRules.check(batch, dynamic);
    assertThat(texts(batch, 107)).startsWith("{\"colour\":\"\\\"red\\\"\"}", "{}", "{\"a\":1}");
    assertThatThrownBy(
            () -> assembler.add(Map.of("id", 1, "vector", new float[2], "$meta", "{}", "x", 1)))
        .hasMessage("field $meta is given beside 'x': give one of both");
  }

  @Test
  void equalKeysAreEqualWhateverTheirJavaType() {
    assertThat(RowAssembler.key(SCHEMA, 5)).isEqualTo(RowAssembler.key(SCHEMA, 5L)).isEqualTo(5L);
    assertThatThrownBy(() -> RowAssembler.key(SCHEMA, null)).hasMessageContaining("field id");
    assertThatThrownBy(() -> RowAssembler.key(SCHEMA, "5")).hasMessageContaining("field id");
  }

  private void assertRefused(Map<String, ?> row, ErrorCode code, String message) {
    assertThatThrownBy(() -> rows.add(row))
        .isInstanceOfSatisfying(
            CinclusException.class,
            refused -> {
              assertThat(refused.code()).isEqualTo(code);
              assertThat(refused).hasMessageContaining(message);
            });
    assertThat(rows.rowCount()).isZero();
  }

  private static long[] longs(RowBatch batch) {
    return ((Column.Longs) batch.column(100)).values();
  }

  private static String[] texts(RowBatch batch, int field) {
    return ((Column.Texts) batch.column(field)).values();
  }
}
