package io.cinclus.filter;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import org.antlr.v4.runtime.Token;

/** The errors that a filter's author sees: where, what was found there, and what to do. */
final class BadFilter {
  private static final int MAX_SHOWN_CHARS = 40;

  private BadFilter() {}

  /** An error at a token; {@code problem} says what is wrong and what to write instead. */
  static CinclusException at(Token token, String problem) {
    String found = token.getType() == Token.EOF ? "the end" : "'" + shorten(token.getText()) + "'";
    return new CinclusException(
        ErrorCode.BAD_FILTER,
        "bad filter at character %d, %s: %s".formatted(token.getStartIndex() + 1, found, problem));
  }

  /** An error of the whole expression. */
  static CinclusException whole(String problem) {
    return new CinclusException(ErrorCode.BAD_FILTER, "bad filter: " + problem);
  }

  static CinclusException tooDeep(Token token) {
    return at(
        token,
        "the expression nests deeper than %d; use fewer parentheses or shorter calculations"
            .formatted(Filter.MAX_DEPTH));
  }

  static String shorten(String text) {
    return text.length() <= MAX_SHOWN_CHARS ? text : text.substring(0, MAX_SHOWN_CHARS) + "…";
  }
}
