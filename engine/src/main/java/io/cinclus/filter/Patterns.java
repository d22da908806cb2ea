package io.cinclus.filter;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayDeque;
import java.util.Deque;
import org.antlr.v4.runtime.Token;
import org.jspecify.annotations.Nullable;

/** Reads the patterns of {@code like} and {@code =~}. Thread-safe (stateless). */
final class Patterns {
  private static final Pattern COUNT = Pattern.compile("\\{(\\d{1,4})(?:,(\\d{0,4}))?\\}");
  private static final int COUNT_CHARS = "{9999,9999}".length();

  private Patterns() {}

  static TextCondition like(FilterParser.TextContext context) {
    LikePattern like =
        LikePattern.of(pattern(context))
            .orElseThrow(
                () ->
                    BadFilter.at(
                        context.getStart(),
                        "the pattern ends in a single backslash; write two to match one"));
    return new TextCondition.Like(like);
  }

  /** A regular expression of RE2, which takes time linear in the text. */
  static TextCondition regex(FilterParser.TextContext context) {
    String pattern = pattern(context);
    if (steps(pattern) > Filter.MAX_PATTERN_CHARS) {
      throw BadFilter.at(
          context.getStart(),
          "the pattern has more than %d steps with its repetitions written out"
              .formatted(Filter.MAX_PATTERN_CHARS));
    }
    try {
      return new TextCondition.Regex(Pattern.compile(pattern));
    } catch (PatternSyntaxException e) {
      throw BadFilter.at(
          context.getStart(),
          "this is no regular expression of RE2 (%s)".formatted(e.getDescription()));
    }
  }

  /**
   * About how many steps a regular expression has once its repetitions are written out: a counted
   * repetition multiplies what it repeats.
   */
  private static long steps(String regex) {
    Deque<Long> outer = new ArrayDeque<>();
    long steps = 0;
    long last = 0;
    for (int at = 0; at < regex.length(); at++) {
      char c = regex.charAt(at);
      Matcher count =
          COUNT.matcher(regex.substring(at, Math.min(regex.length(), at + COUNT_CHARS)));
      if (c == '(') {
        outer.push(steps + last);
        steps = 0;
        last = 0;
      } else if (c == ')' && !outer.isEmpty()) {
        last = steps + last + 1;
        steps = outer.pop();
      } else if (c == '{' && count.lookingAt()) {
        last *= Math.max(number(count.group(1)), number(count.group(2))) + 1;
        at += count.end() - 1;
      } else {
        steps += last;
        last = 1;
        at += c == '\\' ? 1 : 0;
      }
      if (steps + last > Filter.MAX_PATTERN_CHARS) {
        break;
      }
    }
    return steps + last;
  }

  private static long number(@Nullable String digits) {
    return digits == null || digits.isEmpty() ? 0 : Long.parseLong(digits);
  }

  private static String pattern(FilterParser.TextContext context) {
    Token token = context.getStart();
    String pattern = Literals.text(context);
    if (pattern.length() > Filter.MAX_PATTERN_CHARS) {
      throw BadFilter.at(
          token, "the pattern is longer than %d characters".formatted(Filter.MAX_PATTERN_CHARS));
    }
    return pattern;
  }
}
