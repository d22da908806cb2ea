package io.cinclus.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimestampsTest {
  private static final ZoneId SHANGHAI = Timestamps.zone("Asia/Shanghai");

  @ParameterizedTest
  @CsvSource({
    "2025-01-02T03:04:05Z, 2025-01-02T03:04:05Z",
    "2025-01-02 03:04:05z, 2025-01-02T03:04:05Z",
    "2025-01-02T03:04:05+08:00, 2025-01-01T19:04:05Z",
    "2025-01-02 03:04:05-03, 2025-01-02T06:04:05Z",
    "2025-01-02T03:04:05.1234567Z, 2025-01-02T03:04:05.123456Z",
    "2025-01-02T03:04:05, 2025-01-01T19:04:05Z",
    "2025-01-02 03:04:05.5, 2025-01-01T19:04:05.500Z",
    "1969-12-31T23:59:59.9999999Z, 1969-12-31T23:59:59.999999Z",
    "0000-01-01T00:00:00Z, 0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999999Z, 9999-12-31T23:59:59.999999Z",
  })
  void textsNamePointsInTime(String text, Instant expected) {
    assertThat(Timestamps.instant(Timestamps.parse(text, SHANGHAI))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "now",
        "2025-01-02",
        "2025-02-30T00:00:00Z",
        "2025-01-02T24:00:00Z",
        "2025-01-02T03:04Z",
        "20250102T030405Z",
        "2025-01-02T03:04:05+15:00",
        "2025-01-02T03:04:05-12:01",
        "12025-01-02T03:04:05Z",
        "2025-01-02T03:04:05Z ",
        "2025-01-02T03:04:05 Asia/Shanghai"
      })
  void otherTextsAreRefused(String text) {
    assertThatThrownBy(() -> Timestamps.parse(text, ZoneOffset.UTC))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void theEndsOfTheRangeAreThoseOfTheYears() {
    assertThat(Timestamps.parse("0000-01-01T00:00:00Z", ZoneOffset.UTC))
        .isEqualTo(Timestamps.MIN_MICROS);
    assertThat(Timestamps.parse("9999-12-31T23:59:59.999999Z", ZoneOffset.UTC))
        .isEqualTo(Timestamps.MAX_MICROS);
  }

  @Test
  void whatIsWrittenInAnyZoneIsReadAgain() {
    long seed = new Random().nextLong();
    System.out.println("TimestampsTest seed " + seed);
    Random random = new Random(seed);
    List<String> zones = List.of("UTC", "Asia/Kolkata", "America/Havana", "Pacific/Apia");
    for (int i = 0; i < 5_000; i++) {
      // Before they had a standard time, zones were not whole minutes before UTC.
      long micros =
          random.nextLong(
              Timestamps.MIN_MICROS + 86_400_000_000L, Timestamps.MAX_MICROS - 86_400_000_000L);
      micros -= random.nextBoolean() ? micros % 1_000_000 : 0;
      String text = Timestamps.format(micros, Timestamps.zone(zones.get(random.nextInt(4))));
      assertThat(Timestamps.parse(text, ZoneOffset.UTC))
          .as("seed %d: %s", seed, text)
          .isEqualTo(micros);
    }
  }

  @Test
  void zerosAtTheEndOfAFractionAreNotWritten() {
    assertThat(Timestamps.format(0, ZoneOffset.UTC)).isEqualTo("1970-01-01T00:00:00Z");
    assertThat(Timestamps.format(100_000, SHANGHAI)).isEqualTo("1970-01-01T08:00:00.1+08:00");
    assertThat(Timestamps.format(-1, ZoneOffset.UTC)).isEqualTo("1969-12-31T23:59:59.999999Z");
    long before = Timestamps.parse("1900-01-01T00:00:00Z", ZoneOffset.UTC);
    assertThat(Timestamps.format(before, SHANGHAI))
        .as("the mean time of Shanghai is 8:05:43 before UTC")
        .isEqualTo("1900-01-01T08:05:00+08:05");
  }

  @Test
  void onlyNamesOfTheDatabaseAreZones() {
    for (String name : List.of("", "Mars/Base", "+08:00", "asia/shanghai")) {
      assertThatThrownBy(() -> Timestamps.zone(name))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no time zone");
    }
  }

  @Test
  void aZoneIsNamedOrNot() {
    assertThat(Timestamps.hasZone("2025-01-02T03:04:05Z")).isTrue();
    assertThat(Timestamps.hasZone("2025-01-02T03:04:05+08:00")).isTrue();
    assertThat(Timestamps.hasZone("2025-01-02T03:04:05")).isFalse();
  }

  @Test
  void aMonthLaterIsTheLastDayWhereTheMonthIsShorter() {
    long january = Timestamps.parse("2024-01-31T10:00:00Z", ZoneOffset.UTC);
    assertThat(Timestamps.format(Timestamps.plusMonths(january, 1), ZoneOffset.UTC))
        .isEqualTo("2024-02-29T10:00:00Z");
    assertThat(Timestamps.format(Timestamps.plusMonths(january, -2), ZoneOffset.UTC))
        .isEqualTo("2023-11-30T10:00:00Z");
  }
}
