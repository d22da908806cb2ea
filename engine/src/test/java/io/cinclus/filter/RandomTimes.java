package io.cinclus.filter;

import io.cinclus.filter.RandomFilters.Kind;
import io.cinclus.filter.RandomFilters.Part;
import io.cinclus.value.Timestamps;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Random points in time of {@link Rows#SCHEMA}, and parts of filters that give some. */
final class RandomTimes {
  private static final List<String> TEXTS =
      List.of(
          "1969-12-31T23:59:59.999999Z",
          "2024-01-31T00:00:00Z",
          "2024-02-29T00:00:00Z",
          "2024-02-29T12:00:00Z",
          "2024-03-01T02:00:00+02:00",
          "2025-02-28T12:00:00Z");

  /** What an interval adds to the months of the calendar, and to the time. */
  private record Shift(String text, Period months, Duration time) {}

  private static final List<Shift> SHIFTS =
      List.of(
          new Shift("P1D", Period.ZERO, Duration.ofDays(1)),
          new Shift("PT12H", Period.ZERO, Duration.ofHours(12)),
          new Shift("P1M", Period.ofMonths(1), Duration.ZERO),
          new Shift("P1Y", Period.ofYears(1), Duration.ZERO),
          new Shift("P1Y1M1DT0.5S", Period.of(1, 1, 0), Duration.ofDays(1).plusMillis(500)));

  private final Random random;

  RandomTimes(Random random) {
    this.random = random;
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  Object micros() {
    return micros(OffsetDateTime.parse(oneOf(TEXTS)));
  }

  private static long micros(OffsetDateTime time) {
    Instant instant = time.toInstant();
    return instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000;
  }

  /** A time: a field or a constant, perhaps shifted. */
  Part value() {
    Part time = random.nextInt(3) == 0 ? constant() : field(random.nextBoolean() ? "at" : "until");
    if (random.nextBoolean()) {
      return time;
    }
    Shift shift = oneOf(SHIFTS);
    boolean isLater = random.nextBoolean();
    String interval =
        "%s '%s'".formatted(random.nextBoolean() ? "INTERVAL" : "interval", shift.text);
    return new Part(
        isLater && random.nextInt(3) == 0
            ? "(" + interval + " + " + time.text() + ")"
            : "(%s %s %s)".formatted(time.text(), isLater ? "+" : "-", interval),
        Kind.OTHER,
        row -> shifted(time.of(row), shift, isLater));
  }

  private static @Nullable Object shifted(@Nullable Object micros, Shift shift, boolean isLater) {
    if (micros == null) {
      return null;
    }
    LocalDateTime time = LocalDateTime.ofInstant(Timestamps.instant((Long) micros), ZoneOffset.UTC);
    LocalDateTime shifted =
        isLater
            ? time.plus(shift.months).plus(shift.time)
            : time.minus(shift.months).minus(shift.time);
    return micros(shifted.atOffset(ZoneOffset.UTC));
  }

  Part constant() {
    String text = oneOf(TEXTS);
    Object micros = micros(OffsetDateTime.parse(text));
    return new Part(
        (random.nextBoolean() ? "ISO '" : "iso '") + text + "'", Kind.OTHER, row -> micros);
  }

  private static Part field(String name) {
    return new Part(name, Kind.OTHER, (Map<String, Object> row) -> row.get(name));
  }
}
