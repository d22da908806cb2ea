package io.cinclus.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PersistentMapTest {

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void holdsWhatATreeMapHoldsAfterAnyChanges(long seed) {
    Random random = new Random(seed);
    TreeMap<Integer, Integer> expected = new TreeMap<>();
    PersistentMap<Integer, Integer> map = PersistentMap.empty();
    for (int step = 0; step < 5_000; step++) {
      int key = random.nextInt(400);
      if (random.nextInt(100) < 45) {
        expected.remove(key);
        map = map.without(key);
      } else {
        expected.put(key, step);
        map = map.with(key, step);
      }
      assertThat(map.size()).isEqualTo(expected.size());
      assertThat(map.get(key)).isEqualTo(expected.get(key));
      if (!expected.isEmpty()) {
        assertThat(map.firstValue()).isEqualTo(expected.firstEntry().getValue());
      }
      if (step % 100 == 0) {
        assertThat(map.keys()).isEqualTo(List.copyOf(expected.keySet()));
        assertThat(map.values()).isEqualTo(List.copyOf(expected.values()));
      }
    }
  }

  @Test
  void anOlderMapStaysAsItWas() {
    PersistentMap<String, Integer> older = PersistentMap.<String, Integer>empty().with("a", 1);
    PersistentMap<String, Integer> newer = older.with("a", 2).with("b", 3);
    assertThat(older.get("a")).isEqualTo(1);
    assertThat(older.containsKey("b")).isFalse();
    assertThat(newer.without("a").keys()).containsExactly("b");
    assertThat(newer).hasToString("[a=2, b=3]");
  }

  @Test
  void mapsOfEqualEntriesAreEqualHoweverTheyCameAbout() {
    PersistentMap<Integer, String> up = PersistentMap.empty();
    PersistentMap<Integer, String> down = PersistentMap.empty();
    for (int i = 0; i < 1_000; i++) {
      up = up.with(i, "v" + i);
      down = down.with(999 - i, "v" + (999 - i));
    }
    assertThat(up).isEqualTo(down).hasSameHashCodeAs(down);
    assertThat(up.without(5)).isNotEqualTo(down);
    assertThat(up.with(5, "w")).isNotEqualTo(down);
    assertThat(up.without(5)).isNotEqualTo(down.without(6));
  }

  @Test
  void anEmptyMapHasNoFirstValue() {
    assertThatThrownBy(() -> PersistentMap.<String, String>empty().firstValue())
        .isInstanceOf(IllegalStateException.class);
  }
}
