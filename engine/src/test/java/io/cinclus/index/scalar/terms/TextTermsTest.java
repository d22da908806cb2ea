package io.cinclus.index.scalar.terms;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.index.scalar.TestEntries;
import io.cinclus.index.scalar.TextEntries;
import io.cinclus.vector.TestVectors;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A trie and a sorted array of texts say the same as a sorted set of them. */
class TextTermsTest {
  private static final List<String> LETTERS =
      List.of("a", "b", "ab", "é", "\0", "魚", "\uD83D\uDC1F");

  @Test
  void findKeysAndRangesAsASortedSetDoes() {
    long seed = TestVectors.printedSeed();
    Random random = new Random(seed);
    for (int i = 0; i < 200; i++) {
      TreeSet<byte[]> set = new TreeSet<>(Arrays::compareUnsigned);
      for (int count = random.nextInt(i < 100 ? 10 : 300); count > 0; count--) {
        set.add(utf8(text(random)));
      }
      List<byte[]> texts = List.copyOf(set);
      SortedTexts sorted = sorted(texts);
      for (TextTerms terms : List.of(sorted, Trie.of(sorted))) {
        assertThat(terms.size()).isEqualTo(texts.size());
        for (int k = 0; k < 20; k++) {
          assertFinds(terms, set, utf8(text(random)));
        }
        assertVisits(terms, texts, random);
      }
    }
  }

  private static void assertFinds(TextTerms terms, NavigableSet<byte[]> set, byte[] key) {
    int lower = set.headSet(key).size();
    assertThat(terms.lower(key)).isEqualTo(lower);
    assertThat(terms.isTerm(lower, key)).isEqualTo(set.contains(key));
  }

  private static void assertVisits(TextTerms terms, List<byte[]> texts, Random random) {
    int from = random.nextInt(texts.size() + 1);
    int to = from + random.nextInt(texts.size() + 1 - from);
    List<String> visited = new ArrayList<>();
    terms.visit(
        from,
        to,
        (term, text) -> {
          assertThat(term).isEqualTo(from + visited.size());
          visited.add(text);
        });
    assertThat(visited)
        .isEqualTo(
            texts.subList(from, to).stream()
                .map(utf8 -> new String(utf8, StandardCharsets.UTF_8))
                .toList());
  }

  @Test
  void aTrieOfOneLongChainIsWalkedWithoutRecursion() {
    List<byte[]> texts =
        IntStream.range(0, 20_000).mapToObj(length -> utf8("a".repeat(length))).toList();
    Trie trie = Trie.of(sorted(texts.subList(0, 3000)));
    int[] visited = {0};
    trie.visit(0, 3000, (term, text) -> visited[0] += text.length() == term ? 1 : 0);
    assertThat(visited[0]).isEqualTo(3000);
    assertThat(trie.lower(texts.get(19_999))).isEqualTo(3000);
    assertThat(trie.lower(texts.get(1234))).isEqualTo(1234);
  }

  private static SortedTexts sorted(List<byte[]> texts) {
    TextEntries entries = TestEntries.of(texts);
    return SortedTexts.of(entries, IntStream.range(0, texts.size()).toArray());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int letters = random.nextInt(6); letters > 0; letters--) {
      text.append(LETTERS.get(random.nextInt(LETTERS.size())));
    }
    return text.toString();
  }
}
