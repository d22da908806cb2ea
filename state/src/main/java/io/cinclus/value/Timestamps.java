package io.cinclus.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Set;

/**
 * Points in time as microseconds since 1970 in UTC, and as texts in ISO 8601, by Milvus' rules: the
 * years 0 to 9999, UTC offsets from -12:00 to +14:00, a blank instead of the T if one likes.
 * Stateless.
 */
public final class Timestamps {
  /** The beginning of the year 0. */
  public static final long MIN_MICROS = -62_167_219_200_000_000L;

  /** The end of the year 9999. */
  public static final long MAX_MICROS = 253_402_300_799_999_999L;

  private static final long MICROS_PER_SECOND = 1_000_000;
  private static final int NANOS_PER_MICRO = 1_000;
  private static final int SECONDS_PER_MINUTE = 60;
  private static final int YEAR_DIGITS = 4;
  private static final int DATE_LENGTH = 10;
  private static final ZoneOffset WESTERNMOST = ZoneOffset.ofHours(-12);
  private static final ZoneOffset EASTERNMOST = ZoneOffset.ofHours(14);
  private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());

  private static final DateTimeFormatter PARSER =
      new DateTimeFormatterBuilder()
          .parseCaseInsensitive()
          .appendValue(ChronoField.YEAR, YEAR_DIGITS)
          .appendPattern("-MM-dd'T'HH:mm:ss")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HH:mm", "Z")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT);

  private static final DateTimeFormatter PRINTER =
      new DateTimeFormatterBuilder()
          .appendValue(ChronoField.YEAR, YEAR_DIGITS, YEAR_DIGITS + 1, SignStyle.NORMAL)
          .appendPattern("-MM-dd'T'HH:mm:ss")
          .appendFraction(ChronoField.NANO_OF_SECOND, 0, 6, true)
          .appendOffset("+HH:MM", "Z")
          .toFormatter(Locale.ROOT);

  private Timestamps() {}

  /**
   * The point in time that a text such as {@code 2025-05-01T23:59:59.5+08:00} names; what it has
   * below microseconds is cut off.
   *
   * @param otherwise the zone of a text that names none
   * @throws IllegalArgumentException where it is no such text
   */
  public static long parse(String text, ZoneId otherwise) {
    boolean isBlankSeparated = text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == ' ';
    String withT =
        isBlankSeparated
            ? text.substring(0, DATE_LENGTH) + 'T' + text.substring(DATE_LENGTH + 1)
            : text;
    try {
      TemporalAccessor parsed = PARSER.parse(withT);
      LocalDateTime local = LocalDateTime.from(parsed);
      ZoneOffset offset = parsed.query(TemporalQueries.offset());
      if (offset != null
          && (offset.compareTo(WESTERNMOST) > 0 || offset.compareTo(EASTERNMOST) < 0)) {
        throw new IllegalArgumentException(
            "'%s' has the UTC offset %s: send one from %s to %s"
                .formatted(text, offset, WESTERNMOST, EASTERNMOST));
      }
      return of(local.atZone(offset == null ? otherwise : offset).toInstant());
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "'%s' is no point in time: send one such as 2025-05-01T23:59:59+08:00".formatted(text),
          e);
    }
  }

  /** Whether a text names its zone, so that {@link #parse} needs no other. */
  public static boolean hasZone(String text) {
    return parse(text, WESTERNMOST) == parse(text, EASTERNMOST);
  }

  /** The microseconds of a point in time, of which less is cut off. */
  public static long of(Instant instant) {
    return Math.addExact(
        Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND),
        instant.getNano() / NANOS_PER_MICRO);
  }

  /** The point in time of microseconds. */
  public static Instant instant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, MICROS_PER_SECOND),
        Math.floorMod(micros, MICROS_PER_SECOND) * NANOS_PER_MICRO);
  }

  /**
   * The text of a point in time in a zone, without zeros at the end of its fraction. Where the zone
   * had no whole minutes before UTC, as before it had a standard time, it is told as if it had had
   * the last ones below.
   */
  public static String format(long micros, ZoneId zone) {
    Instant instant = instant(micros);
    int minutes =
        Math.floorDiv(zone.getRules().getOffset(instant).getTotalSeconds(), SECONDS_PER_MINUTE);
    return PRINTER.format(
        instant.atOffset(ZoneOffset.ofTotalSeconds(minutes * SECONDS_PER_MINUTE)));
  }

  /**
   * The zone of a name of the tz database; {@link IllegalArgumentException} where there is none.
   */
  public static ZoneId zone(String name) {
    if (!ZONES.contains(name)) {
      throw new IllegalArgumentException(
          "'%s' is no time zone: send a name such as UTC or Asia/Shanghai".formatted(name));
    }
    return ZoneId.of(name);
  }

  /**
   * The same time of day (in UTC) some months later, or earlier; of a day that the month does not
   * have, on its last one.
   */
  public static long plusMonths(long micros, long months) {
    return of(instant(micros).atOffset(ZoneOffset.UTC).plusMonths(months).toInstant());
  }
}
