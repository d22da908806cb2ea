package io.cinclus.vector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MetricTest {

  @Test
  void namesAreReadInAnyCase() {
    assertThat(Metric.of("cosine")).isEqualTo(Metric.COSINE);
    assertThatThrownBy(() -> Metric.of("NEAR")).hasMessageContaining("NEAR");
  }

  @Test
  void aScoreAndItsDistanceTurnIntoEachOther() {
    for (Metric metric : Metric.values()) {
      for (float score : new float[] {-3.5f, 0f, 1e-30f, 7f}) {
        assertThat(metric.score(metric.distance(score))).isEqualTo(score);
      }
    }
    assertThat(Metric.L2.distance(-4f)).isEqualTo(4f);
    assertThat(Metric.IP.distance(-4f)).isEqualTo(-4f);
  }

  @Test
  void aDistanceIsNeverMinusZero() {
    for (Metric metric : Metric.values()) {
      assertThat(Float.floatToRawIntBits(metric.distance(0f))).isZero();
      assertThat(Float.floatToRawIntBits(metric.distance(-0f))).isZero();
    }
  }

  @Test
  void aRangeHasMilvusMeaningOnBothSides() {
    // L2: range_filter <= distance < radius; IP: radius < distance <= range_filter.
    assertThat(ScoreRange.between(Metric.L2, 4f, 1f)).isEqualTo(new ScoreRange(-4f, -1f));
    assertThat(ScoreRange.between(Metric.IP, 1f, 4f)).isEqualTo(new ScoreRange(1f, 4f));
    assertThatThrownBy(() -> ScoreRange.between(Metric.L2, 1f, 4f))
        .hasMessageContaining("range_filter (4.0) must be less than radius (1.0)");
    assertThatThrownBy(() -> ScoreRange.between(Metric.COSINE, 1f, 1f))
        .hasMessageContaining("must be greater than radius");
  }

  @Test
  void aMetricIsOnlyForVectorsThatItCanCompare() {
    for (VectorKind kind : VectorKind.values()) {
      for (Metric metric : Metric.values()) {
        if (metric.isFor(kind)) {
          metric.checkFor(kind);
        } else {
          assertThatThrownBy(() -> metric.checkFor(kind))
              .hasMessageContaining("metric " + metric + " is not for");
        }
      }
    }
    assertThatThrownBy(() -> Metric.HAMMING.checkFor(VectorKind.DENSE))
        .hasMessage("metric HAMMING is not for dense vectors; use one of [L2, IP, COSINE]");
  }
}
