package io.cinclus.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.v1.Floats;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.v1.Rows;
import io.cinclus.v1.SparseVectors;
import io.cinclus.v1.Texts;
import io.cinclus.v1.Vectors;
import io.cinclus.value.SparseVector;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowsCodecTest {
  private static final CollectionSchema SCHEMA = RandomRows.SCHEMA;

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void rowsComeBackAsTheyWere(long seed) throws InvalidProtocolBufferException {
    Random random = new Random(seed);
    RandomRows rows = new RandomRows(random);
    for (int round = 0; round < 20; round++) {
      RowBatch batch = rows.next(random.nextInt(40));
      byte[] bytes = RowsCodec.encode(batch).toByteArray();
      RowBatch decoded = RowsCodec.decode(Rows.parseFrom(bytes), SCHEMA);
      assertThat(decoded.columns().keySet()).isEqualTo(batch.columns().keySet());
      for (FieldSchema field : SCHEMA.fields()) {
        assertThat(describe(decoded.column(field.id())))
            .as("seed %d, field %s", seed, field.name())
            .isEqualTo(describe(batch.column(field.id())));
      }
      assertThat(RowsCodec.encode(decoded).toByteArray()).isEqualTo(bytes);
    }
  }

  private static String describe(Column column) {
    return Arrays.deepToString(parts(column));
  }

  /** All that a column consists of. */
  private static Object[] parts(Column column) {
    Object values = null;
    if (column instanceof Column.Bools bools) {
      values = bools.values();
    } else if (column instanceof Column.Longs longs) {
      values = longs.values();
    } else if (column instanceof Column.Doubles doubles) {
      values = doubles.values();
    } else if (column instanceof Column.Texts texts) {
      values = texts.values();
    } else if (column instanceof Column.Binaries binaries) {
      values = binaries.values();
    } else if (column instanceof FixedVectors vectors) {
      values = vectors.array();
    } else if (column instanceof Column.SparseVectors vectors) {
      values = vectors.values();
    } else if (column instanceof Column.Arrays arrays) {
      values = Arrays.stream(arrays.values()).map(RowsCodecTest::parts).toArray();
    }
    return new Object[] {column.type(), values, column.nulls()};
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {11, 12, 13})
  void whatLiesBehindTheRowsOrUnderANullIsNotWritten(long seed) {
    RowBatch batch = new RandomRows(new Random(seed)).next(33);
    RowBatchBuilder builder = new RowBatchBuilder(SCHEMA, 100);
    builder.append(batch, 0, 33);
    RowBatch longer = builder.build();
    builder.append(batch, 0, 33);
    scribbleUnderNulls(longer);
    assertThat(RowsCodec.encode(longer)).isEqualTo(RowsCodec.encode(batch));
  }

  private static void scribbleUnderNulls(RowBatch batch) {
    for (int row = 0; row < batch.rowCount(); row++) {
      for (Column column : batch.columns().values()) {
        if (column.isNull(row)) {
          if (column instanceof Column.Bools bools) {
            bools.values()[row] = true;
          } else if (column instanceof Column.Longs longs) {
            longs.values()[row] = 77;
          } else if (column instanceof Column.Doubles doubles) {
            doubles.values()[row] = 77;
          } else if (column instanceof Column.Texts texts) {
            texts.values()[row] = "77";
          } else if (column instanceof Column.Binaries binaries) {
            binaries.values()[row] = new byte[77];
          } else if (column instanceof FixedVectors vectors) {
            vectors.setComponent(row * RandomRows.DIMENSION, 77);
          } else if (column instanceof Column.SparseVectors vectors) {
            vectors.values()[row] = new SparseVector(new int[] {7}, new float[] {7});
          } else if (column instanceof Column.Arrays arrays) {
            arrays.values()[row] = new Column.Bools(new boolean[2], null);
          }
        }
      }
    }
  }

  @Test
  void aVectorIsItsFloatsInLittleEndianOrder() {
    Column vectors = new Column.FloatVectors(2, new float[] {1f, -2f}, null);
    Rows rows = RowsCodec.encode(new RowBatch(1, Map.of(7, vectors)));
    assertThat(rows.getColumns(0).getFieldId()).isEqualTo(7);
    assertThat(rows.getColumns(0).getVectors().getValues().toByteArray())
        .containsExactly(0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0);
  }

  @Test
  void aSparseVectorIsItsIndicesAndFloatsInLittleEndianOrder() {
    SparseVector vector = new SparseVector(new int[] {1, -2}, new float[] {1f, 2f});
    Column vectors = new Column.SparseVectors(new SparseVector[] {vector}, null);
    Rows rows = RowsCodec.encode(new RowBatch(1, Map.of(7, vectors)));
    assertThat(rows.getColumns(0).getSparseVectors().getLengthsList()).containsExactly(2);
    assertThat(rows.getColumns(0).getSparseVectors().getEntries().toByteArray())
        .containsExactly(1, 0, 0, 0, 0, 0, 0x80, 0x3f, 0xfe, 0xff, 0xff, 0xff, 0, 0, 0, 0x40);
  }

  @Test
  void sparseVectorsThatAreNotWellFormedAreRefused() {
    assertRefused("1 components in row 0", sparse(new byte[7], 1));
    assertRefused("-1 components in row 0", sparse(new byte[0], -1));
    assertRefused("behind its last row", sparse(new byte[16], 1));
    assertRefused("must rise", sparse(new byte[16], 2));
    byte[] infinite = {0, 0, 0, 0, 0, 0, (byte) 0x80, 0x7f};
    assertRefused("must be finite", sparse(infinite, 1));
  }

  private static Rows sparse(byte[] entries, int length) {
    SparseVectors vectors =
        SparseVectors.newBuilder()
            .addLengths(length)
            .addLengths(0)
            .setEntries(ByteString.copyFrom(entries))
            .build();
    return column("f_SPARSE_FLOAT_VECTOR", message -> message.setSparseVectors(vectors));
  }

  @Test
  void vectorsOfAnotherTypeAreRefused() {
    Vectors vectors =
        Vectors.newBuilder()
            .setTypeValue(DataType.BFLOAT16_VECTOR.number())
            .setDimension(RandomRows.DIMENSION)
            .setValues(ByteString.copyFrom(new byte[20]))
            .build();
    assertRefused(
        "vectors of type BFLOAT16_VECTOR",
        column("f_FLOAT16_VECTOR", message -> message.setVectors(vectors)));
  }

  @Test
  void theNullBitOfTheFirstRowIsTheLowest() {
    boolean[] nulls = new boolean[9];
    nulls[0] = true;
    nulls[3] = true;
    nulls[8] = true;
    Column column = new Column.Longs(DataType.INT8, new long[9], nulls);
    Rows rows = RowsCodec.encode(new RowBatch(9, Map.of(1, column)));
    assertThat(rows.getColumns(0).getNulls().toByteArray()).containsExactly(0b1001, 1);
  }

  @Test
  void aBatchNeedNotHaveEveryField() {
    RowBatch batch = new RowBatch(3, Map.of());
    assertThat(RowsCodec.decode(RowsCodec.encode(batch), SCHEMA)).isEqualTo(batch);
  }

  @Test
  void aColumnOfAnUnknownFieldIsRefused() {
    assertRefused("field id 99", column("id", message -> message.setFieldId(99)));
  }

  @Test
  void twoColumnsOfAFieldAreRefused() {
    Rows rows = column("id", message -> {});
    assertRefused("two columns", rows.toBuilder().addColumns(rows.getColumns(0)).build());
  }

  @Test
  void anImpossibleRowCountIsRefused() {
    assertRefused("-1 rows", Rows.newBuilder().setRowCount(-1).build());
    assertRefused(
        "1048577 rows",
        Rows.newBuilder().setRowCount(Position.MAX_MUTATIONS_PER_RECORD + 1).build());
  }

  @Test
  void everyColumnHasAValueForEachRow() {
    for (FieldSchema field : SCHEMA.fields()) {
      Rows rows = column(field.name(), message -> {});
      assertRefused(field.name(), rows.toBuilder().setRowCount(3).build());
      assertRefused(field.name(), rows.toBuilder().setRowCount(1).build());
    }
  }

  @Test
  void valuesOfAnotherKindAreRefused() {
    for (FieldSchema field : SCHEMA.fields()) {
      assertRefused(field.name(), column(field.name(), message -> message.clearValues()));
      if (field.type() != DataType.FLOAT) {
        Floats floats = Floats.newBuilder().addValues(1).addValues(2).build();
        assertRefused(field.name(), column(field.name(), message -> message.setFloats(floats)));
      }
    }
  }

  @Test
  void nullBitsThatDoNotFitTheRowsAreRefused() {
    ByteString tooLong = ByteString.copyFrom(new byte[] {1, 0});
    ByteString behind = ByteString.copyFrom(new byte[] {4});
    assertRefused("2 bytes", column("n_INT8", message -> message.setNulls(tooLong)));
    assertRefused("behind its last", column("n_INT8", message -> message.setNulls(behind)));
  }

  @Test
  void valuesThatTheirTypeCannotHoldAreRefused() {
    Longs large = Longs.newBuilder().addValues(0).addValues(300).build();
    assertRefused("has 300 for value 1", column("f_INT8", message -> message.setLongs(large)));
    byte[] nan = new byte[8 * RandomRows.DIMENSION];
    java.nio.ByteBuffer.wrap(nan).order(java.nio.ByteOrder.LITTLE_ENDIAN).putFloat(4, Float.NaN);
    Vectors vectors =
        Vectors.newBuilder()
            .setTypeValue(DataType.FLOAT_VECTOR.number())
            .setDimension(RandomRows.DIMENSION)
            .setValues(ByteString.copyFrom(nan))
            .build();
    assertRefused(
        "NaN in the vector of row 0",
        column("f_FLOAT_VECTOR", message -> message.setVectors(vectors)));
  }

  @Test
  void vectorsOfAnotherSizeAreRefused() {
    assertRefused("dimension 4", vectors(4, 32));
    assertRefused("dimension -5", vectors(-5, 40));
    assertRefused("dimension 0", vectors(0, 0));
    assertRefused("39 bytes", vectors(RandomRows.DIMENSION, 39));
    assertRefused("44 bytes", vectors(RandomRows.DIMENSION, 44));
  }

  private static Rows vectors(int dimension, int sizeBytes) {
    Vectors vectors =
        Vectors.newBuilder()
            .setTypeValue(DataType.FLOAT_VECTOR.number())
            .setDimension(dimension)
            .setValues(ByteString.copyFrom(new byte[sizeBytes]))
            .build();
    return column("f_FLOAT_VECTOR", message -> message.setVectors(vectors));
  }

  @Test
  void arraysWhoseElementsDoNotFitAreRefused() {
    io.cinclus.v1.Column three = longs(3).build();
    io.cinclus.v1.Column nulls = longs(3).setNulls(ByteString.copyFrom(new byte[1])).build();
    io.cinclus.v1.Column texts =
        io.cinclus.v1.Column.newBuilder()
            .setTexts(Texts.newBuilder().addValues("").addValues("").addValues(""))
            .build();
    assertThat(RowsCodec.decode(arrays(three, 1, 2), SCHEMA).rowCount()).isEqualTo(2);
    assertRefused("3 values", arrays(three, 1, 1));
    assertRefused("3 values", arrays(three, 2, 2));
    assertRefused("-1 elements", arrays(three, 4, -1));
    assertRefused("too many", arrays(three, Integer.MAX_VALUE, Integer.MAX_VALUE));
    assertRefused("too many", arrays(three, Integer.MAX_VALUE, 4));
    assertRefused("null elements", arrays(nulls, 1, 2));
    assertRefused("TEXTS", arrays(texts, 1, 2));
    assertRefused("ARRAYS", arrays(arrays(three, 1, 2).getColumns(0), 1, 2));
    assertRefused("NOT_SET", arrays(io.cinclus.v1.Column.getDefaultInstance(), 0, 0));
  }

  private static io.cinclus.v1.Column.Builder longs(int count) {
    Longs.Builder longs = Longs.newBuilder();
    for (int i = 0; i < count; i++) {
      longs.addValues(i);
    }
    return io.cinclus.v1.Column.newBuilder().setLongs(longs);
  }

  private static Rows arrays(io.cinclus.v1.Column elements, int first, int second) {
    io.cinclus.v1.Arrays arrays =
        io.cinclus.v1.Arrays.newBuilder()
            .addLengths(first)
            .addLengths(second)
            .setElements(elements)
            .build();
    return column("a_INT16", message -> message.setArrays(arrays));
  }

  /** Messages with a byte changed decode to something or are refused, and nothing else. */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {21, 22, 23})
  void aDamagedMessageIsDecodedOrRefused(long seed) {
    Random random = new Random(seed);
    byte[] bytes = RowsCodec.encode(new RandomRows(random).next(9)).toByteArray();
    int refusedCount = 0;
    for (int round = 0; round < 1_000; round++) {
      byte[] damaged = bytes.clone();
      damaged[random.nextInt(damaged.length)] = (byte) random.nextInt(256);
      try {
        RowsCodec.decode(Rows.parseFrom(damaged), SCHEMA);
      } catch (CinclusException refused) {
        assertThat(refused.code()).as("seed " + seed).isEqualTo(ErrorCode.BAD_ROW);
        refusedCount++;
      } catch (InvalidProtocolBufferException unreadable) {
        assertThat(unreadable).isNotNull();
      }
    }
    assertThat(refusedCount).isGreaterThan(50);
  }

  @Test
  void keysComeBackAsTheyWere() {
    Column longs = new Column.Longs(DataType.INT64, new long[] {1, Long.MIN_VALUE, 9}, null);
    Column texts = new Column.Texts(DataType.VARCHAR, new String[] {"a", "", "é"}, null);
    assertThat(RowsCodec.decodeKeys(RowsCodec.encodeKeys(longs, 2)))
        .usingRecursiveComparison()
        .isEqualTo(new Column.Longs(DataType.INT64, new long[] {1, Long.MIN_VALUE}, null));
    assertThat(RowsCodec.decodeKeys(RowsCodec.encodeKeys(texts, 3)))
        .usingRecursiveComparison()
        .isEqualTo(texts);
    assertThat(RowsCodec.decodeKeys(RowsCodec.encodeKeys(texts, 0)).capacity()).isZero();
  }

  @Test
  void whatCannotBeKeysIsRefused() {
    Column bytes = new Column.Longs(DataType.INT8, new long[1], null);
    assertThatThrownBy(() -> RowsCodec.encodeKeys(bytes, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("INT8");
    assertThatThrownBy(() -> RowsCodec.decodeKeys(Keys.getDefaultInstance()))
        .isInstanceOfSatisfying(
            CinclusException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BAD_ROW));
  }

  /** Two good rows of one field, changed. */
  private static Rows column(String field, Consumer<io.cinclus.v1.Column.Builder> change) {
    int id = RandomRows.field(field).id();
    Column column = new RandomRows(new Random(1)).next(2).column(id);
    Rows.Builder rows = RowsCodec.encode(new RowBatch(2, Map.of(id, column))).toBuilder();
    change.accept(rows.getColumnsBuilder(0));
    return rows.build();
  }

  private static void assertRefused(String mentioned, Rows rows) {
    assertThatThrownBy(() -> RowsCodec.decode(rows, SCHEMA))
        .isInstanceOfSatisfying(
            CinclusException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.BAD_ROW))
        .hasMessageContaining(mentioned);
  }
}
