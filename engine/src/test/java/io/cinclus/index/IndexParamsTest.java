package io.cinclus.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.vector.Metric;
import java.util.List;
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
  void whatMilvusClientsGiveForRefinementIsTaken() {
    Map<String, String> refine = Map.of("refine", "True", "refine_type", "sq8");
    for (IndexType type : List.of(IndexType.IVF_RABITQ, IndexType.HNSW_SQ, IndexType.HNSW_PQ)) {
      assertThat(IndexParams.parse(type, Metric.L2, refine).values())
          .containsEntry("refine", "true")
          .containsEntry("refine_type", "SQ8");
      assertThatThrownBy(() -> IndexParams.parse(type, Metric.L2, Map.of("refine_type", "SQ3")))
          .hasMessageContaining("parameter refine_type is SQ3, but must be one of");
    }
    assertThat(SearchParams.parse(IndexType.IVF_RABITQ, search("6"), 1).values())
        .containsEntry("rbq_query_bits", "6");
    assertThatThrownBy(() -> SearchParams.parse(IndexType.IVF_RABITQ, search("9"), 1))
        .hasMessageContaining("rbq_query_bits is 9, but must be in [0, 8]");
    Map<String, String> sparse = Map.of("inverted_index_algo", "DAAT_WAND");
    assertThat(IndexParams.parse(IndexType.SPARSE_INVERTED_INDEX, Metric.IP, sparse).values())
        .containsAllEntriesOf(sparse);
  }

  private static Map<String, String> search(String bits) {
    return Map.of("nprobe", "16", "rbq_query_bits", bits, "refine_k", "1.5");
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
