package io.cinclus.filter;

import io.cinclus.index.scalar.Condition;
import io.cinclus.index.scalar.Values;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A pattern of {@code like}: {@code %} stands for any characters, {@code _} for exactly one (a code
 * point), a backslash takes the next character as it is. The whole text must match. Immutable and
 * thread-safe.
 */
final class LikePattern {
  private static final int ANY = -1;
  private static final int ONE = -2;

  private enum Shape {
    EXACT,
    PREFIX,
    SUFFIX,
    INFIX,
    GENERAL
  }

  private final int[] parts;
  private final Shape shape;
  private final String literal;

  private LikePattern(int[] parts) {
    this.parts = parts;
    this.shape = shape(parts);
    StringBuilder characters = new StringBuilder();
    Arrays.stream(parts).filter(part -> part >= 0).forEach(characters::appendCodePoint);
    this.literal = characters.toString();
  }

  /** The pattern; empty where it ends in a backslash that escapes nothing. */
  static Optional<LikePattern> of(String pattern) {
    int[] parts = new int[pattern.length()];
    int count = 0;
    boolean escaped = false;
    for (int at = 0; at < pattern.length(); at += Character.charCount(pattern.codePointAt(at))) {
      int c = pattern.codePointAt(at);
      if (!escaped && c == '\\') {
        escaped = true;
        continue;
      }
      int part = escaped ? c : c == '%' ? ANY : c == '_' ? ONE : c;
      escaped = false;
      if (part != ANY || count == 0 || parts[count - 1] != ANY) {
        parts[count++] = part;
      }
    }
    return escaped ? Optional.empty() : Optional.of(new LikePattern(Arrays.copyOf(parts, count)));
  }

  private static Shape shape(int[] parts) {
    int last = parts.length - 1;
    long wildcards = Arrays.stream(parts).filter(part -> part < 0).count();
    if (wildcards == 0) {
      return Shape.EXACT;
    }
    boolean anyFirst = parts[0] == ANY;
    boolean anyLast = parts[last] == ANY;
    if (wildcards == 2 && anyFirst && anyLast) {
      return Shape.INFIX;
    }
    if (wildcards == 1 && (anyFirst || anyLast)) {
      return anyLast ? Shape.PREFIX : Shape.SUFFIX;
    }
    return Shape.GENERAL;
  }

  /** What is asked in the words of indexes. */
  Condition condition() {
    if (shape == Shape.EXACT) {
      return new Condition.Among(Values.ofTexts(List.of(literal)));
    }
    List<String> literals = literals();
    boolean anchored = !literals.isEmpty() && parts[0] >= 0;
    return new Condition.Like(
        anchored ? literals.get(0) : "", shape == Shape.PREFIX, literals, this::matches);
  }

  /** The characters between the wildcards, where there are any. */
  private List<String> literals() {
    List<String> literals = new ArrayList<>();
    StringBuilder characters = new StringBuilder();
    for (int i = 0; i <= parts.length; i++) {
      if (i < parts.length && parts[i] >= 0) {
        characters.appendCodePoint(parts[i]);
      } else if (characters.length() > 0) {
        literals.add(characters.toString());
        characters.setLength(0);
      }
    }
    return literals;
  }

  boolean matches(String text) {
    return switch (shape) {
      case EXACT -> text.equals(literal);
      case PREFIX -> text.startsWith(literal);
      case SUFFIX -> text.endsWith(literal);
      case INFIX -> text.contains(literal);
      case GENERAL -> matchesParts(text);
    };
  }

  /** Greedy from each {@code %}; only the last one is ever tried again, so no exponential time. */
  private boolean matchesParts(String text) {
    int at = 0;
    int part = 0;
    int retryPart = -1;
    int retryAt = 0;
    while (at < text.length()) {
      int c = text.codePointAt(at);
      if (part < parts.length && parts[part] == ANY) {
        retryPart = ++part;
        retryAt = at;
      } else if (part < parts.length && (parts[part] == ONE || parts[part] == c)) {
        at += Character.charCount(c);
        part++;
      } else if (retryPart >= 0) {
        retryAt += Character.charCount(text.codePointAt(retryAt));
        at = retryAt;
        part = retryPart;
      } else {
        return false;
      }
    }
    while (part < parts.length && parts[part] == ANY) {
      part++;
    }
    return part == parts.length;
  }
}
