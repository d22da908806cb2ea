package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.vector.BinaryVectors;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.Vectors;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StandingQuerySetTest {
  private static final FieldSchema KEY =
      FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey().withId(100);
  private static final FieldSchema POINT =
      FieldSchema.of("point", DataType.FLOAT_VECTOR, Limits.dimension(2)).withId(101);
  private static final FieldSchema BITS =
      FieldSchema.of("bits", DataType.BINARY_VECTOR, Limits.dimension(8)).withId(102);
  private static final FieldSchema FACTS =
      FieldSchema.of("facts", DataType.JSON, Limits.NONE).withId(103);
  private static final CollectionSchema SCHEMA =
      new CollectionSchema("", List.of(KEY, POINT, BITS, FACTS));

  /** The points (0, 0), (1, 0), (2, 0), … */
  private static RowBatch rows(String... facts) {
    int count = facts.length;
    long[] ids = new long[count];
    float[] points = new float[2 * count];
    byte[] bits = new byte[count];
    for (int i = 0; i < count; i++) {
      ids[i] = i;
      points[2 * i] = i;
      bits[i] = (byte) i;
    }
    return new RowBatch(
        count,
        Map.of(
            100, new Column.Longs(DataType.INT64, ids, null),
            101, new Column.FloatVectors(2, points, null),
            102, new Column.ByteVectors(DataType.BINARY_VECTOR, 8, bits, null),
            103, new Column.Texts(DataType.JSON, facts, null)));
  }

  private static StandingQuery near(long id, float x, float radius, String filter) {
    VectorData vector = Vectors.of(new float[] {x, 0}, 2);
    return new StandingQuery(id, 101, Metric.L2, vector, radius, filter);
  }

  private static Set<String> matches(RowBatch rows, StandingQuery... queries) {
    Set<String> found = new TreeSet<>();
    new StandingQuerySet(List.of(queries), SCHEMA, Kernels.scalar())
        .match(rows, (row, query, distance) -> found.add(query + ":" + row + "@" + distance));
    return found;
  }

  @Test
  void rowsMatchWhoseDistanceIsBetterThanTheRadius() {
    assertThat(matches(rows("1", "1", "1", "1"), near(1, 0, 4, ""), near(2, 3, 1, "")))
        .containsExactly("0:0@0.0", "0:1@1.0", "1:3@0.0");
  }

  @Test
  void queriesOfSeveralFieldsAndMetricsAreOfOneSet() {
    VectorData three = BinaryVectors.of(new byte[] {3}, 8);
    assertThat(
            matches(
                rows("1", "1", "1", "1"),
                new StandingQuery(1, 102, Metric.HAMMING, three, 1, ""),
                near(2, 1, 1, ""),
                new StandingQuery(3, 101, Metric.IP, Vectors.of(new float[] {1, 0}, 2), 2.5f, "")))
        .containsExactly("0:3@0.0", "1:1@0.0", "2:3@3.0");
  }

  @Test
  void onlyRowsThatPassTheFilterMatch() {
    RowBatch rows = rows("{\"n\": 1}", "{\"n\": 2}", "{\"n\": 1}");
    assertThat(
            matches(rows, near(1, 0, 100, "facts[\"n\"] == 1"), near(2, 0, 2, "facts[\"n\"] > 1")))
        .containsExactly("0:0@0.0", "0:2@4.0", "1:1@1.0");
  }

  @Test
  void aRowThatAFilterCannotReadDoesNotPassIt() {
    RowBatch rows = rows("{\"n\": 1}", "{", "{\"n\": 1}");
    assertThat(matches(rows, near(1, 0, 100, "facts[\"n\"] == 1"), near(2, 1, 1, "")))
        .containsExactly("0:0@0.0", "0:2@4.0", "1:1@0.0");
  }

  @Test
  void aRowWithoutAVectorMatchesNothing() {
    RowBatch rows = rows("1", "1");
    Map<Integer, Column> columns = new HashMap<>(rows.columns());
    columns.put(101, new Column.FloatVectors(2, new float[4], new boolean[] {true, false}));
    assertThat(matches(new RowBatch(2, columns), near(1, 0, 100, ""))).containsExactly("0:1@0.0");
  }

  @Test
  void aFilterThatDoesNotFitIsRefused() {
    assertThatThrownBy(() -> matches(rows("1"), near(1, 0, 1, "color == 1")))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("color");
  }
}
