package io.cinclus.index;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.vector.ElementType;
import io.cinclus.vector.ElementTypeRows;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.TopK;
import io.cinclus.vector.Vectors;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every dense index takes rows of every element type, and finds what it finds in their floats. */
class ElementTypeIndexTest {
  private static final Kernels KERNELS = Kernels.fastest();
  private static final int DIM = 24;
  private static final int ROWS = 600;

  @ParameterizedTest
  @MethodSource("io.cinclus.index.IndexTypes#dense")
  void anIndexOfFewerBytesFindsWhatThatOfFloatsFinds(IndexType type) {
    Random random = new Random(TestVectors.printedSeed());
    Map<String, String> small = Map.of("nlist", "16", "M", "8", "efConstruction", "40");
    for (ElementType element : ElementType.values()) {
      Vectors rows = ElementTypeRows.random(element, random, ROWS, DIM);
      Vectors floats = ElementTypeRows.floats(rows);
      IndexParams params =
          new IndexParams(type, Metric.COSINE, Parameter.adapt(type.buildParameters(), small));
      DenseIndex index = IndexFiles.index(KERNELS, rows, params);
      DenseIndex expected = IndexFiles.index(KERNELS, floats, params);
      SearchParams search = SearchParams.adapt(type, Map.of(), 10);
      for (int i = 0; i < 20; i++) {
        float[] query = TestVectors.gaussian(random, DIM);
        TopK found = new TopK(10);
        TopK wanted = new TopK(10);
        index.search(query, search, null, found);
        expected.search(query, search, null, wanted);
        found.sort();
        wanted.sort();
        assertThat(found.size()).isEqualTo(wanted.size());
        for (int rank = 0; rank < found.size(); rank++) {
          assertThat(found.row(rank)).as("%s", element).isEqualTo(wanted.row(rank));
          assertThat(found.score(rank)).isEqualTo(wanted.score(rank));
        }
      }
    }
  }
}
