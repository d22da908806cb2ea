package io.cinclus.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.entry;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.value.Float16;
import io.cinclus.value.SparseVector;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.zip.CRC32C;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ArrowFileTest {
  private static final CollectionSchema SCHEMA = RandomRows.everyType(DataType.INT64);

  @ParameterizedTest(name = "{0} rows, key {1}, seed {2}")
  @CsvSource({
    "0,INT64,1",
    "1,INT64,2",
    "17,VARCHAR,3",
    "1023,INT64,4",
    "1024,VARCHAR,5",
    "1025,INT64,6",
    "3000,VARCHAR,7"
  })
  void rowsOfEveryTypeAreReadAsTheyWereWritten(int rowCount, DataType keyType, long seed)
      throws IOException {
    CollectionSchema schema = RandomRows.everyType(keyType);
    SegmentRows rows = new RandomRows(seed).segment(schema, rowCount, 0);
    RandomRows.assertSame(decode(encode(schema, rows), schema), rows, schema);
  }

  @Test
  void equalRowsGiveEqualBytesInEveryRuntime() {
    byte[] first = encode(SCHEMA, new RandomRows(8).segment(SCHEMA, 2500, 5));
    byte[] second = encode(SCHEMA, new RandomRows(8).segment(SCHEMA, 2500, 5));
    assertThat(second).isEqualTo(first);

    CRC32C crc = new CRC32C();
    crc.update(first);
    // A change of this number means that files written by different releases differ.
    assertThat(Long.toHexString(crc.getValue())).isEqualTo("21100831");
  }

  @Test
  void anyArrowReaderFindsNamesTypesAndMetadata() throws IOException {
    SegmentRows rows = new RandomRows(9).segment(SCHEMA, 1500, 70);
    try (BufferAllocator allocator = new RootAllocator();
        ArrowFileReader reader =
            new ArrowFileReader(
                new ByteArrayReadableSeekableByteChannel(encode(SCHEMA, rows)), allocator)) {
      VectorSchemaRoot batch = reader.getVectorSchemaRoot();
      assertThat(batch.getSchema().getCustomMetadata())
          .containsExactly(entry("cinclus.about", "shard=3 rows=1500"));
      Field vector = batch.getSchema().findField("FLOAT_VECTOR");
      assertThat(vector.getType()).hasToString("FixedSizeList(8)");
      assertThat(vector.isNullable()).isFalse();
      assertThat(vectorTypes(batch.getSchema()))
          .containsExactly(
              "FixedSizeBinary(1)",
              "FixedSizeList(8)<item: FloatingPoint(SINGLE) not null>",
              "FixedSizeList(8)<item: FloatingPoint(HALF) not null>",
              "FixedSizeBinary(16)",
              "List<item: Struct<index: Int(32, false) not null, "
                  + "value: FloatingPoint(SINGLE) not null> not null>",
              "FixedSizeList(8)<item: Int(8, true) not null>");
      Field json = batch.getSchema().findField("nullable_JSON");
      assertThat(json.getMetadata())
          .containsExactly(
              entry("cinclus.field", SCHEMA.field("nullable_JSON").orElseThrow().id() + " JSON"));
      assertThat(json.isNullable()).isTrue();

      assertThat(reader.loadNextBatch()).isTrue();
      assertThat(batch.getRowCount()).isEqualTo(ArrowFile.ROWS_PER_BATCH);
      assertThat(reader.loadNextBatch()).isTrue();
      int row = ArrowFile.ROWS_PER_BATCH + 5;
      for (FieldSchema field : SCHEMA.fields()) {
        Object expected =
            RandomRows.values(rows.rows().column(field.id()), rows.rowCount()).get(row);
        Object found = batch.getVector(field.name()).getObject(5);
        if (field.type().isVector() && found != null) {
          assertThat(vector(field.type(), found)).as(field.name()).isEqualTo(expected);
        } else if (found instanceof byte[] bytes) {
          assertThat(HexFormat.of().formatHex(bytes)).as(field.name()).isEqualTo(expected);
        } else {
          assertThat(String.valueOf(found)).as(field.name()).isEqualTo(arrowText(field, expected));
        }
      }
      assertThat(batch.getVector("$position").getObject(5)).isEqualTo(rows.positions()[row]);
    }
  }

  // What Arrow's objects stand for: components, or a sparse vector.
  private static Object vector(DataType type, Object found) {
    List<Float> components = new ArrayList<>();
    if (found instanceof byte[] bytes && type == DataType.BINARY_VECTOR) {
      for (byte one : bytes) {
        components.add((float) one);
      }
    } else if (found instanceof byte[] bytes) {
      ByteBuffer halves = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      while (halves.hasRemaining()) {
        components.add(Float.intBitsToFloat(halves.getShort() << 16));
      }
    } else if (type == DataType.SPARSE_FLOAT_VECTOR) {
      List<?> entries = (List<?>) found;
      int[] indices = new int[entries.size()];
      float[] values = new float[entries.size()];
      for (int i = 0; i < indices.length; i++) {
        Map<?, ?> entry = (Map<?, ?>) entries.get(i);
        indices[i] = Objects.requireNonNull((Integer) entry.get("index"));
        values[i] = Objects.requireNonNull((Float) entry.get("value"));
      }
      return new SparseVector(indices, values);
    } else {
      for (Object one : (List<?>) found) {
        components.add(
            type == DataType.FLOAT16_VECTOR
                ? Float16.toFloat((Short) one)
                : ((Number) one).floatValue());
      }
    }
    return components;
  }

  // As Arrow prints it: lists as JSON texts.
  private static String arrowText(FieldSchema field, @Nullable Object value) {
    if (value instanceof List<?> values) {
      DataType type = field.elementType();
      FieldSchema element = FieldSchema.of("item", type, Limits.NONE);
      return values.stream()
          .map(each -> arrowText(element, each))
          .map(text -> type == DataType.VARCHAR || text.equals("NaN") ? '"' + text + '"' : text)
          .collect(Collectors.joining(",", "[", "]"));
    }
    if (value instanceof Double number && field.type() == DataType.FLOAT) {
      return Float.toString(number.floatValue());
    }
    return String.valueOf(value);
  }

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"INT64", "VARCHAR"})
  void aProjectionReadsOnlyTheFieldsAskedFor(DataType keyType) throws IOException {
    CollectionSchema schema = RandomRows.everyType(keyType);
    SegmentRows rows = new RandomRows(10).segment(schema, 1100, 3);
    ArrowFile.Content content =
        ArrowFile.decode("x", encode(schema, rows), List.of(schema.primaryKey()));
    assertThat(content.columns()).containsOnlyKeys(100);
    RowBatch keys = new RowBatch(1100, content.columns());
    assertThat(RandomRows.values(keys.column(100), 1100))
        .isEqualTo(RandomRows.values(rows.rows().column(100), 1100));
    assertThat(content.positions()).isEqualTo(rows.positions());
  }

  @Test
  void aFieldIsFoundByItsIdWhateverItsName() throws IOException {
    FieldSchema old = FieldSchema.of("old", DataType.INT32, Limits.NONE).withId(7);
    FieldSchema renamed = FieldSchema.of("new", DataType.INT32, Limits.NONE).withId(7);
    FieldSchema other = FieldSchema.of("old", DataType.INT32, Limits.NONE).withId(8);
    CollectionSchema schema = new CollectionSchema("", List.of(old));
    byte[] bytes = encode(schema, new RandomRows(11).segment(schema, 3, 0));
    assertThat(ArrowFile.decode("x", bytes, List.of(renamed)).columns()).containsOnlyKeys(7);
    assertThat(ArrowFile.decode("x", bytes, List.of(other)).columns()).isEmpty();
  }

  @Test
  void aColumnOfAnotherTypeIsCorruptAndReleasesItsMemory() {
    FieldSchema written = FieldSchema.of("v", DataType.FLOAT_VECTOR, Limits.dimension(4)).withId(7);
    FieldSchema wanted = FieldSchema.of("v", DataType.FLOAT_VECTOR, Limits.dimension(5)).withId(7);
    CollectionSchema schema = new CollectionSchema("", List.of(written));
    byte[] bytes = encode(schema, new RandomRows(12).segment(schema, 3, 0));
    assertCorrupt(bytes, wanted, "FixedSizeList(5)");
  }

  @Test
  void anUnexpectedNullIsCorruptAndReleasesItsMemory() {
    FieldSchema field = FieldSchema.of("n", DataType.INT64, Limits.NONE).withId(7);
    CollectionSchema schema = new CollectionSchema("", List.of(field.asNullable()));
    byte[] bytes = encode(schema, new RandomRows(13).segment(schema, 100, 0));
    assertCorrupt(bytes, field, "nulls");
  }

  @Test
  void bytesThatAreNoArrowFileAreCorrupt() {
    FieldSchema field = FieldSchema.of("n", DataType.INT64, Limits.NONE).withId(7);
    assertCorrupt(new byte[0], field, "not an Arrow file");
    assertCorrupt(new byte[100], field, "not an Arrow file");
  }

  private static List<String> vectorTypes(org.apache.arrow.vector.types.pojo.Schema schema) {
    return SCHEMA.vectorFields().stream()
        .filter(field -> !field.nullable())
        .map(field -> schema.findField(field.name()).toString())
        .map(text -> text.substring(text.indexOf(": ") + 2, text.lastIndexOf(" not null")))
        .toList();
  }

  private static void assertCorrupt(byte[] bytes, FieldSchema field, String what) {
    CorruptFileException failure =
        catchThrowableOfType(
            CorruptFileException.class,
            () -> ArrowFile.decode("1/2/3.arrow", bytes, List.of(field)));
    assertThat(failure).hasMessageContaining("1/2/3.arrow").hasMessageContaining(what);
    // Closing an allocator with memory left fails, and would be suppressed here.
    assertThat(failure.getSuppressed()).isEmpty();
  }

  private static byte[] encode(CollectionSchema schema, SegmentRows rows) {
    ByteBuffer bytes = ArrowFile.encode(schema.fields(), rows, "shard=3");
    byte[] copy = new byte[bytes.remaining()];
    bytes.get(copy);
    return copy;
  }

  private static SegmentRows decode(byte[] bytes, CollectionSchema schema) throws IOException {
    ArrowFile.Content content = ArrowFile.decode("x", bytes, schema.fields());
    return new SegmentRows(
        new RowBatch(content.positions().length, content.columns()), content.positions());
  }
}
