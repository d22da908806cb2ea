package io.cinclus.text;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.apache.lucene.analysis.CharArraySet;
import org.apache.lucene.analysis.FilteringTokenFilter;
import org.apache.lucene.analysis.LowerCaseFilter;
import org.apache.lucene.analysis.StopFilter;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.miscellaneous.ASCIIFoldingFilter;
import org.apache.lucene.analysis.snowball.SnowballFilter;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;

/** Milvus' token filters, as far as Lucene has a counterpart. Stateless. */
final class TokenFilters {
  private static final Set<String> STEMMED =
      Set.of(
          "arabic",
          "danish",
          "dutch",
          "english",
          "finnish",
          "french",
          "german",
          "greek",
          "hungarian",
          "italian",
          "norwegian",
          "portuguese",
          "romanian",
          "russian",
          "spanish",
          "swedish",
          "tamil",
          "turkish");

  private TokenFilters() {}

  /** Puts a filter behind a stream. */
  interface Factory extends UnaryOperator<TokenStream> {}

  /** A name, or an object with a {@code type}. */
  static Factory parse(JsonNode filter) {
    if (filter.isTextual()) {
      return named(filter.textValue());
    }
    String type = filter.path("type").asText();
    return switch (type) {
      case "length" -> {
        requireKnown(filter, type, "max");
        int max = filter.path("max").asInt(0);
        yield keep(term -> term.codePointCount(0, term.length()) <= max);
      }
      case "stop" -> {
        requireKnown(filter, type, "stop_words");
        yield stop(filter.path("stop_words"));
      }
      case "stemmer" -> {
        requireKnown(filter, type, "language");
        yield stemmer(filter.path("language").asText());
      }
      case "decompounder" -> {
        requireKnown(filter, type, "word_list");
        Set<String> words = Set.copyOf(texts(filter.path("word_list"), "word_list"));
        yield stream -> new DecompoundFilter(stream, words);
      }
      case "regex" -> {
        requireKnown(filter, type, "expr");
        yield regex(filter.path("expr").asText());
      }
      default -> named(type);
    };
  }

  private static void requireKnown(JsonNode filter, String type, String parameter) {
    AnalyzerParams.requireKnown(filter, "filter " + type, Set.of("type", parameter));
    if (!filter.has(parameter)) {
      throw new IllegalArgumentException("filter %s needs %s".formatted(type, parameter));
    }
  }

  /** A filter without parameters. */
  static Factory named(String name) {
    return switch (name) {
      case "lowercase" -> LowerCaseFilter::new;
      case "asciifolding" -> ASCIIFoldingFilter::new;
      case "alphanumonly" -> keepAll(c -> c < 0x80 && Character.isLetterOrDigit(c));
      case "cnalphanumonly" -> keepAll(c -> isHan(c) || (c < 0x80 && Character.isLetterOrDigit(c)));
      case "cncharonly" -> keepAll(TokenFilters::isHan);
      case "removepunct" -> keep(term -> term.codePoints().anyMatch(Character::isLetterOrDigit));
      default ->
          throw new IllegalArgumentException(
              "there is no filter %s, but lowercase, asciifolding, alphanumonly, cnalphanumonly, cncharonly, removepunct, and with parameters length, stop, stemmer, decompounder and regex"
                  .formatted(name));
    };
  }

  private static boolean isHan(int c) {
    return Character.UnicodeScript.of(c) == Character.UnicodeScript.HAN;
  }

  /** Words, or the name of a language's list between underscores. */
  static Factory stop(JsonNode words) {
    Set<String> all = new LinkedHashSet<>();
    for (String word : texts(words, "stop_words")) {
      if (word.length() > 2 && word.startsWith("_") && word.endsWith("_")) {
        all.addAll(StopWords.of(word.substring(1, word.length() - 1)));
      } else {
        all.add(word);
      }
    }
    CharArraySet set = new CharArraySet(all, false);
    return stream -> new StopFilter(stream, set);
  }

  static Factory stemmer(String language) {
    if (!STEMMED.contains(language)) {
      throw new IllegalArgumentException(
          "there is no stemmer of the language '%s', but those of %s"
              .formatted(language, STEMMED.stream().sorted().toList()));
    }
    String name = language.substring(0, 1).toUpperCase(Locale.ROOT) + language.substring(1);
    return stream -> new SnowballFilter(stream, name);
  }

  private static Factory regex(String expression) {
    try {
      Pattern pattern = Pattern.compile(expression);
      return keep(term -> pattern.matcher(term).find());
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "'%s' is no regular expression of RE2: %s".formatted(expression, e.getDescription()), e);
    }
  }

  private static List<String> texts(JsonNode list, String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode text : list) {
      if (!text.isTextual()) {
        throw new IllegalArgumentException("%s has %s, which is no text".formatted(name, text));
      }
      texts.add(text.textValue());
    }
    if (!list.isArray()) {
      throw new IllegalArgumentException(name + " must be a list of texts");
    }
    return texts;
  }

  private static Factory keepAll(IntPredicate characters) {
    return keep(term -> term.codePoints().allMatch(characters));
  }

  private static Factory keep(Predicate<String> terms) {
    return stream -> new Keeping(stream, terms);
  }

  /** Leaves out the terms that do not pass; their positions stay empty. */
  private static final class Keeping extends FilteringTokenFilter {
    private final Predicate<String> terms;
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);

    Keeping(TokenStream input, Predicate<String> terms) {
      super(input);
      this.terms = terms;
    }

    @Override
    protected boolean accept() {
      return terms.test(term.toString());
    }
  }
}
