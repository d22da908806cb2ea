package io.cinclus.operators.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.IndexInfo;
import io.cinclus.segment.CompactionTask;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlanningTest {
  private static final Planning PLANNING =
      new Planning(
          new CompactionPolicy(2, 1000, 100, 0.5, CompactionTask.MAX_INPUT_BYTES),
          10,
          0,
          new Planning.Moment(0, 0, Horizon.NO_HISTORY));

  private static boolean wants(long rows, String type, String metric) {
    return PLANNING.wants(
        Shards.segment(1, 0, 10, rows), new IndexInfo(5, "index", 101, type, metric, Map.of()));
  }

  @ParameterizedTest
  @CsvSource({
    "HNSW,L2,true",
    "AUTOINDEX,COSINE,true",
    "BIN_IVF_FLAT,JACCARD,true",
    "SPARSE_INVERTED_INDEX,IP,true",
    "INVERTED,'',true",
    "AUTOINDEX,'',true",
    "FLAT,L2,false",
    "BIN_FLAT,HAMMING,false"
  })
  void whatHasAStructureIsBuilt(String type, String metric, boolean wanted) {
    assertThat(wants(10, type, metric)).isEqualTo(wanted);
  }

  @Test
  void aSmallSegmentGetsNoIndex() {
    assertThat(wants(9, "INVERTED", "")).isFalse();
  }
}
