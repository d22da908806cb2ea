package io.cinclus.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SweepTest {
  @Test
  void aSweepIsANameAndValues() {
    Sweep sweep = Sweep.parse("ef=10, 16", Map.of("refine", "2"));
    assertThat(sweep.values()).containsExactly("10", "16");
    assertThat(sweep.params("16")).isEqualTo(Map.of("ef", "16", "refine", "2"));
  }

  @Test
  void withoutANameItIsOneMeasurementOfTheFixedParameters() {
    Sweep sweep = Sweep.parse("", Map.of("ef", "20"));
    assertThat(sweep.values()).hasSize(1);
    assertThat(sweep.params(sweep.values().get(0))).isEqualTo(Map.of("ef", "20"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ef", "=1", "ef=", "ef=1,,2"})
  void anythingElseIsRefused(String text) {
    assertThatThrownBy(() -> Sweep.parse(text, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + text + "'");
  }

  @Test
  void whatIsSweptCannotBeFixed() {
    assertThatThrownBy(() -> Sweep.parse("ef=1", Map.of("ef", "2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("ef is swept");
  }

  @Test
  void pairsAreReadInTheirOrder() {
    assertThat(Pairs.parse("M=16, efConstruction=100"))
        .containsExactly(Map.entry("M", "16"), Map.entry("efConstruction", "100"));
    assertThat(Pairs.parse("")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"M", "M=", "=1", "M=1,", "M=1,M=2"})
  void whatIsNoPairIsRefused(String text) {
    assertThatThrownBy(() -> Pairs.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
