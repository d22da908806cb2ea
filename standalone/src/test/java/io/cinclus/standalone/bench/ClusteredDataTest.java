package io.cinclus.standalone.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClusteredDataTest {
  @Test
  void theSameSeedGivesTheSameData() {
    ClusteredData data = ClusteredData.parse("clustered:rows=300,dim=8,queries=20,seed=7");
    ClusteredData.Made made = data.make();
    assertThat(made.base().count()).isEqualTo(300);
    assertThat(made.queries().count()).isEqualTo(20);
    assertThat(data.make().base().values()).isEqualTo(made.base().values());
    assertThat(data.make().queries().values()).isEqualTo(made.queries().values());
    assertThat(ClusteredData.parse("clustered:rows=300,dim=8,queries=20,seed=8").make().base())
        .extracting(Rows::values)
        .isNotEqualTo(made.base().values());
  }

  @Test
  void whatIsNotNamedHasADefault() {
    assertThat(ClusteredData.parse("clustered:"))
        .isEqualTo(new ClusteredData(200_000, 128, 200, 2000, 1));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "random:rows=1|'random:rows=1' is not known: use clustered:rows",
        "clustered:rows=x|rows is 'x', which is no whole number",
        "clustered:row=1|clustered data have no [row]: use rows, dim",
        "clustered:rows=0|must be at least 1",
        "clustered:rows=2000000000,dim=2|do not fit in an array"
      })
  void anythingElseIsRefused(String text, String message) {
    assertThatThrownBy(() -> ClusteredData.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
