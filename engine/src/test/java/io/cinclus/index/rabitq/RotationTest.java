package io.cinclus.index.rabitq;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.vector.Metric;
import io.cinclus.vector.TestVectors;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RotationTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 63, 64, 100, 384})
  void lengthsAndProductsStay(int dim) {
    Random random = new Random(TestVectors.printedSeed());
    float[] one = TestVectors.gaussian(random, dim);
    float[] other = TestVectors.gaussian(random, dim);
    double product = TestVectors.score(Metric.IP, one, other);
    double distance = TestVectors.score(Metric.L2, one, other);
    Rotation rotation = new Rotation(dim);
    rotation.rotate(one);
    rotation.rotate(other);
    assertThat(TestVectors.score(Metric.IP, one, other)).isCloseTo(product, within(dim));
    assertThat(TestVectors.score(Metric.L2, one, other)).isCloseTo(distance, within(dim));
  }

  private static Offset<Double> within(int dim) {
    return Offset.offset(1e-4 * dim);
  }

  @ParameterizedTest
  @ValueSource(ints = {64, 100, 384})
  void whatIsInOneCoordinateIsSpreadOverAll(int dim) {
    for (int i = 0; i < dim; i += 7) {
      float[] unit = new float[dim];
      unit[i] = 1;
      new Rotation(dim).rotate(unit);
      float greatest = 0;
      for (float value : unit) {
        greatest = Math.max(greatest, Math.abs(value));
      }
      assertThat(greatest).as("coordinate %d", i).isLessThan((float) (6 / Math.sqrt(dim)));
    }
  }
}
