package io.cinclus.standalone.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.standalone.demo.WordNet.Gloss;
import java.io.IOException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class WordNetTest {
  @Test
  void aLineHasWordsADefinitionAndExamples() {
    Gloss gloss =
        WordNet.parse(
            "noun",
            "00002684 03 n 02 object 0 physical_object 0 002 @ 00001930 n 0000 + 00533687 v 0105"
                + " | a tangible entity; one that casts a shadow; \"it was full of balls\";"
                + " \"objects\"  ");
    assertThat(gloss.words()).isEqualTo("object, physical object");
    assertThat(gloss.definition()).isEqualTo("a tangible entity; one that casts a shadow");
    assertThat(gloss.examples()).containsExactly("it was full of balls", "objects");
    assertThat(gloss.text())
        .isEqualTo("object, physical object: a tangible entity; one that casts a shadow");
  }

  @Test
  void theMarkersOfAdjectivesAreNoPartOfTheWord() {
    Gloss gloss = WordNet.parse("adj", "1 00 a 01 afloat(p) 0 000 | borne on the water  ");
    assertThat(gloss.words()).isEqualTo("afloat");
    assertThat(gloss.examples()).isEmpty();
  }

  @Test
  void theGlossesAreTheSameEveryTimeAndOfAllKinds() throws IOException {
    WordNet some = WordNet.load(1000);
    assertThat(some.glosses()).hasSize(1000).isEqualTo(WordNet.load(1000).glosses());
    assertThat(some.glosses().stream().map(Gloss::partOfSpeech).collect(Collectors.toSet()))
        .containsExactlyInAnyOrder("noun", "verb", "adj", "adv");
    assertThat(WordNet.load(Integer.MAX_VALUE).glosses()).hasSize(DemoSettings.MAX_LIMIT);
  }

  @Test
  void anExampleKnowsItsGloss() throws IOException {
    WordNet wordNet = WordNet.load(1000);
    assertThat(wordNet.examples())
        .hasSizeGreaterThan(50)
        .allSatisfy(
            example ->
                assertThat(wordNet.glosses().get(example.row()).examples())
                    .contains(example.text()));
  }
}
