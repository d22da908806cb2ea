package io.cinclus.anomaly;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cinclus.vector.Kernels;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Against scores that are computed from all pairs, in doubles. */
class NeighbourScorerTest {
  private static final int NEIGHBOURS = 5;

  @ParameterizedTest
  @EnumSource(
      value = ScorerType.class,
      names = {"DISTANCE", "LOCAL_DENSITY"})
  void scoresAreThoseOfBruteForce(ScorerType type) {
    List<Observation> events = Streams.random(9, 330);
    ReferenceSet rows = new ReferenceSet(0);
    events.subList(0, 300).forEach(rows::append);
    NeighbourScorer scorer =
        new NeighbourScorer(
            new NeighbourSpace(Kernels.fastest(), Normalization.STANDARD, NEIGHBOURS), type);
    scorer.learn(rows);
    float[][] asked =
        events.subList(300, 330).stream().map(Observation::values).toArray(float[][]::new);
    AnomalyScorer.Batch batch = scorer.batch(asked);
    Scaling scaling = Scaling.learn(Normalization.STANDARD, rows);
    for (int event = 0; event < asked.length; event++) {
      double expected = bruteForce(type, rows, scaling, asked[event]);
      assertThat(batch.score(event)).isCloseTo(expected, within(1e-4 * (1 + expected)));
    }
  }

  private static double bruteForce(
      ScorerType type, ReferenceSet rows, Scaling scaling, float[] event) {
    float[][] scaled =
        IntStream.range(0, rows.count())
            .mapToObj(row -> scaling.apply(rows.at(row).values()))
            .toArray(float[][]::new);
    float[] query = scaling.apply(event);
    double distance = mean(nearest(scaled, query, -1), scaled, query);
    if (type == ScorerType.DISTANCE) {
      return distance;
    }
    double neighbours =
        Arrays.stream(nearest(scaled, query, -1))
            .mapToDouble(row -> mean(nearest(scaled, scaled[row], row), scaled, scaled[row]))
            .average()
            .orElseThrow();
    return distance / (neighbours + 1e-6);
  }

  private static int[] nearest(float[][] rows, float[] query, int without) {
    return IntStream.range(0, rows.length)
        .filter(row -> row != without)
        .boxed()
        .sorted((a, b) -> Double.compare(distance(rows[a], query), distance(rows[b], query)))
        .limit(NEIGHBOURS)
        .mapToInt(Integer::intValue)
        .toArray();
  }

  private static double mean(int[] nearest, float[][] rows, float[] query) {
    return Arrays.stream(nearest)
        .mapToDouble(row -> distance(rows[row], query))
        .average()
        .orElseThrow();
  }

  private static double distance(float[] a, float[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += Math.pow((double) a[i] - b[i], 2);
    }
    return Math.sqrt(sum);
  }
}
