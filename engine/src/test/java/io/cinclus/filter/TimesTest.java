package io.cinclus.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.value.Timestamps;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimesTest {
  private static final long AT = Timestamps.parse("2024-01-31T12:00:00Z", ZoneOffset.UTC);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "at == ISO '2024-01-31T12:00:00Z'",
        "at != iso '2024-01-31T12:00:00.000001Z'",
        "at == ISO '2024-01-31T20:00:00+08:00'",
        "at == ISO \"2024-01-31 12:00:00\"",
        "ISO '2024-01-31T11:59:59.999999Z' < at",
        "ISO '2024-01-01T00:00:00Z' <= at < ISO '2024-02-01T00:00:00Z'",
        "at + INTERVAL 'P1D' > ISO '2024-02-01T11:00:00Z'",
        "at - INTERVAL 'PT12H' == ISO '2024-01-31T00:00:00Z'",
        "ISO '2024-02-29T12:00:00Z' == at + INTERVAL 'P1M'",
        "at + INTERVAL 'P1Y1M1DT1H1M1.5S' == ISO '2025-03-01T13:01:01.5Z'",
        "at < ISO '2024-01-31T12:00:00Z' + INTERVAL 'PT1S'",
        "interval 'P2W' + at == ISO '2024-02-14T12:00:00Z'",
        "at < until and at is not null and not (at > until)",
        "at in [ISO '2024-01-30T12:00:00Z', iso '2024-01-31T20:00:00+08:00']",
        "at - INTERVAL 'P1M' in [ISO '2023-12-31T12:00:00Z',]",
        "at not in [ISO '2024-01-31T12:00:00.000001Z']",
        "at not in []",
      })
  void timesAreComparedInUtc(String filter) {
    assertThat(Rows.passes(filter, "at", AT, "until", AT + 1)).as(filter).isTrue();
    assertThat(Rows.passes("not (" + filter + ")", "at", AT, "until", AT + 1)).isFalse();
  }

  @Test
  void aTimeThatIsNullIsUnknown() {
    assertThat(Rows.passes("at is null", "n", 1L)).isTrue();
    assertThat(Rows.passes("at < ISO '2024-01-31T12:00:00Z'", "n", 1L)).isFalse();
    assertThat(Rows.passes("not (at + INTERVAL 'P1M' < until)", "until", AT)).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          at > '2024-01-31T12:00:00Z'                | a field of type TIMESTAMPTZ cannot be compared with a text; write a time as ISO
          at == 5                                    | cannot be compared with a number
          n > ISO '2024-01-31T12:00:00Z'             | a field of type INT64 cannot be compared with a point in time
          at > ISO 'tomorrow'                        | at character 10, ''tomorrow'': 'tomorrow' is no point in time
          at > ISO 5                                 | expected an operator or the end
          at > at 'x'                                | only ISO and INTERVAL take a text
          at + 5 > ISO '2024-01-31T12:00:00Z'        | a time can only be shifted by an interval
          at * INTERVAL 'P1D' > ISO '2024-01-31T12:00:00Z' | a time can only be shifted by an interval
          at + INTERVAL 'P1D' + INTERVAL 'P1D' > at  | a field is shifted by one interval
          at + INTERVAL '1 day' > at                 | this needs a duration such as
          at + INTERVAL 'P' > at                     | this needs a duration such as
          at + INTERVAL 'P1DT' > at                  | this needs a duration such as
          at + INTERVAL 'P99999999999999999999D' > at | longer than 10,000 years
          ISO '9999-12-31T12:00:00Z' + INTERVAL 'P1D' > at | not within the years 0 to 9999
          at in ['2024-01-31T12:00:00Z']             | every value of the list must be a time
          at in [ISO '2024-01-31T12:00:00Z', 5]      | at character 36, '5': every value of the list must be a time
          at in [INTERVAL 'P1D']                     | every value of the list must be a time
          at in [ISO 'tomorrow']                     | 'tomorrow' is no point in time
          n in [ISO '2024-01-31T12:00:00Z']          | a list of times can only be what a time is looked for 'in'
          INTERVAL 'P1D' > INTERVAL 'P2D'            | an interval cannot be compared with an interval
          """)
  void whatIsNoTimeIsRefused(String filter, String problem) {
    assertThatThrownBy(() -> Filter.compile(filter, Rows.SCHEMA))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void theTwoWordsMayBeNamesOfFields() {
    CollectionSchema schema =
        Rows.schema(
            FieldSchema.of("iso", DataType.INT64, Limits.NONE).asPrimaryKey(),
            FieldSchema.of("INTERVAL", DataType.VARCHAR, Limits.maxLength(9)));
    assertThat(Filter.compile("iso > 3 and INTERVAL == 'x'", schema).fieldIds())
        .containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          at > ISO '2024-01-31T12:00:00'    | at > ISO '2024-01-31T04:00:00Z'
          at > iso "2024-01-31 12:00:00.5"  | at > iso "2024-01-31T04:00:00.5Z"
          at > ISO r'2024-01-31T12:00:00'   | at > ISO '2024-01-31T04:00:00Z'
          at > ISO '2024-01-31T12\\x3a00:00' and n > 3 | at > ISO '2024-01-31T04:00:00Z' and n > 3
          at > ISO '2024-01-31T12\\x3'      | at > ISO '2024-01-31T12\\x3'
          at > ISO '2024-01-31T12:00:00Z'   | at > ISO '2024-01-31T12:00:00Z'
          s == 'ISO \\'' and at > ISO 'x'   | s == 'ISO \\'' and at > ISO 'x'
          s == '𝄞' and ISO '2024-01-31T12:00:00' < at and n > 3 | s == '𝄞' and ISO '2024-01-31T04:00:00Z' < at and n > 3
          """)
  void timesWithoutAZoneGetOne(String filter, String expected) {
    assertThat(Filter.inZone(filter, Timestamps.zone("Asia/Shanghai"))).isEqualTo(expected);
  }

  @Test
  void rowsAreGroupedByTimes() {
    GroupKey key = GroupKey.compile("at", Rows.SCHEMA);
    assertThat(key.of(Rows.batch(java.util.List.of(Map.of("at", AT))), 0)).isEqualTo(AT);
  }
}
