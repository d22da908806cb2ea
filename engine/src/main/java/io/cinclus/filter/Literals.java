package io.cinclus.filter;

import java.math.BigInteger;
import org.antlr.v4.runtime.Token;

/** Decodes the text of constants. Thread-safe (stateless). */
final class Literals {
  private static final String SIMPLE_ESCAPES = "abfnrtv\\'\"?";
  private static final String SIMPLE_VALUES = "\u0007\b\f\n\r\t\u000b\\'\"?";
  private static final int MAX_OCTAL_DIGITS = 3;

  private Literals() {}

  /** An int64 in decimal, octal (0…), hexadecimal (0x…) or binary (0b…). */
  static NumberValue.LongConstant integer(Token token, boolean negative) {
    String text = token.getText();
    BigInteger value;
    if (text.startsWith("0x") || text.startsWith("0X")) {
      value = new BigInteger(text.substring(2), 16);
    } else if (text.startsWith("0b") || text.startsWith("0B")) {
      value = new BigInteger(text.substring(2), 2);
    } else {
      value = new BigInteger(text, text.startsWith("0") ? 8 : 10);
    }
    BigInteger signed = negative ? value.negate() : value;
    if (signed.bitLength() > 63) {
      throw BadFilter.at(token, "the number does not fit into int64; write it as a float");
    }
    return new NumberValue.LongConstant(signed.longValue());
  }

  static NumberValue.DoubleConstant floating(Token token, boolean negative) {
    double value = Double.parseDouble(token.getText());
    if (Double.isInfinite(value)) {
      throw BadFilter.at(token, "the number is larger than any float64");
    }
    return new NumberValue.DoubleConstant(negative ? -value : value);
  }

  static boolean bool(Token token) {
    return Boolean.parseBoolean(token.getText());
  }

  /** A quoted text with C's escapes, or a raw one (r"…"), whose backslashes stay. */
  static String text(FilterParser.TextContext context) {
    return text(context.getStart());
  }

  /** The same of the token. */
  static String text(Token token) {
    String text = token.getText();
    if (token.getType() == FilterParser.RAW_STRING) {
      return text.substring(2, text.length() - 1);
    }
    String body = text.substring(1, text.length() - 1);
    return body.indexOf('\\') < 0 ? body : unescape(token, body);
  }

  private static String unescape(Token token, String body) {
    StringBuilder out = new StringBuilder(body.length());
    int at = 0;
    while (at < body.length()) {
      char c = body.charAt(at);
      if (c != '\\') {
        out.append(c);
        at++;
      } else {
        at = unescapeOne(token, body, at + 1, out);
      }
    }
    return out.toString();
  }

  /**
   * Decodes the escape whose letter stands at {@code at}; gives where the text goes on. An escape
   * that C does not have keeps its backslash, so that {@code like "50\%"} needs no second one.
   */
  private static int unescapeOne(Token token, String body, int at, StringBuilder out) {
    char letter = body.charAt(at);
    int simple = SIMPLE_ESCAPES.indexOf(letter);
    if (simple >= 0) {
      out.append(SIMPLE_VALUES.charAt(simple));
      return at + 1;
    }
    if (letter >= '0' && letter <= '7') {
      int end = digitsEnd(body, at, 8, MAX_OCTAL_DIGITS);
      out.append((char) Integer.parseInt(body, at, end, 8));
      return end;
    }
    int digits = letter == 'x' ? 2 : letter == 'u' ? 4 : letter == 'U' ? 8 : 0;
    if (digits == 0) {
      out.append('\\').append(letter);
      return at + 1;
    }
    int end = digitsEnd(body, at + 1, 16, digits);
    if (end != at + 1 + digits) {
      throw BadFilter.at(
          token, "the escape \\%c needs %d hexadecimal digits".formatted(letter, digits));
    }
    long codePoint = Long.parseLong(body, at + 1, end, 16);
    if (codePoint > Character.MAX_CODE_POINT) {
      throw BadFilter.at(token, "the escape \\U names no Unicode character");
    }
    out.appendCodePoint((int) codePoint);
    return end;
  }

  private static int digitsEnd(String body, int from, int radix, int limit) {
    int end = from;
    while (end < body.length()
        && end - from < limit
        && Character.digit(body.charAt(end), radix) >= 0) {
      end++;
    }
    return end;
  }
}
