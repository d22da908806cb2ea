package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import io.cinclus.milvus.grpc.FieldData;
import io.cinclus.milvus.grpc.GeometryArray;
import io.cinclus.milvus.grpc.GeometryWktArray;
import io.cinclus.milvus.grpc.ScalarField;
import io.cinclus.milvus.grpc.StringArray;
import io.cinclus.milvus.grpc.TimestamptzArray;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.value.Timestamps;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Times and geometries, as they are sent and given out. */
class TimeZonesTest {
  private static final ZoneId SHANGHAI = Timestamps.zone("Asia/Shanghai");
  private static final CollectionSchema SCHEMA =
      new CollectionSchema(
          "",
          List.of(
              FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey().withId(1),
              FieldSchema.of("at", DataType.TIMESTAMPTZ, Limits.NONE).asNullable().withId(2),
              FieldSchema.of("place", DataType.GEOMETRY, Limits.NONE).asNullable().withId(3)));

  private static FieldData.Builder data(String name, ScalarField.Builder values) {
    return FieldData.newBuilder().setFieldName(name).setScalars(values);
  }

  private static FieldData.Builder texts(String... texts) {
    StringArray.Builder data = StringArray.newBuilder().addAllData(List.of(texts));
    return data("at", ScalarField.newBuilder().setStringData(data));
  }

  private static Column column(FieldData.Builder data, int rows, int field) {
    return InsertColumns.rows(List.of(data.build()), rows, SCHEMA, SHANGHAI).column(field);
  }

  @Test
  void aTimeWithoutAZoneIsOfTheGivenOne() {
    FieldData.Builder sent =
        texts("1970-01-01T00:00:01Z", "1970-01-01 08:00:02")
            .addValidData(true)
            .addValidData(false)
            .addValidData(true);
    Column.Longs column = (Column.Longs) column(sent, 3, 2);
    assertThat(column.values()).containsExactly(1_000_000, 0, 2_000_000);
    assertThat(column.isNull(1)).isTrue();
    TimestamptzArray micros = TimestamptzArray.newBuilder().addData(5).build();
    FieldData.Builder numbers = data("at", ScalarField.newBuilder().setTimestamptzData(micros));
    assertThat(((Column.Longs) column(numbers, 1, 2)).values()).containsExactly(5);
    assertThatThrownBy(() -> column(texts("soon"), 1, 2))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("row 0 of field 'at': 'soon' is no point in time");
  }

  @Test
  void timesAreGivenOutInTheZoneOfTheSelection() {
    RowBatch batch =
        new RowBatch(1, Map.of(2, new Column.Longs(DataType.TIMESTAMPTZ, new long[] {1}, null)));
    OutputSelection output = OutputSelection.of(List.of("at"), SCHEMA, false);
    assertThat(shown(output, batch)).containsExactly("1970-01-01T00:00:00.000001Z");
    assertThat(shown(output.in(SHANGHAI), batch))
        .containsExactly("1970-01-01T08:00:00.000001+08:00");
  }

  private static List<String> shown(OutputSelection output, RowBatch batch) {
    return output.columns(List.of(batch)).get(0).getScalars().getStringData().getDataList();
  }

  @Test
  void geometriesAreTextsOnTheWayInAndOut() {
    GeometryWktArray sent = GeometryWktArray.newBuilder().addData("POINT(1 2)").build();
    FieldData.Builder data =
        data("place", ScalarField.newBuilder().setGeometryWktData(sent))
            .addValidData(true)
            .addValidData(false);
    RowBatch batch = InsertColumns.rows(List.of(data.build()), 2, SCHEMA, SHANGHAI);
    FieldData back =
        OutputSelection.of(List.of("place"), SCHEMA, false).columns(List.of(batch)).get(0);
    assertThat(back.getScalars().getGeometryWktData().getDataList())
        .containsExactly("POINT (1 2)", "");
    assertThat(back.getValidDataList()).containsExactly(true, false);
    byte[] stored = ((Column.Binaries) batch.column(3)).values()[0];
    assertThat(((Column.Binaries) column(bytes(stored), 1, 3)).values())
        .isEqualTo(new byte[][] {stored});
    assertThatThrownBy(() -> column(bytes(new byte[] {7}), 1, 3))
        .hasMessageContaining("row 0 of field 'place': 1 bytes are no geometry");
  }

  private static FieldData.Builder bytes(byte[] geometry) {
    return data(
        "place",
        ScalarField.newBuilder()
            .setGeometryData(GeometryArray.newBuilder().addData(ByteString.copyFrom(geometry))));
  }

  @Test
  void aCollectionTakesOverTheZoneOfItsDatabase() {
    Map<String, String> database = Map.of("timezone", "Asia/Shanghai", "a", "b");
    assertThat(TimeZones.inherited(Map.of("c", "d"), database))
        .containsExactlyInAnyOrderEntriesOf(Map.of("c", "d", "timezone", "Asia/Shanghai"));
    assertThat(TimeZones.inherited(Map.of("timezone", "UTC"), database))
        .containsExactlyEntriesOf(Map.of("timezone", "UTC"));
    assertThat(TimeZones.of(database)).isEqualTo(SHANGHAI);
    assertThat(TimeZones.of(Map.of())).isEqualTo(ZoneOffset.UTC);
  }

  @Test
  void onlyZonesThatThereAreCanBeSet() {
    for (String zone : List.of("Mars/Base", "", "+08:00")) {
      assertThatThrownBy(() -> TimeZones.check(Map.of("timezone", zone)))
          .isInstanceOf(CinclusException.class)
          .hasMessageContaining("timezone");
    }
    TimeZones.check(Map.of("timezone", "America/Havana", "x", "y"));
  }
}
