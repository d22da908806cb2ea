package io.cinclus.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextAnalyzerTest {

  private static String terms(String params, String text) {
    return TextAnalyzer.of(params.replace('\'', '"')).terms(text).stream()
        .map(Term::text)
        .reduce((a, b) -> a + " " + b)
        .orElse("");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          ``                                  | It's a Dipper, 2nd-hand! | it s a dipper 2nd hand
          {}                                  | Ünder Water              | ünder water
          {'type': 'standard'}                | A B c                    | a b c
          {'type': 'standard', 'stop_words': ['b', '_english_']} | A b the c | c
          {'type': 'english'}                 | The dippers are running  | dipper run
          {'type': 'english', 'stop_words': ['run']} | dippers running   | dipper
          {'tokenizer': 'standard'}           | The Bird-cage            | The Bird cage
          {'tokenizer': {'type': 'whitespace'}} | The Bird-cage          | The Bird-cage
          {'tokenizer': 'whitespace', 'filter': ['lowercase', 'asciifolding']} | Élan Vital | elan vital
          {'filter': ['alphanumonly']}        | ab1 Äb 12                | ab1 12
          {'filter': ['cnalphanumonly']}      | ab1 鳥 Äb                | ab1 鳥
          {'filter': ['cncharonly']}          | ab1 鳥 Äb                | 鳥
          {'tokenizer': 'whitespace', 'filter': ['removepunct']} | a , b. -- | a b.
          {'filter': [{'type': 'length', 'max': 3}]} | one three two four | one two
          {'filter': ['lowercase', {'type': 'stop', 'stop_words': ['of', '_german_']}]} | Nest of und Ei | nest ei
          {'filter': ['lowercase', {'type': 'stemmer', 'language': 'german'}]} | Vögel singend | vogel singend
          {'filter': ['lowercase', {'type': 'decompounder', 'word_list': ['dampf', 'schiff', 'fahrt']}]} | Dampfschiff Dampfer fahrt | dampf schiff dampfer fahrt
          {'filter': [{'type': 'regex', 'expr': '^[a-c]'}]} | apple dog cat | apple cat
          """)
  void aTextIsCutAsTheParametersSay(String params, String text, String expected) {
    assertThat(terms(params, text)).isEqualTo(expected);
  }

  @Test
  void chineseIsCutIntoWords() {
    assertThat(terms("{'type': 'chinese'}", "我爱北京天安门。")).contains("北京").doesNotContain("。");
    assertThat(terms("{'tokenizer': 'jieba'}", "milvus 数据库")).contains("数据库");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {                                  | no JSON
          []                                 | must be a JSON object
          {'type': 'klingon'}                | no analyzer of type klingon
          {'type': 'english', 'words': []}   | no words, but [stop_words, type]
          {'tokenizer': 'lindera'}           | no tokenizer
          {'tokenizer': {'type': 'jieba', 'dict': []}} | no dict
          {'filter': 'lowercase'}            | filter must be a list
          {'filter': ['uppercase']}          | no filter uppercase
          {'filter': [{'type': 'length'}]}   | filter length needs max
          {'filter': [{'type': 'stop', 'stop_words': ['_klingon_']}]} | _klingon_
          {'filter': [{'type': 'stop', 'stop_words': [1]}]} | which is no text
          {'filter': [{'type': 'stemmer', 'language': 'klingon'}]} | no stemmer
          {'filter': [{'type': 'regex', 'expr': '('}]} | no regular expression
          {'filters': []}                    | no filters, but [filter, tokenizer]
          """)
  void parametersThatSayNothingKnownAreRefused(String params, String problem) {
    assertThatThrownBy(() -> terms(params, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void whatIsLeftOutKeepsItsPosition() {
    assertThat(TextAnalyzer.of("{\"type\": \"english\"}").terms("a bird of prey"))
        .containsExactly(new Term("bird", 1, 2, 6), new Term("prey", 3, 10, 14));
    assertThat(
            TextAnalyzer.of(
                    "{\"filter\": [{\"type\": \"decompounder\", \"word_list\": [\"sea\", \"bird\"]}]}")
                .terms("a seabird"))
        .containsExactly(
            new Term("a", 0, 0, 1), new Term("sea", 1, 2, 5), new Term("bird", 1, 5, 9));
  }

  @Test
  void theDimensionsOfTermsAreFrozen() {
    assertThat(TermCounts.of(TextAnalyzer.of(""), "red bird, RED bill"))
        .hasToString("{2269209024: 1.0, 3947898621: 2.0, 4025475087: 1.0}");
    assertThat(TermCounts.of(TextAnalyzer.of(""), "...").size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "a b, 0, a b c, true",
    "a b, 0, b a c, false",
    "a b, 1, a x b, true",
    "a b, 1, a x y b, false",
    "a b, 2, b a, true",
    "a b, 1, b a, false",
    "a a, 5, a, false",
    "a a, 1, a x a, true",
    "a b a, 0, x a b a, true",
    "a b a, 2, a b, false",
    "!, 9, a, false",
  })
  void aPhraseMayBeMovedBySlop(String phrase, int slop, String text, boolean matches) {
    assertThat(PhraseMatch.of(TextAnalyzer.of(""), phrase, slop).matches(text)).isEqualTo(matches);
  }

  @Test
  void termsAreCountedOnce() {
    TermMatch two = TermMatch.of(TextAnalyzer.of(""), "Red blue red", 2);
    assertThat(List.of("red red", "blue, then red", "blue", "").stream().map(two::matches))
        .containsExactly(false, true, false, false);
    assertThat(TermMatch.of(TextAnalyzer.of(""), "...", 1).matches("...")).isFalse();
  }
}
