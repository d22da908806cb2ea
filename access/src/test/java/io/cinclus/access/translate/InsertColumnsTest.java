package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cinclus.milvus.grpc.ArrayArray;
import io.cinclus.milvus.grpc.BoolArray;
import io.cinclus.milvus.grpc.DoubleArray;
import io.cinclus.milvus.grpc.FieldData;
import io.cinclus.milvus.grpc.FloatArray;
import io.cinclus.milvus.grpc.IntArray;
import io.cinclus.milvus.grpc.JSONArray;
import io.cinclus.milvus.grpc.LongArray;
import io.cinclus.milvus.grpc.ScalarField;
import io.cinclus.milvus.grpc.StringArray;
import io.cinclus.milvus.grpc.VectorField;
import io.cinclus.model.CinclusException;
import io.cinclus.model.Column;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowRules;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class InsertColumnsTest {
  @Test
  void rowsComeBackAsTheyWereSent() {
    RowBatch batch = InsertColumns.rows(columns(), 2, Rows.SCHEMA, ZoneOffset.UTC);
    RowRules.check(batch, Rows.SCHEMA);
    OutputSelection all =
        OutputSelection.of(
            columns().stream().map(FieldData::getFieldName).toList(), Rows.SCHEMA, true);
    List<FieldData> back = all.columns(List.of(batch));
    for (FieldData sent : columns()) {
      FieldData got =
          back.stream()
              .filter(data -> data.getFieldName().equals(sent.getFieldName()))
              .findFirst()
              .orElseThrow();
      assertThat(got.getScalars().getArrayData().getDataList())
          .isEqualTo(sent.getScalars().getArrayData().getDataList());
      if (!sent.getScalars().hasArrayData()) {
        assertThat(got.getScalars()).isEqualTo(sent.getScalars());
      }
      assertThat(got.getVectors()).isEqualTo(sent.getVectors());
    }
  }

  @Test
  void nullsMayBeLeftOutOfTheValuesOrNot() {
    FieldData.Builder compact = text("title", "b").addValidData(false).addValidData(true);
    FieldData.Builder full = text("title", "", "b").addValidData(false).addValidData(true);
    for (FieldData.Builder data : List.of(compact, full)) {
      Column column = column("title", data);
      assertThat(column.isNull(0)).isTrue();
      assertThat(column.isNull(1)).isFalse();
      assertThat(((Column.Texts) column).values()).containsExactly("", "b");
    }
  }

  @Test
  void aNullOfAFieldWithADefaultIsTheDefault() {
    Column column = column("pages", ints("pages", 7).addValidData(true).addValidData(false));
    assertThat(((Column.Longs) column).values()).containsExactly(7, 100);
    assertThat(column.isNull(1)).isFalse();
  }

  @Test
  void whatIsDynamicGoesIntoTheDynamicField() {
    FieldData dynamic =
        FieldData.newBuilder().setIsDynamic(true).setScalars(json("{\"a\":1}", "{}")).build();
    RowBatch batch = InsertColumns.rows(List.of(dynamic), 2, Rows.SCHEMA, ZoneOffset.UTC);
    assertThat(((Column.Texts) batch.column(Rows.field("$meta").id())).values())
        .containsExactly("{\"a\":1}", "{}");
  }

  @Test
  void whatDoesNotFitIsNamed() {
    assertRefused(ints("pages", 1, 2, 3), "pages' has 3 values for 2 rows");
    assertRefused(ints("sheets", 1, 2), "no field 'sheets'");
    assertRefused(ints("pages", 1).addValidData(true), "pages' says of 1 rows");
    assertRefused(vectors(1, 2, 3), "no vectors of dimension 2");
    FieldData twice = ints("pages", 1, 2).build();
    assertThatThrownBy(
            () -> InsertColumns.rows(List.of(twice, twice), 2, Rows.SCHEMA, ZoneOffset.UTC))
        .hasMessageContaining("twice");
  }

  private static void assertRefused(FieldData.Builder data, String what) {
    assertThatThrownBy(
            () -> InsertColumns.rows(List.of(data.build()), 2, Rows.SCHEMA, ZoneOffset.UTC))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining(what);
  }

  private static Column column(String field, FieldData.Builder data) {
    return InsertColumns.rows(List.of(data.build()), 2, Rows.SCHEMA, ZoneOffset.UTC)
        .column(Rows.field(field).id());
  }

  private static List<FieldData> columns() {
    List<FieldData> columns = new ArrayList<>();
    columns.add(
        scalars(
            "id",
            ScalarField.newBuilder().setLongData(LongArray.newBuilder().addData(1).addData(2))));
    columns.add(vectors(1, 2, 3, 4).build());
    columns.add(text("title", "a", "b").addValidData(true).addValidData(true).build());
    columns.add(ints("pages", -1, 2).build());
    columns.add(
        scalars(
            "price",
            ScalarField.newBuilder()
                .setFloatData(FloatArray.newBuilder().addData(0.1f).addData(2))));
    columns.add(
        scalars(
            "weight",
            ScalarField.newBuilder()
                .setDoubleData(DoubleArray.newBuilder().addData(0.1).addData(2))));
    columns.add(
        scalars(
            "good",
            ScalarField.newBuilder()
                .setBoolData(BoolArray.newBuilder().addData(true).addData(false))));
    columns.add(
        FieldData.newBuilder().setFieldName("info").setScalars(json("[1]", "{\"x\":2}")).build());
    columns.add(
        scalars(
            "tags",
            ScalarField.newBuilder()
                .setArrayData(
                    ArrayArray.newBuilder()
                        .addData(
                            ScalarField.newBuilder()
                                .setIntData(IntArray.newBuilder().addData(1).addData(2)))
                        .addData(ScalarField.newBuilder().setIntData(IntArray.newBuilder())))));
    return columns;
  }

  private static FieldData scalars(String field, ScalarField.Builder values) {
    return FieldData.newBuilder().setFieldName(field).setScalars(values).build();
  }

  private static FieldData.Builder vectors(float... components) {
    FloatArray.Builder data = FloatArray.newBuilder();
    for (float component : components) {
      data.addData(component);
    }
    return FieldData.newBuilder()
        .setFieldName("vector")
        .setVectors(VectorField.newBuilder().setDim(2).setFloatVector(data));
  }

  private static FieldData.Builder text(String field, String... texts) {
    return FieldData.newBuilder()
        .setFieldName(field)
        .setScalars(
            ScalarField.newBuilder()
                .setStringData(StringArray.newBuilder().addAllData(List.of(texts))));
  }

  private static FieldData.Builder ints(String field, int... ints) {
    IntArray.Builder data = IntArray.newBuilder();
    for (int value : ints) {
      data.addData(value);
    }
    return FieldData.newBuilder()
        .setFieldName(field)
        .setScalars(ScalarField.newBuilder().setIntData(data));
  }

  private static ScalarField.Builder json(String... texts) {
    JSONArray.Builder data = JSONArray.newBuilder();
    for (String text : texts) {
      data.addData(ByteString.copyFromUtf8(text));
    }
    return ScalarField.newBuilder().setJsonData(data);
  }
}
