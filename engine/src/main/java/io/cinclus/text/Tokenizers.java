package io.cinclus.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.cn.smart.HMMChineseTokenizer;
import org.apache.lucene.analysis.core.WhitespaceTokenizer;
import org.apache.lucene.analysis.util.CharTokenizer;

/** Milvus' tokenizers, as far as Lucene has a counterpart. Stateless. */
final class Tokenizers {
  /** No VARCHAR has a longer term. */
  private static final int MAX_TERM_CHARS = 65_535;

  /** Letters and digits belong to a term, all else is between terms. */
  static final Supplier<Tokenizer> STANDARD = LettersAndDigits::new;

  /** Words of a hidden Markov model; Milvus' jieba may cut some texts differently. */
  static final Supplier<Tokenizer> CHINESE = HMMChineseTokenizer::new;

  private Tokenizers() {}

  /** A name, or an object with a {@code type}; nothing is the standard one. */
  static Supplier<Tokenizer> parse(JsonNode tokenizer) {
    if (tokenizer.isMissingNode()) {
      return STANDARD;
    }
    String type = tokenizer.isTextual() ? tokenizer.textValue() : tokenizer.path("type").asText();
    if (tokenizer.isObject()) {
      AnalyzerParams.requireKnown(tokenizer, "tokenizer " + type, Set.of("type"));
    }
    return switch (type) {
      case "standard" -> STANDARD;
      case "whitespace" ->
          () ->
              new WhitespaceTokenizer(TokenStream.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, MAX_TERM_CHARS);
      case "jieba" -> CHINESE;
      default ->
          throw new IllegalArgumentException(
              "there is no tokenizer %s, but standard, whitespace and jieba".formatted(tokenizer));
    };
  }

  private static final class LettersAndDigits extends CharTokenizer {
    LettersAndDigits() {
      super(TokenStream.DEFAULT_TOKEN_ATTRIBUTE_FACTORY, MAX_TERM_CHARS);
    }

    @Override
    protected boolean isTokenChar(int c) {
      if (Character.isAlphabetic(c)) {
        return true;
      }
      int type = Character.getType(c);
      return type == Character.DECIMAL_DIGIT_NUMBER
          || type == Character.LETTER_NUMBER
          || type == Character.OTHER_NUMBER;
    }
  }
}
