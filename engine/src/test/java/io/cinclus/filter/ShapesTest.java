package io.cinclus.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.index.scalar.RowCount;
import io.cinclus.index.scalar.ScalarIndexType;
import io.cinclus.model.CinclusException;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShapesTest {
  private static final FieldSchema FIELD = Rows.SCHEMA.field("g").orElseThrow();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          POINT (1 1)                       | st_within(g, "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))")
          POINT (0 0)                       | not st_within(g, "POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0))")
          POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0)) | ST_CONTAINS(g, 'POINT (1 1)') and not st_within(g, 'POINT (1 1)')
          LINESTRING (0 0, 2 2)             | st_crosses(g, 'LINESTRING (0 2, 2 0)') and st_intersects(g, 'POINT (1 1)')
          LINESTRING (0 0, 2 2)             | st_crosses(g, 'POLYGON ((1 0, 3 0, 3 3, 1 3, 1 0))')
          POLYGON ((1 0, 3 0, 3 3, 1 3, 1 0)) | st_crosses(g, 'LINESTRING (0 0, 2 2)')
          LINESTRING (0 0, 2 2)             | st_equals(g, 'LINESTRING (2 2, 1 1, 0 0)')
          POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0)) | st_touches(g, 'POLYGON ((2 0, 3 0, 3 2, 2 2, 2 0))')
          POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0)) | st_overlaps(g, 'POLYGON ((1 1, 3 1, 3 3, 1 3, 1 1))')
          POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0)) | not st_isvalid(g)
          POINT (1 1)                       | st_isvalid(g) and g is not null
          POINT (13.4 52.5)                 | st_dwithin(g, 'POINT (13.41 52.5)', 677) and not st_dwithin(g, 'POINT (13.41 52.5)', 676.0)
          LINESTRING (13 50, 13 60)         | st_dwithin(g, 'POINT (13.01 55)', 640)
          POLYGON ((0 0, 2 0, 2 2, 0 2, 0 0)) | st_dwithin(g, 'POINT (1 1)', 0)
          POINT EMPTY                       | not st_intersects(g, 'POINT (1 1)') and not st_dwithin(g, 'POINT (1 1)', 9)
          """)
  void geometriesLieToOthersAsTheFunctionsSay(String shape, String filter) {
    assertThat(Rows.passes(filter, "g", shape)).as(filter).isTrue();
    assertThat(Rows.passes("not (" + filter + ")", "g", shape)).as(filter).isFalse();
  }

  @Test
  void ofARowThatIsNullEveryAnswerIsUnknown() {
    for (String filter :
        List.of(
            "st_intersects(g, 'POINT (1 1)')",
            "st_isvalid(g)",
            "st_dwithin(g, 'POINT (1 1)', 9)",
            "g is not null")) {
      assertThat(Rows.passes(filter, "n", 1L)).as(filter).isFalse();
      assertThat(Rows.passes("not " + filter, "n", 1L))
          .as(filter)
          .isEqualTo(filter.contains("null"));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          st_within(s, 'POINT (1 1)')        | this must be a GEOMETRY field, not a field of type VARCHAR
          st_within(g, 'here')               | 'here' is no geometry
          st_within(g, s)                    | must be a quoted geometry
          st_within(g)                       | this function takes 2 arguments, not 1
          st_dwithin(g, 'POINT (1 1)')       | this function takes 3 arguments, not 2
          st_dwithin(g, 'POINT (1 1)', s)    | a number of metres
          st_dwithin(g, 'POINT (1 1)', -1)   | a number of metres
          st_dwithin(g, 'LINESTRING (1 1, 2 2)', 1) | a point of a longitude and a latitude
          st_dwithin(g, 'POINT (1 91)', 1)   | a point of a longitude and a latitude
          st_isvalid(j)                      | this must be a GEOMETRY field, not a JSON value
          st_buffer(g, 1)                    | this function is not supported; there are
          g == 'POINT (1 1)'                 | a field of type GEOMETRY cannot be compared with a text
          g                                  | this needs a condition, not a field of type GEOMETRY
          """)
  void whatIsNoQuestionIsRefused(String filter, String problem) {
    assertThatThrownBy(() -> Filter.compile(filter, Rows.SCHEMA))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void aTreeOfBoxesCountsTheRowsThatAreNear() {
    RowBatch batch =
        Rows.batch(
            IntStream.range(0, 5_000)
                .mapToObj(
                    i ->
                        i % 10 == 9
                            ? Map.<String, Object>of()
                            : Map.<String, Object>of(
                                "g", "POINT (%s %s)".formatted(i % 100 / 10.0, i / 100)))
                .toList());
    IndexedField tree = IndexedField.of(FIELD, ScalarIndexType.RTREE, Map.of());
    FieldIndexes indexes = ScalarFiles.indexes(List.of(tree), batch);
    Filter filter =
        Filter.compile("st_within(g, 'POLYGON ((1 1, 3 1, 3 3, 1 3, 1 1))')", Rows.SCHEMA);
    long[] words = new long[Bits.words(5_000)];
    filter.using(indexes).evaluate(batch, 0, 5_000, words);
    int passing = Arrays.stream(words).mapToInt(Long::bitCount).sum();
    RowCount count = filter.count(indexes, 5_000);
    assertThat(passing).isPositive();
    assertThat(count.atMost()).as("rows that are looked at").isBetween(passing, 70);
  }

  @Test
  void noOtherIndexTakesGeometries() {
    for (ScalarIndexType type : ScalarIndexType.values()) {
      if (type != ScalarIndexType.RTREE) {
        assertThatThrownBy(
                () -> IndexedField.of(FIELD, type, Map.of("min_gram", "1", "max_gram", "2")))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }
    FieldSchema number = Rows.SCHEMA.field("n").orElseThrow();
    assertThatThrownBy(() -> IndexedField.of(number, ScalarIndexType.RTREE, Map.of()))
        .hasMessageContaining("index type RTREE takes no values of kind INTEGER");
  }

  @Test
  void whatIsNoPlaceOnEarthIsNearNothingWithAnIndexOrWithout() {
    RowBatch batch =
        Rows.batch(
            List.of(
                Map.<String, Object>of("g", "POINT (359.95 0)"),
                Map.<String, Object>of("g", "POINT (0.05 0)"),
                Map.<String, Object>of("g", "LINESTRING (0 0, 0 91)")));
    IndexedField tree = IndexedField.of(FIELD, ScalarIndexType.RTREE, Map.of());
    Filter scan = Filter.compile("st_dwithin(g, 'POINT (0 0)', 10000)", Rows.SCHEMA);
    for (Filter filter : List.of(scan, scan.using(ScalarFiles.indexes(List.of(tree), batch)))) {
      long[] words = new long[1];
      filter.evaluate(batch, 0, 3, words);
      assertThat(words[0]).isEqualTo(0b010);
    }
  }

  @Test
  void ofAGeometryThatCannotBeRelatedTheAnswerIsUnknown() {
    String repeatedPoints =
        "GEOMETRYCOLLECTION (POLYGON ((2 0, 2 0, 2 1, 1 1, 2 0)), LINESTRING (2 0, 3 1, 3 0),"
            + " POLYGON ((1 2, 3 0, 2 0, 1 1, 1 1, 0 2, 1 2, 1 2)))";
    String filter = "st_intersects(g, 'POLYGON ((3 1, 2 0, 2 2, 0 0, 3 1))')";
    assertThat(Rows.passes(filter, "g", repeatedPoints)).isFalse();
    assertThat(Rows.passes("not " + filter, "g", repeatedPoints)).isFalse();
    String bowTie = "POLYGON ((0 0, 1 1, 1 0, 0 1, 0 0))";
    assertThat(Rows.passes("st_intersects(g, 'POINT (0 0)')", "g", bowTie)).isTrue();
  }
}
