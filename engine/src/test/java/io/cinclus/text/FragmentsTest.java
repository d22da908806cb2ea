package io.cinclus.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The texts, settings and fragments are those of Milvus' manual, where they can be. */
class FragmentsTest {
  private static final TextAnalyzer STANDARD = TextAnalyzer.of("");
  private static final String FULL =
      "Milvus supports full text search. Use BM25 for keyword relevance. Filters can narrow results.";
  private static final String LONG =
      "my second test doc. Milvus is an open-source vector database that suits AI applications of"
          + " every size from running a demo chatbot to building web-scale search.";

  private static Fragments braces(int offset, int size, int count) {
    return new Fragments(List.of("{"), List.of("}"), offset, size, count);
  }

  private static List<String> of(Fragments fragments, String text, String... terms) {
    return fragments.of(text, STANDARD, Set.of(terms));
  }

  @Test
  void aFragmentBeginsWithItsFirstTerm() {
    assertThat(of(braces(0, 100, 5), FULL, "bm25"))
        .containsExactly("{BM25} for keyword relevance. Filters can narrow results.");
    assertThat(of(braces(0, 100, 5), LONG, "test"))
        .containsExactly(
            "{test} doc. Milvus is an open-source vector database that suits AI applications of"
                + " every size from run");
    assertThat(of(braces(0, 100, 5), "my first test doc", "my", "test", "doc"))
        .containsExactly("{my} first {test} {doc}");
  }

  @Test
  void somethingBeforeTheFirstTermCanBeKept() {
    assertThat(of(braces(20, 60, 5), LONG, "milvus"))
        .containsExactly("my second test doc. {Milvus} is an open-source vector database");
    assertThat(of(braces(1_000, 10, 5), "ab cd", "cd")).containsExactly("ab {cd}");
  }

  @Test
  void laterTermsAreInFragmentsOfTheirOwnUpToACount() {
    String text = "fish aaaa bbbb fish cccc dddd fish";
    assertThat(of(braces(0, 6, 5), text, "fish")).containsExactly("{fish} a", "{fish} c", "{fish}");
    assertThat(of(braces(0, 6, 2), text, "fish")).hasSize(2);
    assertThat(of(braces(0, 6, 0), text, "fish")).isEmpty();
    assertThat(of(braces(0, 6, 5), text, "bird")).isEmpty();
  }

  @Test
  void tagsTakeTurnsWithinAFragment() {
    Fragments turns = new Fragments(List.of("<b>", "<i>"), List.of("</b>", "</i>"), 0, 100, 5);
    assertThat(of(turns, "a b a", "a", "b")).containsExactly("<b>a</b> <i>b</i> <b>a</b>");
  }

  @Test
  void aTermThatBeginsInAFragmentIsInItAsAWhole() {
    assertThat(of(braces(0, 6, 5), "fish swimming", "fish", "swimming"))
        .containsExactly("{fish} {swimming}");
    assertThat(of(braces(0, 1, 5), "fish", "fish")).containsExactly("{fish}");
  }

  @Test
  void charactersAreCountedAndNotHalvesOfThem() {
    assertThat(of(braces(2, 8, 5), "𝄞𝄞𝄞 fish 𝄞𝄞", "fish")).containsExactly("𝄞 {fish} 𝄞");
  }

  @Test
  void whatIsTaggedIsOnlyTheTermsAndTheRestIsTheText() {
    long seed = new Random().nextLong();
    System.out.println("FragmentsTest seed " + seed);
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      String text =
          random
              .ints(random.nextInt(30), 0, 4)
              .mapToObj(word -> List.of("red", "Green", "𝄞", "blue").get(word))
              .collect(Collectors.joining(random.nextBoolean() ? " " : ", "));
      Fragments fragments = braces(random.nextInt(9), 1 + random.nextInt(20), 100);
      List<String> found = of(fragments, text, "red", "green");
      int from = 0;
      int tagged = 0;
      for (String fragment : found) {
        String plain = fragment.replace("{", "").replace("}", "");
        int at = text.indexOf(plain, from);
        assertThat(at).as("seed %d: %s of %s", seed, found, text).isNotNegative();
        from = at + plain.length();
        tagged += fragment.length() - fragment.replace("{", "").length();
      }
      assertThat(tagged)
          .as("seed %d: %s of %s", seed, found, text)
          .isEqualTo(text.split("red|Green", -1).length - 1);
    }
  }

  @Test
  void otherSettingsAreRefused() {
    assertThatThrownBy(() -> braces(-1, 1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> braces(0, 0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Fragments(List.of(), List.of("x"), 0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theTermsOfACompoundThatAFilterMadeLongerAreTheWholeOfIt() {
    TextAnalyzer analyzer =
        TextAnalyzer.of(
            """
            {"tokenizer": "standard", "filter": ["lowercase", "asciifolding",
              {"type": "decompounder", "word_list": ["gross", "strasse"]}]}
            """);
    assertThat(braces(0, 100, 5).of("die großstraße", analyzer, Set.of("strasse")))
        .containsExactly("{großstraße}");
    assertThat(braces(0, 100, 5).of("die grossstrasse hier", analyzer, Set.of("strasse")))
        .containsExactly("{strasse} hier");
  }

  @Test
  void moreOrLongerFragmentsThanATextHasAreRefused() {
    int most = Fragments.MAX_CHARACTERS;
    String text = "fish " + "𝄞".repeat(most - 5);
    assertThat(of(braces(most, most, Fragments.MAX_COUNT), text, "fish"))
        .containsExactly("{fish}" + text.substring(4));
    assertThatThrownBy(() -> braces(most + 1, 1, 1)).hasMessageContaining("ask for at most");
    assertThatThrownBy(() -> braces(0, most + 1, 1)).hasMessageContaining("ask for at most");
    assertThatThrownBy(() -> braces(0, 1, Fragments.MAX_COUNT + 1))
        .hasMessageContaining("ask for at most");
  }
}
