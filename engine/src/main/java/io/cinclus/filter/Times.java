package io.cinclus.filter;

import io.cinclus.model.CinclusException;
import io.cinclus.value.Timestamps;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import org.antlr.v4.runtime.Token;

/**
 * Points in time ({@code ISO '2025-05-01T23:59:59Z'}), intervals ({@code INTERVAL 'P1D'}), and the
 * one shifted by the other. As keywords the two words are lower or upper case; elsewhere they may
 * be names. Thread-safe (stateless).
 */
final class Times {
  private static final String ISO = "iso";
  private static final String INTERVAL = "interval";

  private Times() {}

  /** A word and a quoted text. */
  static Expression literal(Token word, FilterParser.TextContext text) {
    if (isWord(word, ISO)) {
      try {
        return constant(text.getStart(), Timestamps.parse(Literals.text(text), ZoneOffset.UTC));
      } catch (IllegalArgumentException e) {
        throw BadFilter.at(text.getStart(), String.valueOf(e.getMessage()));
      }
    }
    if (isWord(word, INTERVAL)) {
      return Interval.parse(text.getStart(), Literals.text(text));
    }
    throw BadFilter.at(
        text.getStart(), "expected an operator or the end; only ISO and INTERVAL take a text");
  }

  private static boolean isWord(Token token, String word) {
    return token.getText().equals(word) || token.getText().equals(word.toUpperCase(Locale.ROOT));
  }

  private static TimeValue constant(Token place, long micros) {
    if (micros < Timestamps.MIN_MICROS || micros > Timestamps.MAX_MICROS) {
      throw BadFilter.at(place, "this is not within the years 0 to 9999");
    }
    return new TimeValue(new NumberValue.LongConstant(micros));
  }

  /** Whether it is a time or an interval. */
  static boolean isOne(Expression value) {
    return value instanceof TimeValue || value instanceof Interval;
  }

  /** A time some interval later or earlier; of a shorter month the last day. */
  static TimeValue shifted(Token place, Operator operator, Expression left, Expression right) {
    if (left instanceof Interval && right instanceof TimeValue && operator == Operator.ADD) {
      return shifted(place, operator, right, left);
    }
    boolean isSum = operator == Operator.ADD || operator == Operator.SUBTRACT;
    if (!(isSum && left instanceof TimeValue time && right instanceof Interval interval)) {
      throw BadFilter.at(
          place,
          "a time can only be shifted by an interval: write time + INTERVAL 'P1D', or with -");
    }
    return shifted(place, time, operator == Operator.ADD ? interval : interval.negated());
  }

  private static TimeValue shifted(Token place, TimeValue time, Interval by) {
    if (time.micros() instanceof NumberValue.LongConstant constant) {
      return constant(place, Timestamps.plusMonths(constant.value(), by.months()) + by.micros());
    }
    if (!(time.micros() instanceof NumberValue.Field field)) {
      throw BadFilter.at(place, "a field is shifted by one interval; put both into one");
    }
    NumberValue later = by.months() == 0 ? field : new NumberValue.Months(field, by.months());
    return new TimeValue(
        by.micros() == 0
            ? later
            : new NumberValue.Calculated(
                Operator.ADD, later, new NumberValue.LongConstant(by.micros())));
  }

  /** See {@link Filter#inZone}. A time that cannot be read is left for the compiler to refuse. */
  static String inZone(String expression, ZoneId zone) {
    boolean hasTimes =
        expression.contains(ISO) || expression.contains(ISO.toUpperCase(Locale.ROOT));
    boolean isReadable = expression.length() <= Filter.MAX_LENGTH_WITH_LISTS_CHARS;
    if (!hasTimes || !isReadable || zone.equals(ZoneOffset.UTC)) {
      return expression;
    }
    StringBuilder rewritten = new StringBuilder();
    int copied = 0;
    int from = 0;
    int fromCodePoint = 0;
    List<Token> tokens = Syntax.tokens(expression).getTokens();
    for (int i = 1; i < tokens.size(); i++) {
      Token text = tokens.get(i);
      if (isText(text) && isWord(tokens.get(i - 1), ISO)) {
        from = expression.offsetByCodePoints(from, text.getStartIndex() - fromCodePoint);
        fromCodePoint = text.getStartIndex();
        int to = from + text.getText().length();
        rewritten.append(expression, copied, from).append(withZone(text, zone));
        copied = to;
      }
    }
    return rewritten.append(expression, copied, expression.length()).toString();
  }

  private static boolean isText(Token token) {
    return token.getType() == FilterLexer.STRING || token.getType() == FilterLexer.RAW_STRING;
  }

  /** The quoted time in UTC; as it stands where it has a zone, or cannot be read. */
  private static String withZone(Token quoted, ZoneId zone) {
    String token = quoted.getText();
    try {
      String text = Literals.text(quoted);
      char quote = token.charAt(token.length() - 1);
      return Timestamps.hasZone(text)
          ? token
          : quote + Timestamps.format(Timestamps.parse(text, zone), ZoneOffset.UTC) + quote;
    } catch (IllegalArgumentException | CinclusException e) {
      return token;
    }
  }
}
