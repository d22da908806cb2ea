package io.cinclus.access.translate;

import com.google.protobuf.ByteString;
import io.cinclus.milvus.grpc.ArrayArray;
import io.cinclus.milvus.grpc.BoolArray;
import io.cinclus.milvus.grpc.DoubleArray;
import io.cinclus.milvus.grpc.FieldData;
import io.cinclus.milvus.grpc.FloatArray;
import io.cinclus.milvus.grpc.GeometryWktArray;
import io.cinclus.milvus.grpc.IntArray;
import io.cinclus.milvus.grpc.JSONArray;
import io.cinclus.milvus.grpc.LongArray;
import io.cinclus.milvus.grpc.ScalarField;
import io.cinclus.milvus.grpc.StringArray;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.value.Geometries;
import io.cinclus.value.Timestamps;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;

/**
 * Columns as clients read them: a value for each row, those of null rows meaning nothing; of
 * vectors, only those of the other rows. Stateless.
 */
public final class OutputColumns {
  private OutputColumns() {}

  /** The first {@code rowCount} rows of a field's column, times as texts in a zone. */
  public static FieldData fieldData(FieldSchema field, Column column, int rowCount, ZoneId zone) {
    FieldData.Builder data =
        FieldData.newBuilder()
            .setTypeValue(field.type().number())
            .setFieldName(field.name())
            .setFieldId(field.id())
            .setIsDynamic(field.isDynamic());
    if (field.type().isVector()) {
      data.setVectors(OutputVectors.of(column, rowCount));
    } else {
      data.setScalars(scalars(column, rowCount, zone));
    }
    if (field.nullable()) {
      for (int row = 0; row < rowCount; row++) {
        data.addValidData(!column.isNull(row));
      }
    }
    return data.build();
  }

  private static ScalarField scalars(Column column, int count, ZoneId zone) {
    ScalarField.Builder values = ScalarField.newBuilder();
    if (column instanceof Column.Bools bools) {
      BoolArray.Builder data = BoolArray.newBuilder();
      for (int row = 0; row < count; row++) {
        data.addData(bools.values()[row]);
      }
      values.setBoolData(data);
    } else if (column instanceof Column.Longs longs && longs.type() == DataType.TIMESTAMPTZ) {
      StringArray.Builder data = StringArray.newBuilder();
      for (int row = 0; row < count; row++) {
        data.addData(Timestamps.format(longs.values()[row], zone));
      }
      values.setStringData(data);
    } else if (column instanceof Column.Binaries binaries) {
      GeometryWktArray.Builder data = GeometryWktArray.newBuilder();
      for (int row = 0; row < count; row++) {
        data.addData(column.isNull(row) ? "" : Geometries.toText(binaries.values()[row]));
      }
      values.setGeometryWktData(data);
    } else if (column instanceof Column.Longs longs) {
      addIntegers(longs, count, values);
    } else if (column instanceof Column.Doubles doubles) {
      addNumbers(doubles, count, values);
    } else if (column instanceof Column.Texts texts) {
      addTexts(texts, count, values);
    } else if (column instanceof Column.Arrays arrays) {
      ArrayArray.Builder data =
          ArrayArray.newBuilder().setElementTypeValue(arrays.elementType().number());
      for (int row = 0; row < count; row++) {
        Column elements = arrays.values()[row];
        data.addData(scalars(elements, elements.capacity(), zone));
      }
      values.setArrayData(data);
    } else {
      throw new IllegalArgumentException(column.type() + " values are no scalars");
    }
    return values.build();
  }

  private static void addIntegers(Column.Longs longs, int count, ScalarField.Builder values) {
    if (longs.type() == DataType.INT64) {
      LongArray.Builder data = LongArray.newBuilder();
      for (int row = 0; row < count; row++) {
        data.addData(longs.values()[row]);
      }
      values.setLongData(data);
    } else {
      IntArray.Builder data = IntArray.newBuilder();
      for (int row = 0; row < count; row++) {
        data.addData((int) longs.values()[row]);
      }
      values.setIntData(data);
    }
  }

  private static void addNumbers(Column.Doubles doubles, int count, ScalarField.Builder values) {
    if (doubles.type() == DataType.DOUBLE) {
      DoubleArray.Builder data = DoubleArray.newBuilder();
      for (int row = 0; row < count; row++) {
        data.addData(doubles.values()[row]);
      }
      values.setDoubleData(data);
    } else {
      FloatArray.Builder data = FloatArray.newBuilder();
      for (int row = 0; row < count; row++) {
        data.addData((float) doubles.values()[row]);
      }
      values.setFloatData(data);
    }
  }

  private static void addTexts(Column.Texts texts, int count, ScalarField.Builder values) {
    if (texts.type() == DataType.JSON) {
      JSONArray.Builder data = JSONArray.newBuilder();
      for (int row = 0; row < count; row++) {
        data.addData(ByteString.copyFrom(texts.values()[row], StandardCharsets.UTF_8));
      }
      values.setJsonData(data);
    } else {
      StringArray.Builder data = StringArray.newBuilder();
      for (int row = 0; row < count; row++) {
        data.addData(texts.values()[row]);
      }
      values.setStringData(data);
    }
  }
}
