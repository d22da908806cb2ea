package io.cinclus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.vector.Metric;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IndexParamsTest {

  @Test
  void missingParametersHaveTheirDefaults() {
    IndexParams params = IndexParams.parse(IndexType.HNSW, Metric.L2, Map.of("M", " 8 "));
    assertThat(params.value(Parameters.M)).isEqualTo(8);
    assertThat(params.value(Parameters.EF_CONSTRUCTION)).isEqualTo(360);
    assertThat(IndexParams.parse(IndexType.of("flat"), Metric.IP, Map.of()).values()).isEmpty();
  }

  @Test
  void whatIsWrongIsNamed() {
    refused(Map.of("M", "1"), "parameter M is 1, but must be in [2, 2048]");
    refused(Map.of("M", "2049"), "parameter M is 2049, but must be in [2, 2048]");
    refused(Map.of("efConstruction", "0"), "parameter efConstruction is 0");
    refused(Map.of("efConstruction", "many"), "efConstruction is not a whole number: many");
    refused(Map.of("nlist", "128"), "has no parameter nlist; it has [M, efConstruction]");
    assertThatThrownBy(() -> IndexType.of("IVF_MAGIC"))
        .hasMessageStartingWith(
            "index type IVF_MAGIC is not supported; use one of [AUTOINDEX, FLAT, IVF_FLAT, ");
  }

  private static void refused(Map<String, String> given, String message) {
    assertThatThrownBy(() -> IndexParams.parse(IndexType.HNSW, Metric.L2, given))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }

  @Test
  void efIsAtLeastKAndAGivenOneBelowKIsRefused() {
    assertThat(SearchParams.parse(IndexType.HNSW, Map.of(), 10).value(Parameters.EF)).isEqualTo(64);
    assertThat(SearchParams.parse(IndexType.HNSW, Map.of(), 100).value(Parameters.EF))
        .isEqualTo(100);
    Map<String, String> given = Map.of("ef", "50");
    assertThat(SearchParams.parse(IndexType.HNSW, given, 50).value(Parameters.EF)).isEqualTo(50);
    assertThatThrownBy(() -> SearchParams.parse(IndexType.HNSW, given, 51))
        .hasMessage("ef(50) should be larger than k(51)");
    assertThatThrownBy(() -> SearchParams.parse(IndexType.FLAT, given, 1))
        .hasMessageContaining("FLAT has no parameter ef");
  }

  @Test
  void parametersOfAnotherTypeAreAdaptedWithoutAnError() {
    assertThat(ef(Map.of("ef", " 50 ", "nprobe", "8"), 10)).isEqualTo(50);
    assertThat(ef(Map.of("nprobe", "8"), 10)).isEqualTo(64);
    assertThat(ef(Map.of("ef", "many"), 10)).isEqualTo(64);
    assertThat(ef(Map.of("ef", "0"), 100)).isEqualTo(100);
    assertThat(ef(Map.of("ef", "50"), 51)).isEqualTo(51);
    assertThat(SearchParams.adapt(IndexType.FLAT, Map.of("ef", "50"), 1).values()).isEmpty();
  }

  private static int ef(Map<String, String> given, int k) {
    return SearchParams.adapt(IndexType.HNSW, given, k).value(Parameters.EF);
  }
}
