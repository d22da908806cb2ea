package io.cinclus.model;

import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.FieldSchema.Role;
import io.cinclus.value.Geometries;
import io.cinclus.value.SparseVector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Rows that {@link #SCHEMA} accepts; null rows hold zeros, and arrays are exactly long enough. */
final class RandomRows {
  static final int DIMENSION = 5;
  static final int MAX_LENGTH = 12;
  static final int MAX_CAPACITY = 6;
  static final CollectionSchema SCHEMA = schema();

  private static final String[] TEXTS = {"", "a", "héllo", "日本", "😀", "twelve bytes"};
  private static final String[] JSONS = {
    "{}", "{\"a\": [1, 2.5e3, null]}", "{\"b\":{\"c\":\"é\"}}"
  };

  private final Random random;

  RandomRows(Random random) {
    this.random = random;
  }

  /** Every type, with and without nulls, and arrays of every element type. */
  private static CollectionSchema schema() {
    List<FieldSchema> fields = new ArrayList<>();
    fields.add(FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey());
    for (DataType type : DataType.values()) {
      Limits limits =
          switch (type) {
            case VARCHAR -> Limits.maxLength(MAX_LENGTH);
            case BINARY_VECTOR -> Limits.dimension(Byte.SIZE * DIMENSION);
            default -> type.isFixedVector() ? Limits.dimension(DIMENSION) : Limits.NONE;
          };
      if (type != DataType.ARRAY) {
        fields.add(FieldSchema.of("f_" + type, type, limits));
        fields.add(FieldSchema.of("n_" + type, type, limits).asNullable());
      }
      if (type.canBeElement()) {
        Limits array = Limits.array(type, MAX_CAPACITY, MAX_LENGTH);
        fields.add(FieldSchema.of("a_" + type, DataType.ARRAY, array));
        fields.add(FieldSchema.of("na_" + type, DataType.ARRAY, array).asNullable());
      }
    }
    Limits none = Limits.NONE;
    fields.add(new FieldSchema(0, "$meta", "", DataType.JSON, Role.DYNAMIC, false, "{}", none));
    List<FieldSchema> numbered = new ArrayList<>();
    for (FieldSchema field : fields) {
      numbered.add(field.withId(100 + numbered.size()));
    }
    return new CollectionSchema("", numbered);
  }

  static FieldSchema field(String name) {
    return SCHEMA.field(name).orElseThrow();
  }

  RowBatch next(int rowCount) {
    Map<Integer, Column> columns = new HashMap<>();
    for (FieldSchema field : SCHEMA.fields()) {
      columns.put(field.id(), column(field, rowCount));
    }
    return new RowBatch(rowCount, columns);
  }

  private Column column(FieldSchema field, int rowCount) {
    boolean[] nulls = field.nullable() ? nulls(rowCount) : null;
    if (field.type() != DataType.ARRAY) {
      return values(field.type(), rowCount, nulls);
    }
    Column[] rows = new Column[rowCount];
    for (int row = 0; row < rowCount; row++) {
      boolean isNull = nulls != null && nulls[row];
      rows[row] = values(field.elementType(), isNull ? 0 : random.nextInt(MAX_CAPACITY + 1), null);
    }
    return new Column.Arrays(field.elementType(), rows, nulls);
  }

  /** Absent where no row is null. */
  private boolean @Nullable [] nulls(int rowCount) {
    boolean[] nulls = new boolean[rowCount];
    boolean any = false;
    for (int row = 0; row < rowCount; row++) {
      nulls[row] = random.nextInt(4) == 0;
      any |= nulls[row];
    }
    return any ? nulls : null;
  }

  private Column values(DataType type, int count, boolean @Nullable [] nulls) {
    boolean[] bools = new boolean[count];
    long[] longs = new long[count];
    double[] doubles = new double[count];
    String[] texts = new String[count];
    float[] vectors = new float[count * DIMENSION];
    SparseVector[] sparse = new SparseVector[count];
    byte[][] shapes = new byte[count][];
    for (int row = 0; row < count; row++) {
      boolean isNull = nulls != null && nulls[row];
      bools[row] = !isNull && random.nextBoolean();
      longs[row] = isNull || !type.isLong() ? 0 : integer(type);
      double real = random.nextGaussian();
      doubles[row] = isNull ? 0 : type == DataType.FLOAT ? (float) real : real;
      String[] pool = type == DataType.JSON ? JSONS : TEXTS;
      texts[row] = isNull ? "" : pool[random.nextInt(pool.length)];
      for (int i = 0; i < DIMENSION && !isNull; i++) {
        vectors[row * DIMENSION + i] = random.nextInt(-128, 128);
      }
      String shape = "POINT (%s %s)".formatted(real, random.nextInt(9));
      shapes[row] = isNull ? new byte[0] : Geometries.fromText(shape);
      sparse[row] = isNull ? SparseVector.EMPTY : sparseVector();
    }
    return switch (type) {
      case BOOL -> new Column.Bools(bools, nulls);
      case GEOMETRY -> new Column.Binaries(shapes, nulls);
      case INT8, INT16, INT32, INT64, TIMESTAMPTZ -> new Column.Longs(type, longs, nulls);
      case FLOAT, DOUBLE -> new Column.Doubles(type, doubles, nulls);
      case VARCHAR, JSON -> new Column.Texts(type, texts, nulls);
      case BINARY_VECTOR, FLOAT_VECTOR, FLOAT16_VECTOR, BFLOAT16_VECTOR, INT8_VECTOR -> {
        int dimension = type == DataType.BINARY_VECTOR ? Byte.SIZE * DIMENSION : DIMENSION;
        FixedVectors column = FixedVectors.allocate(type, dimension, count, nulls);
        for (int at = 0; at < vectors.length; at++) {
          column.setComponent(at, vectors[at]);
        }
        yield column;
      }
      case SPARSE_FLOAT_VECTOR -> new Column.SparseVectors(sparse, nulls);
      case ARRAY -> throw new IllegalArgumentException("no arrays of arrays");
    };
  }

  private SparseVector sparseVector() {
    int[] indices = random.ints(random.nextInt(4), 0, 1000).distinct().sorted().toArray();
    if (indices.length > 0 && random.nextBoolean()) {
      indices[indices.length - 1] |= Integer.MIN_VALUE; // Above all others as an unsigned number.
    }
    float[] values = new float[indices.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextFloat();
    }
    return new SparseVector(indices, values);
  }

  private long integer(DataType type) {
    return switch (random.nextInt(4)) {
      case 0 -> type.minValue();
      case 1 -> type.maxValue();
      default -> random.nextInt(256) - 128;
    };
  }
}
