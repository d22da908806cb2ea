package io.cinclus.filter;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Random rows of {@link Rows#SCHEMA} and random filters over them with their {@link Reference}. */
final class RandomFilters {
  private static final long[] INTEGERS = {
    7, 100, 1L << 53, (1L << 53) + 1, Long.MAX_VALUE, Long.MIN_VALUE, Long.MAX_VALUE - 1
  };
  private static final double[] FLOATS = {-0.0, 1e10, 0x1p53, 0x1p63, -0x1p63, -1e300, 0.1};
  private static final List<String> TEXTS =
      List.of("", "a", "b", "ab", "abc", "%", "z_", "\uFB01b", "\uD83D\uDC1F");
  private static final List<String> ORDERS = List.of("==", "!=", "<", "<=", ">", ">=");

  enum Kind {
    CONSTANT,
    /** A FLOAT field: constants are rounded to float32 before they are compared with it. */
    SINGLE,
    OTHER
  }

  /**
   * A part of a filter.
   *
   * @param text as a user writes it
   * @param value of a row: Long, Double, String or Boolean; null where unknown
   */
  record Part(String text, Kind kind, Function<Map<String, Object>, @Nullable Object> value) {
    @Nullable Object of(Map<String, Object> row) {
      return value.apply(row);
    }

    /** The value to compare with one of {@code other}. */
    @Nullable Object against(Part other, Map<String, Object> row) {
      Object own = of(row);
      boolean rounds = kind == Kind.CONSTANT && other.kind == Kind.SINGLE;
      return rounds && own instanceof Double number && !Float.isInfinite(number.floatValue())
          ? (Object) (double) number.floatValue()
          : own;
    }
  }

  private final Random random;
  private final RandomTimes times;
  private final RandomShapes shapes;

  RandomFilters(long seed) {
    random = new Random(seed);
    times = new RandomTimes(random);
    shapes = new RandomShapes(random);
  }

  Map<String, Object> row(int id) {
    Map<String, Object> row = Rows.row("id", (long) id);
    put(row, "small", (long) random.nextInt(-128, 128));
    put(row, "n", integer());
    put(row, "m", integer());
    put(row, "f", (double) (float) floating());
    put(row, "d", floating());
    put(row, "s", oneOf(TEXTS));
    put(row, "t", oneOf(TEXTS));
    put(row, "w", words(random.nextInt(7)));
    put(row, "at", times.micros());
    put(row, "until", times.micros());
    put(row, "g", shapes.text());
    put(row, "b", random.nextBoolean());
    put(row, "c", random.nextBoolean());
    put(row, "ints", several(this::integer));
    put(row, "floats", several(() -> (double) (float) floating()));
    put(row, "texts", several(() -> oneOf(TEXTS)));
    put(row, "flags", several(random::nextBoolean));
    put(row, "j", "{\"k\": %s, \"l\": [%s, %s]}".formatted(json(), json(), json()));
    put(row, "$meta", "{\"k\": %s}".formatted(json()));
    return row;
  }

  private void put(Map<String, Object> row, String name, Object value) {
    if (random.nextInt(5) > 0) {
      row.put(name, value);
    }
  }

  private List<Object> several(Supplier<Object> element) {
    return Stream.generate(element).limit(random.nextInt(4)).toList();
  }

  private String json() {
    return switch (random.nextInt(6)) {
      case 0 -> "null";
      case 1 -> Boolean.toString(random.nextBoolean());
      case 2 -> "\"" + oneOf(TEXTS) + "\"";
      case 3 -> Double.toString(floating());
      case 4 -> "[" + integer() + "]";
      default -> Long.toString(integer());
    };
  }

  private long integer() {
    return random.nextInt(3) > 0
        ? random.nextInt(-4, 5)
        : INTEGERS[random.nextInt(INTEGERS.length)];
  }

  private double floating() {
    return random.nextInt(3) > 0
        ? random.nextInt(-8, 9) / 4.0
        : FLOATS[random.nextInt(FLOATS.length)];
  }

  private <T> T oneOf(List<T> choices) {
    return choices.get(random.nextInt(choices.size()));
  }

  // Conditions.

  Part condition(int depth) {
    int kind = depth == 0 ? 3 + random.nextInt(16) : random.nextInt(19);
    return switch (kind) {
      case 0, 1 -> junction(kind == 0, condition(depth - 1), condition(depth - 1));
      case 2 -> {
        Part a = condition(depth - 1);
        yield part("not (" + a.text + ")", row -> Reference.not(a.of(row)));
      }
      case 3, 4 -> compare(oneOf(ORDERS), number(2), number(2));
      case 5 -> compare(oneOf(ORDERS), text(), text());
      case 6 -> compare(oneOf(ORDERS.subList(0, 2)), bool(), bool());
      case 7 -> bool();
      case 8 -> range();
      case 9 -> among();
      case 10 -> isNull();
      case 11 -> contains();
      case 12 -> jsonCondition();
      case 13 -> jsonAmong();
      case 14 -> regex();
      case 15 -> match();
      case 16 -> compare(oneOf(ORDERS), times.value(), times.value());
      case 17 -> shapes.condition();
      default -> like();
    };
  }

  private Part junction(boolean and, Part a, Part b) {
    String word = and ? oneOf(List.of("and", "&&")) : oneOf(List.of("or", "||"));
    return part(
        "(%s %s %s)".formatted(a.text, word, b.text),
        row -> Reference.junction(and, a.of(row), b.of(row)));
  }

  private static Part compare(String operator, Part a, Part b) {
    return part(
        "%s %s %s".formatted(a.text, operator, b.text),
        row -> Reference.compare(operator, a.against(b, row), b.against(a, row)));
  }

  private Part range() {
    boolean upwards = random.nextBoolean();
    Part low = number(1);
    Part middle = numberField();
    Part high = number(1);
    Part first =
        compare(upwards ? oneOf(List.of("<", "<=")) : oneOf(List.of(">", ">=")), low, middle);
    Part second = compare(upwards ? "<=" : ">", middle, high);
    return part(
        first.text + second.text.substring(middle.text.length()),
        row -> Reference.junction(true, first.of(row), second.of(row)));
  }

  private Part among() {
    int kind = random.nextInt(3);
    Part value =
        switch (kind) {
          case 0 -> numberField();
          case 1 -> text();
          default -> times.value();
        };
    List<Part> list =
        Stream.generate(
                () ->
                    switch (kind) {
                      case 0 -> numberConstant();
                      case 1 -> textConstant();
                      default -> times.constant();
                    })
            .limit(1 + random.nextInt(4))
            .toList();
    boolean negated = random.nextInt(3) == 0;
    return part(
        value.text + (negated ? " not in " : " in ") + listText(list),
        row -> {
          Object x = value.of(row);
          return x == null
              ? null
              : (Object)
                  (list.stream().anyMatch(c -> Reference.isEqual(x, c.against(value, row)))
                      != negated);
        });
  }

  private static String listText(List<Part> list) {
    return list.stream().map(Part::text).collect(Collectors.joining(", ", "[", "]"));
  }

  private Part isNull() {
    Part value =
        switch (random.nextInt(6)) {
          case 0 -> number(2);
          case 4 -> field("g", Kind.OTHER);
          case 1 -> times.value();
          case 2 -> text();
          case 3 -> field("ints", Kind.OTHER);
          default -> json("j", "j[\"k\"]", Object.class);
        };
    boolean negated = random.nextBoolean();
    return part(
        value.text + (negated ? " is not null" : " is null"),
        row -> (value.of(row) == null) != negated);
  }

  private Part contains() {
    String name = oneOf(List.of("ints", "floats", "texts", "flags", "j"));
    boolean json = name.equals("j");
    Class<?> type =
        switch (name) {
          case "texts" -> String.class;
          case "flags" -> Boolean.class;
          case "j" -> oneOf(List.of(Number.class, String.class, Boolean.class));
          default -> Number.class;
        };
    boolean all = random.nextBoolean();
    List<Part> list = constants(type, random.nextInt(3));
    Part field = new Part("", name.equals("floats") ? Kind.SINGLE : Kind.OTHER, row -> null);
    return part(
        "%s_contains_%s(%s, %s)"
            .formatted(
                json ? "json" : "array",
                all ? "all" : "any",
                json ? "j[\"l\"]" : name,
                listText(list)),
        row -> {
          List<Object> elements =
              json ? Reference.jsonElements(row, "j", "l") : Reference.elements(row, name);
          if (elements == null) {
            return null;
          }
          List<Object> found = elements.stream().filter(type::isInstance).toList();
          Stream<Boolean> present =
              list.stream()
                  .map(
                      c ->
                          found.stream()
                              .anyMatch(e -> Reference.isEqual(e, c.against(field, row))));
          return all ? present.allMatch(p -> p) : present.anyMatch(p -> p);
        });
  }

  private List<Part> constants(Class<?> type, int count) {
    return Stream.generate(
            () ->
                type == Number.class
                    ? numberConstant()
                    : type == String.class ? textConstant() : boolConstant())
        .limit(count)
        .toList();
  }

  /** Conditions on a JSON value as it is: not calculated with, so that an index can answer them. */
  private Part jsonCondition() {
    boolean dynamic = random.nextBoolean();
    String field = dynamic ? "$meta" : "j";
    String path = dynamic ? "k" : "j[\"k\"]";
    return switch (random.nextInt(5)) {
      case 0 -> compare(oneOf(ORDERS), json(field, path, Number.class), numberConstant());
      case 1 -> compare(oneOf(ORDERS), json(field, path, String.class), textConstant());
      case 2 ->
          compare(oneOf(ORDERS.subList(0, 2)), json(field, path, Boolean.class), boolConstant());
      case 3 -> like(json(field, path, String.class));
      default -> {
        Part value = json(field, path, Object.class);
        boolean negated = random.nextBoolean();
        yield part(
            value.text + (negated ? " is not null" : " is null"),
            row -> (value.of(row) == null) != negated);
      }
    };
  }

  private Part jsonAmong() {
    Class<?> type = oneOf(List.of(Number.class, String.class, Boolean.class));
    Part value = json("j", "j[\"k\"]", type);
    List<Part> list = constants(type, 1 + random.nextInt(3));
    boolean negated = random.nextInt(3) == 0;
    return part(
        value.text + (negated ? " not in " : " in ") + listText(list),
        row -> {
          Object x = value.of(row);
          return x == null
              ? null
              : (Object) (list.stream().anyMatch(c -> Reference.isEqual(x, c.of(row))) != negated);
        });
  }

  private Part boolConstant() {
    boolean value = random.nextBoolean();
    return new Part(Boolean.toString(value), Kind.CONSTANT, row -> value);
  }

  /** Of JSON, what is no text does not match, and so {@code !~} is true of it. */
  private Part regex() {
    boolean json = random.nextBoolean();
    Part value = json ? json("j", "j[\"k\"]", String.class) : text();
    String pattern =
        oneOf(List.of("a", "^a", "b$", "^$", "a|z", "[a-b]{2}", "(?i)AB", "^.$", "\\D_"));
    Pattern known = Pattern.compile(pattern);
    boolean negated = random.nextBoolean();
    return part(
        "%s %s r'%s'".formatted(value.text, negated ? "!~" : "=~", pattern),
        row -> {
          boolean unknown = !(value.of(row) instanceof String);
          return unknown && !(json && negated)
              ? null
              : (Object)
                  (negated != (!unknown && known.matcher(String.valueOf(value.of(row))).find()));
        });
  }

  private String words(int count) {
    return Stream.generate(() -> oneOf(List.of("red", "Green", "blue", "grey")))
        .limit(count)
        .collect(Collectors.joining(oneOf(List.of(" ", ", ", "--"))));
  }

  /** Terms are words in lower case. */
  private Part match() {
    List<String> query = Reference.terms(words(1 + random.nextInt(3)));
    boolean phrase = random.nextBoolean();
    int number = phrase ? random.nextInt(3) : 1 + random.nextInt(3);
    return part(
        phrase
            ? "phrase_match(w, '%s', %d)".formatted(String.join(" ", query), number)
            : "TEXT_MATCH(w, '%s', minimum_should_match=%d)"
                .formatted(String.join(" ", query), number),
        row ->
            row.get("w") instanceof String text
                ? (Object)
                    (phrase
                        ? Reference.hasPhrase(Reference.terms(text), query, number)
                        : query.stream().filter(Reference.terms(text)::contains).distinct().count()
                            >= number)
                : null);
  }

  private Part like() {
    return like(text());
  }

  private Part like(Part value) {
    String pattern =
        oneOf(List.of("a%", "%b", "_", "%", "a_%", "ab", "%b%", "%ab%", "%bc", "ab%c"));
    String regex = pattern.replace("%", ".*").replace("_", ".");
    return part(
        "%s like \"%s\"".formatted(value.text, pattern),
        row -> value.of(row) instanceof String text ? (Object) text.matches(regex) : null);
  }

  // Values.

  private Part number(int depth) {
    int kind = random.nextInt(depth == 0 ? 4 : 6);
    return kind == 0 ? numberConstant() : kind < 4 ? numberField() : calculated(depth);
  }

  private Part calculated(int depth) {
    String operator = oneOf(List.of("+", "-", "*", "/", "%", "&", "|", "^", "<<", ">>", "~"));
    if (operator.equals("~")) {
      Part inner = integerField();
      return part("~" + inner.text, row -> Reference.calculate("^", inner.of(row), -1L));
    }
    Part left = "+-*/".contains(operator) ? number(depth - 1) : integerField();
    Part right = integerField();
    return part(
        "(%s %s %s)".formatted(left.text, operator, right.text),
        row -> Reference.calculate(operator, left.of(row), right.of(row)));
  }

  private Part numberConstant() {
    Object value = random.nextBoolean() ? (Object) integer() : (Object) floating();
    return new Part(value.toString(), Kind.CONSTANT, row -> value);
  }

  private Part textConstant() {
    String value = oneOf(TEXTS);
    return new Part("\"" + value + "\"", Kind.CONSTANT, row -> value);
  }

  /** A field whose numbers are integers, or (in JSON) may be. */
  private Part integerField() {
    return switch (random.nextInt(6)) {
      case 0 -> field("small", Kind.OTHER);
      case 1 -> field("n", Kind.OTHER);
      case 2 -> field("m", Kind.OTHER);
      case 3 -> element("ints", Kind.OTHER);
      case 4 -> {
        // Calculated with, so that two JSON values may be compared.
        Part json = json("j", "j[\"k\"]", Number.class);
        yield part("(" + json.text + " + 0)", json.value);
      }
      default -> {
        Part json = json("$meta", "k", Number.class);
        yield part("(0 + " + json.text + ")", json.value);
      }
    };
  }

  private Part numberField() {
    return switch (random.nextInt(7)) {
      case 0 -> field("f", Kind.SINGLE);
      case 1 -> field("d", Kind.OTHER);
      case 2 -> element("floats", Kind.SINGLE);
      case 3 ->
          part(
              "array_length(ints)",
              row ->
                  Reference.elements(row, "ints") == null
                      ? null
                      : (Object)
                          (long) Objects.requireNonNull(Reference.elements(row, "ints")).size());
      default -> integerField();
    };
  }

  private Part text() {
    return switch (random.nextInt(4)) {
      case 0 -> field("s", Kind.OTHER);
      case 1 -> field("t", Kind.OTHER);
      case 2 -> element("texts", Kind.OTHER);
      default -> textConstant();
    };
  }

  private Part bool() {
    return switch (random.nextInt(4)) {
      case 0 -> field("b", Kind.OTHER);
      case 1 -> field("c", Kind.OTHER);
      case 2 -> element("flags", Kind.OTHER);
      default -> boolConstant();
    };
  }

  private static Part part(String text, Function<Map<String, Object>, @Nullable Object> value) {
    return new Part(text, Kind.OTHER, value);
  }

  private static Part field(String name, Kind kind) {
    return new Part(name, kind, row -> row.get(name));
  }

  private Part element(String name, Kind kind) {
    int index = random.nextInt(4);
    return new Part(name + "[" + index + "]", kind, row -> Reference.element(row, name, index));
  }

  private static Part json(String field, String text, Class<?> type) {
    return part(text, row -> Reference.json(row, field, "k", type));
  }
}
