package io.cinclus.access.imports;

import static io.cinclus.access.imports.ImportFiles.readText;
import static io.cinclus.access.imports.ImportFiles.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.value.Geometries;
import io.cinclus.value.Timestamps;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same rows come out of a file whatever its format. */
class ImportFormatsTest {
  private static final CollectionSchema SMALL =
      schema(
          FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
          FieldSchema.of("word", DataType.VARCHAR, Limits.maxLength(20)).asNullable(),
          FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(2)));

  private static final CollectionSchema DYNAMIC =
      schema(
          FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
          FieldSchema.of("count", DataType.INT8, Limits.NONE).withDefault(5L),
          ImportFiles.dynamic());

  @TempDir private Path folder;

  @Test
  void milvusBulkWriterWritesTheSameRowsInEveryFormat() throws IOException {
    RowBatch parquet = only("bulkwriter.parquet");
    assertThat(parquet.rowCount()).isEqualTo(20);
    assertThat(((Column.Texts) column(parquet, "varchar")).values()[7]).isEqualTo("text, \"7\"");
    assertThat(column(parquet, "varchar").isNull(3)).isTrue();
    assertThat(column(parquet, "int32").isNull(4)).isTrue();
    assertThat(((Column.ByteVectors) column(parquet, "bits")).values())
        .startsWith(0, 255, 1, 254, 2);
    assertThat(((Column.Texts) column(parquet, "$meta")).values()[2])
        .isEqualTo("{\"dynamic\":\"d2\",\"number\":2}");
    assertThat(RowsCodec.encode(only("bulkwriter.json"))).isEqualTo(RowsCodec.encode(parquet));
    assertThat(RowsCodec.encode(only("bulkwriter.csv"))).isEqualTo(RowsCodec.encode(parquet));
  }

  private static RowBatch only(String name) throws IOException {
    List<RowBatch> batches =
        ImportFiles.read(
            ImportFiles.resources(), name, ImportFiles.EVERYTHING, ImportFiles.DEFAULTS);
    assertThat(batches).hasSize(1);
    RowBatch batch = batches.get(0);
    return batch.slice(0, batch.rowCount());
  }

  private static Column column(RowBatch rows, String field) {
    return rows.column(ImportFiles.EVERYTHING.field(field).orElseThrow().id());
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "snappy", "gzip", "zstd", "lz4"})
  void parquetIsReadWithEachCompression(String codec) throws IOException {
    CollectionSchema schema =
        schema(
            FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
            FieldSchema.of("bytes", DataType.INT8_VECTOR, Limits.dimension(2)),
            FieldSchema.of("sparse", DataType.SPARSE_FLOAT_VECTOR, Limits.NONE),
            FieldSchema.of("word", DataType.VARCHAR, Limits.maxLength(20)).asNullable(),
            FieldSchema.of("tags", DataType.ARRAY, Limits.array(DataType.INT64, 4, 0)),
            ImportFiles.dynamic());
    RowBatch rows =
        ImportFiles.read(ImportFiles.resources(), codec + ".parquet", schema, ImportFiles.DEFAULTS)
            .get(0);
    assertThat(rows.rowCount()).isEqualTo(500);
    assertThat(((Column.Longs) rows.column(100)).values()[499]).isEqualTo(499);
    assertThat(((Column.ByteVectors) rows.column(101)).values()[2 * 450]).isEqualTo((byte) 50);
    assertThat(((Column.SparseVectors) rows.column(102)).values()[3].indices())
        .containsExactly(3, 10);
    assertThat(rows.column(103).isNull(5)).isTrue();
    assertThat(((Column.Texts) rows.column(103)).values()[8]).isEqualTo("word 1");
    assertThat(((Column.Arrays) rows.column(104)).values()[3].capacity()).isZero();
    assertThat(((Column.Texts) rows.column(105)).values()[3]).isEqualTo("{\"extra\":1.5}");
  }

  @Test
  void timesAreOfTheCollectionsZoneAndGeometriesAreTexts() throws IOException {
    CollectionSchema schema =
        schema(
            FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
            FieldSchema.of("at", DataType.TIMESTAMPTZ, Limits.NONE),
            FieldSchema.of("place", DataType.GEOMETRY, Limits.NONE));
    String text =
        """
        id,at,place
        1,2025-05-01T09:00:00,POINT (1 2)
        2,2025-05-01T00:00:00Z,POINT (1 2)
        """;
    RowBatch rows = ImportFiles.readText(folder, "rows.csv", text, schema);
    long micros = Timestamps.parse("2025-05-01T00:00:00Z", ZoneOffset.UTC);
    assertThat(((Column.Longs) rows.column(101)).values()).startsWith(micros, micros);
    assertThat(Geometries.toText(((Column.Binaries) rows.column(102)).values()[1]))
        .isEqualTo("POINT (1 2)");
  }

  @Test
  void anotherCompressionIsNamed() {
    assertThatThrownBy(
            () ->
                ImportFiles.read(
                    ImportFiles.resources(),
                    "brotli.parquet",
                    ImportFiles.EVERYTHING,
                    ImportFiles.DEFAULTS))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("brotli.parquet")
        .hasMessageContaining("BROTLI");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[%s, %s]",
        "{\"rows\": [%s, %s]}",
        "%s\n%s\n",
        "%s %s",
      })
  void jsonComesInThreeShapes(String shape) throws IOException {
    String first = "{\"id\": 1, \"word\": \"a\", \"vector\": [0.5, 1]}";
    String second = "{\"vector\": [1.5, 2], \"id\": 2, \"word\": null}";
    RowBatch rows = readText(folder, "a.json", shape.formatted(first, second), SMALL);
    assertThat(rows.rowCount()).isEqualTo(2);
    assertThat(((Column.FloatVectors) rows.column(102)).values()).startsWith(0.5f, 1, 1.5f, 2);
    assertThat(rows.column(101).isNull(1)).isTrue();
  }

  @Test
  void anEmptyFileHasNoRows() throws IOException {
    assertThat(readText(folder, "a.json", "", SMALL).rowCount()).isZero();
    assertThat(readText(folder, "b.json", "[]", SMALL).rowCount()).isZero();
    assertThat(readText(folder, "a.csv", "id,word,vector\n", SMALL).rowCount()).isZero();
  }

  @Test
  void csvHasASeparatorAndANullKey() throws IOException {
    RowBatch rows =
        readText(
            folder,
            "a.csv",
            "id;word;vector\n1;none;[1, 2]\n2;\"\"\"a; b\"\"\";\"[3,4]\"\n3;;[5,6]\n",
            SMALL,
            ImportOptions.of(Map.of("sep", ";", "nullkey", "none")));
    assertThat(rows.column(101).isNull(0)).isTrue();
    assertThat(((Column.Texts) rows.column(101)).values()).startsWith("", "\"a; b\"", "");
    assertThat(rows.column(101).isNull(2)).isFalse();
  }

  @Test
  void whatTheSchemaDoesNotNameIsDynamic() throws IOException {
    RowBatch rows =
        readText(
            folder,
            "a.json",
            "{\"id\": 1, \"$meta\": \"{\\\"a\\\": 1}\", \"b\": [2]} {\"id\": 2, \"$meta\": {\"c\": 3}, \"count\": 6}",
            DYNAMIC);
    assertThat(((Column.Texts) rows.column(102)).values())
        .startsWith("{\"a\":1,\"b\":[2]}", "{\"c\":3}");
    assertThat(((Column.Longs) rows.column(101)).values()).startsWith(5, 6);
  }

  @Test
  void keysThatAreMadeDependOnTheRowOnly() throws IOException {
    CollectionSchema schema =
        schema(
            FieldSchema.of("id", DataType.INT64, Limits.NONE).asAutoId(),
            FieldSchema.of("word", DataType.VARCHAR, Limits.maxLength(20)));
    RowBatch rows = readText(folder, "a.csv", "word\nx\ny\n", schema);
    assertThat(((Column.Longs) rows.column(100)).values())
        .containsExactly(7L << 32, (7L << 32) + 1);
    assertMistake("b.csv", "id,word\n1,x\n", schema, "row 0: field id", "autoID", "leave it out");
  }

  @Test
  void aMistakeIsSaidWithFileRowFieldAndBothKinds() throws IOException {
    assertMistake(
        "a.json",
        "[{\"id\": 1, \"vector\": [1, 2]}, {\"id\": \"x\", \"vector\": [1, 2]}]",
        SMALL,
        "file 'a.json', row 1",
        "field id of type INT64",
        "'x'",
        "a whole number");
    assertMistake(
        "b.csv",
        "id,vector\n1,\"[1,2]\"\n2,\"[1,2,3]\"\n",
        SMALL,
        "file 'b.csv', row 1",
        "field vector",
        "dimension 2",
        "3");
    assertMistake(
        "c.csv",
        "id,vector\n1,\"[1,2\"\n",
        SMALL,
        "file 'c.csv', row 0",
        "field vector",
        "no JSON");
    assertMistake(
        "d.json",
        "[{\"id\": 1, \"vector\": [1, 2]}, 7]",
        SMALL,
        "file 'd.json', row 1",
        "make it an object");
    assertMistake("e.json", "[{\"id\": 1, \"vector\"", SMALL, "file 'e.json', row 0", "line 1");
    assertMistake("f.csv", "id,other,vector\n1,2,\"[1,2]\"\n", SMALL, "row 0", "'other'", "vector");
    assertMistake("g.json", "{\"id\": 1}", SMALL, "row 0", "field vector is missing");
    assertMistake(
        "h.json",
        "{\"id\": 1} {\"id\": 2, \"count\": 300}",
        DYNAMIC,
        "file 'h.json', row 1 of field count",
        "-128 to 127",
        "got 300");
    assertMistake("i.csv", "id,word,vector\n1,2\n", SMALL, "file 'i.csv', row 0");
  }

  private void assertMistake(String name, String text, CollectionSchema schema, String... said) {
    assertThatThrownBy(() -> readText(folder, name, text, schema))
        .isInstanceOf(CinclusException.class)
        .message()
        .contains(said);
  }

  @Test
  void aFileThatIsNoParquetIsSaid() {
    assertThatThrownBy(() -> readText(folder, "a.parquet", "no Parquet at all", SMALL))
        .hasMessageContaining("not a Parquet file");
  }

  @Test
  void optionsThatThereAreNotAreRefused() {
    assertThatThrownBy(() -> ImportOptions.of(Map.of("backup", "true")))
        .hasMessageContaining("'backup'");
    assertThatThrownBy(() -> ImportOptions.of(Map.of("sep", "::"))).hasMessageContaining("'::'");
    assertThatThrownBy(() -> ImportFormat.of("a.npy")).hasMessageContaining(".parquet");
  }
}
