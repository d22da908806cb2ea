package io.cinclus.filter;

import java.util.List;
import org.antlr.v4.runtime.BaseErrorListener;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.Recognizer;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.misc.IntervalSet;
import org.jspecify.annotations.Nullable;

/**
 * Text to parse tree; every failure is a {@code BAD_FILTER} with its place. Thread-safe (stateless;
 * the parser's shared prediction cache is ANTLR's and thread-safe). Knows nothing of fields and
 * types.
 */
final class Syntax {
  private Syntax() {}

  /** The tree of an expression that is not blank. */
  static FilterParser.ExpressionContext parse(String expression) {
    if (expression.length() > Filter.MAX_LENGTH_WITH_LISTS_CHARS) {
      throw BadFilter.whole(
          "it has %d characters, more than %d; split its lists over several requests"
              .formatted(expression.length(), Filter.MAX_LENGTH_WITH_LISTS_CHARS));
    }
    CommonTokenStream tokens = tokens(expression);
    refuseUnsupported(tokens.getTokens());
    refuseTooLong(tokens.getTokens());
    FilterParser parser = new FilterParser(tokens);
    parser.removeErrorListeners();
    parser.addErrorListener(new FirstError());
    return parser.filter().expression();
  }

  /** All tokens of an expression, of whatever kind. */
  static CommonTokenStream tokens(String expression) {
    FilterLexer lexer = new FilterLexer(CharStreams.fromString(expression));
    lexer.removeErrorListeners();
    CommonTokenStream tokens = new CommonTokenStream(lexer);
    tokens.fill();
    return tokens;
  }

  private static void refuseUnsupported(List<Token> tokens) {
    for (Token token : tokens) {
      if (token.getType() == FilterLexer.UNKNOWN) {
        throw BadFilter.at(token, unknownProblem(token.getText()));
      }
      if (token.getType() == FilterLexer.UNSUPPORTED) {
        throw BadFilter.at(token, unsupportedProblem(token.getText()));
      }
    }
  }

  private static String unknownProblem(String text) {
    return text.equals("\"") || text.equals("'")
        ? "the text that starts here does not end; close it with the same quote, on the same line"
        : "this character has no meaning here; remove it, or quote it if it is part of a text";
  }

  private static String unsupportedProblem(String text) {
    return switch (text) {
      case "$" -> "struct elements are not supported; '$meta' names the dynamic field";
      default -> "templates are not supported here; write the value itself, or send it beside";
    };
  }

  /** What stands in brackets is limited by {@link Filter#MAX_LIST_VALUES} instead. */
  private static void refuseTooLong(List<Token> tokens) {
    long lengthChars = 0;
    int openBrackets = 0;
    for (Token token : tokens) {
      if (token.getType() == FilterLexer.LEFT_BRACKET) {
        openBrackets++;
      } else if (token.getType() == FilterLexer.RIGHT_BRACKET) {
        openBrackets--;
      } else if (openBrackets == 0) {
        lengthChars += token.getStopIndex() - token.getStartIndex() + 1;
      }
      if (lengthChars > Filter.MAX_LENGTH_CHARS) {
        throw BadFilter.at(
            token,
            "the expression is longer than %d characters, lists not counted; shorten it, or use 'in'"
                .formatted(Filter.MAX_LENGTH_CHARS));
      }
    }
  }

  /** Turns the parser's first complaint into the error; nothing is recovered. */
  private static final class FirstError extends BaseErrorListener {
    @Override
    public void syntaxError(
        Recognizer<?, ?> recognizer,
        Object offendingSymbol,
        int line,
        int column,
        String message,
        @Nullable RecognitionException error) {
      FilterParser parser = (FilterParser) recognizer;
      Token token = (Token) offendingSymbol;
      throw BadFilter.at(
          token,
          token.getType() == FilterParser.ASSIGN
              ? "'=' is no operator; write '==' to compare"
              : "expected " + expected(token, parser.getExpectedTokens()));
    }

    private static String expected(Token found, IntervalSet expected) {
      if (expected.contains(FilterParser.LEFT_PARENTHESIS) && found.getType() == Token.EOF) {
        return "a value or a field; the expression is not complete";
      }
      if (expected.contains(FilterParser.LEFT_PARENTHESIS)) {
        return "a value, a field or '('";
      }
      if (expected.contains(Token.EOF)) {
        return "an operator or the end";
      }
      if (expected.contains(FilterParser.RIGHT_PARENTHESIS)) {
        return "an operator or ')'";
      }
      if (expected.contains(FilterParser.BOOLEAN)) {
        return "a constant (a number, a text, true or false) or ']'";
      }
      if (expected.contains(FilterParser.INTEGER)) {
        return "an index or a quoted key";
      }
      if (expected.contains(FilterParser.STRING)) {
        return "a quoted text; a list takes constants, such as 1, 'a' or ISO '2025-05-01T23:59:59Z'";
      }
      return expected.toString(FilterParser.VOCABULARY);
    }
  }
}
