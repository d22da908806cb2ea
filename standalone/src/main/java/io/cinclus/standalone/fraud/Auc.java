package io.cinclus.standalone.fraud;

import java.util.Arrays;
import java.util.stream.IntStream;

/** How well scores tell anomalies from other events. Stateless. */
final class Auc {
  private Auc() {}

  /**
   * The area under the ROC curve: the share of all pairs of an anomaly and another event in which
   * the anomaly has the higher score, equal scores counting half (Hanley and McNeil 1982). NaN if
   * there are only events of one kind.
   */
  static double of(double[] scores, boolean[] anomalous) {
    int[] order =
        IntStream.range(0, scores.length)
            .boxed()
            .sorted((a, b) -> Double.compare(scores[a], scores[b]))
            .mapToInt(Integer::intValue)
            .toArray();
    double rankSum = 0;
    long anomalies = 0;
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && scores[order[to]] == scores[order[from]]) {
        to++;
      }
      double rank = (from + 1 + to) / 2.0;
      long among = Arrays.stream(order, from, to).filter(event -> anomalous[event]).count();
      rankSum += rank * among;
      anomalies += among;
      from = to;
    }
    long others = scores.length - anomalies;
    return (rankSum - anomalies * (anomalies + 1) / 2.0) / ((double) anomalies * others);
  }
}
