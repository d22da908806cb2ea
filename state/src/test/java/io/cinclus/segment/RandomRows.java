package io.cinclus.segment;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.FieldSchema.Role;
import io.cinclus.model.FixedVectors;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowBatchBuilder;
import io.cinclus.value.SparseVector;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Rows of every type, with nulls, and their comparison value by value. */
final class RandomRows {
  static final int DIMENSION = 8;

  private static final List<DataType> ELEMENTS =
      Arrays.stream(DataType.values()).filter(type -> type.canBeElement()).toList();

  private final Random random;

  RandomRows(long seed) {
    random = new Random(seed);
  }

  /** A primary key, then every type, each required and nullable, and the dynamic field. */
  static CollectionSchema everyType(DataType keyType) {
    List<FieldSchema> fields = new ArrayList<>();
    fields.add(FieldSchema.of("id", keyType, Limits.NONE).withId(100).asPrimaryKey());
    for (DataType type : DataType.values()) {
      if (type != DataType.ARRAY) {
        Limits limits = type.isFixedVector() ? Limits.dimension(DIMENSION) : Limits.NONE;
        addBoth(fields, FieldSchema.of(type.name(), type, limits));
      }
    }
    for (DataType element : ELEMENTS) {
      addBoth(
          fields,
          FieldSchema.of("array_of_" + element, DataType.ARRAY, Limits.array(element, 5, 100)));
    }
    fields.add(
        new FieldSchema(
            99,
            FieldSchema.DYNAMIC_FIELD,
            "",
            DataType.JSON,
            Role.DYNAMIC,
            false,
            null,
            Limits.NONE));
    return new CollectionSchema("every type", fields);
  }

  private static void addBoth(List<FieldSchema> fields, FieldSchema field) {
    int id = 100 + fields.size();
    fields.add(field.withId(id));
    fields.add(
        FieldSchema.of("nullable_" + field.name(), field.type(), field.limits())
            .withId(id + 1)
            .asNullable());
  }

  /** Random rows at random ascending positions from {@code firstPosition} on. */
  SegmentRows segment(CollectionSchema schema, int rowCount, long firstPosition) {
    long[] positions = new long[rowCount];
    long position = firstPosition;
    for (int row = 0; row < rowCount; row++) {
      positions[row] = position;
      position += 1 + random.nextInt(3);
    }
    return new SegmentRows(batch(schema, rowCount), positions);
  }

  RowBatch batch(CollectionSchema schema, int rowCount) {
    Map<Integer, Column> columns = new LinkedHashMap<>();
    for (FieldSchema field : schema.fields()) {
      // Longer than the batch: what lies behind its rows means nothing.
      Column column = RowBatchBuilder.allocate(field, rowCount + random.nextInt(3));
      fill(column);
      columns.put(field.id(), column);
    }
    return new RowBatch(rowCount, columns);
  }

  private void fill(Column column) {
    for (int row = 0; row < column.capacity(); row++) {
      boolean[] nulls = column.nulls();
      if (nulls != null && random.nextInt(4) == 0) {
        nulls[row] = true;
      } else {
        set(column, row);
      }
    }
  }

  private void set(Column column, int row) {
    if (column instanceof Column.Bools bools) {
      bools.values()[row] = random.nextBoolean();
    } else if (column instanceof Column.Longs longs) {
      DataType type = longs.type();
      longs.values()[row] =
          switch (random.nextInt(4)) {
            case 0 -> type.minValue();
            case 1 -> type.maxValue();
            default -> random.nextLong() >> (Long.SIZE - bits(type));
          };
    } else if (column instanceof Column.Doubles doubles) {
      double value = random.nextInt(5) == 0 ? Double.NaN : random.nextGaussian();
      doubles.values()[row] = doubles.type() == DataType.FLOAT ? (float) value : value;
    } else if (column instanceof Column.Texts texts) {
      texts.values()[row] = "äb𝄞\"{}:1".substring(0, random.nextInt(3)) + text();
    } else if (column instanceof Column.Binaries binaries) {
      binaries.values()[row] = new byte[random.nextInt(30)];
      random.nextBytes(binaries.values()[row]);
    } else if (column instanceof Column.Arrays arrays) {
      FieldSchema element = FieldSchema.of("item", arrays.elementType(), Limits.NONE);
      Column elements = RowBatchBuilder.allocate(element, random.nextInt(5));
      fill(elements);
      arrays.values()[row] = elements;
    } else if (column instanceof FixedVectors vectors) {
      for (int i = 0; i < vectors.rowLength(); i++) {
        vectors.setComponent(row * vectors.rowLength() + i, (float) (100 * random.nextGaussian()));
      }
    } else if (column instanceof Column.SparseVectors vectors) {
      int[] indices = random.ints(random.nextInt(5), 0, 1000).distinct().sorted().toArray();
      float[] values = new float[indices.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = random.nextFloat();
      }
      vectors.values()[row] = new SparseVector(indices, values);
    }
  }

  private String text() {
    return random.nextInt(4) == 0 ? "" : Integer.toString(random.nextInt(1000), 36) + "€𝄞";
  }

  private static int bits(DataType type) {
    return Long.SIZE - Long.numberOfLeadingZeros(type.maxValue()) + 1;
  }

  static void assertSame(SegmentRows found, SegmentRows expected, CollectionSchema schema) {
    assertThat(found.positions()).isEqualTo(expected.positions());
    for (FieldSchema field : schema.fields()) {
      assertThat(values(found.rows().column(field.id()), found.rowCount()))
          .as(field.name())
          .isEqualTo(values(expected.rows().column(field.id()), expected.rowCount()));
    }
  }

  /** The values of a column's first rows as objects; null where the row is null. */
  static List<Object> values(Column column, int rowCount) {
    List<Object> values = new ArrayList<>();
    for (int row = 0; row < rowCount; row++) {
      values.add(column.isNull(row) ? null : value(column, row));
    }
    return values;
  }

  private static Object value(Column column, int row) {
    if (column instanceof Column.Bools bools) {
      return bools.values()[row];
    } else if (column instanceof Column.Longs longs) {
      return longs.values()[row];
    } else if (column instanceof Column.Doubles doubles) {
      return doubles.values()[row];
    } else if (column instanceof Column.Texts texts) {
      return texts.values()[row];
    } else if (column instanceof Column.Binaries binaries) {
      return HexFormat.of().formatHex(binaries.values()[row]);
    } else if (column instanceof Column.Arrays arrays) {
      Column elements = arrays.values()[row];
      return values(elements, elements.capacity());
    } else if (column instanceof FixedVectors vectors) {
      List<Float> components = new ArrayList<>();
      for (int i = 0; i < vectors.rowLength(); i++) {
        components.add(vectors.component(row * vectors.rowLength() + i));
      }
      return components;
    } else if (column instanceof Column.SparseVectors vectors) {
      return vectors.values()[row];
    }
    throw new IllegalArgumentException("no values of " + column.type());
  }
}
