package io.cinclus.filter;

import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/**
 * How far points in time are apart: some months of the calendar, and what is of a fixed length. A
 * day has 24 hours. Immutable.
 */
record Interval(long months, long micros) implements Expression {
  private static final Pattern ISO_8601 =
      Pattern.compile(
          "P(?!$)(?:(\\d+)Y)?(?:(\\d+)M)?(?:(\\d+)W)?(?:(\\d+)D)?"
              + "(?:T(?!$)(?:(\\d+)H)?(?:(\\d+)M)?(?:(\\d+(?:\\.\\d{1,6})?)S)?)?");

  private static final int MONTHS_PER_YEAR = 12;
  private static final long SECOND_MICROS = 1_000_000;
  private static final long MINUTE_MICROS = 60 * SECOND_MICROS;
  private static final long HOUR_MICROS = 60 * MINUTE_MICROS;
  private static final long DAY_MICROS = 24 * HOUR_MICROS;
  private static final long WEEK_MICROS = 7 * DAY_MICROS;

  /** As far as the years 0 and 9999 are apart. */
  private static final long MAX_MONTHS = 10_000L * MONTHS_PER_YEAR;

  private static final long MAX_MICROS = 10_000L * 366 * DAY_MICROS;

  /** The interval that is written as a duration of ISO 8601, such as {@code P1Y2M3DT4H5M6S}. */
  static Interval parse(Token place, String text) {
    Matcher parts = ISO_8601.matcher(text);
    if (!parts.matches()) {
      throw BadFilter.at(place, "this needs a duration such as 'P1Y2M3DT4H5M6S'");
    }
    BigDecimal months = part(parts.group(1), MONTHS_PER_YEAR).add(part(parts.group(2), 1));
    BigDecimal micros =
        part(parts.group(3), WEEK_MICROS)
            .add(part(parts.group(4), DAY_MICROS))
            .add(part(parts.group(5), HOUR_MICROS))
            .add(part(parts.group(6), MINUTE_MICROS))
            .add(part(parts.group(7), SECOND_MICROS));
    if (months.compareTo(BigDecimal.valueOf(MAX_MONTHS)) > 0
        || micros.compareTo(BigDecimal.valueOf(MAX_MICROS)) > 0) {
      throw BadFilter.at(place, "this is longer than 10,000 years");
    }
    return new Interval(months.longValueExact(), micros.longValueExact());
  }

  private static BigDecimal part(@Nullable String number, long unit) {
    return number == null
        ? BigDecimal.ZERO
        : new BigDecimal(number).multiply(BigDecimal.valueOf(unit));
  }

  Interval negated() {
    return new Interval(-months, -micros);
  }

  @Override
  public long[] missing(Block block) {
    return new long[block.words()];
  }
}
