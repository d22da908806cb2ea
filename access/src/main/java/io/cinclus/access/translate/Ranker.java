package io.cinclus.access.translate;

import com.fasterxml.jackson.databind.JsonNode;
import io.cinclus.milvus.grpc.FunctionSchema;
import io.cinclus.milvus.grpc.FunctionScore;
import io.cinclus.milvus.grpc.FunctionType;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.vector.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How the hits of several searches are put into one order. Immutable. */
public sealed interface Ranker permits Ranker.ReciprocalRank, Ranker.Weighted, Ranker.Given, Decay {

  /**
   * What a hit of one of the searches adds to the score of its row.
   *
   * @param search number of the search, from 0
   * @param rank of the hit in it, from 0
   * @param distance as its metric reports it
   */
  double score(int search, int rank, float distance, Metric metric);

  /** Throws {@link ErrorCode#BAD_PARAMETER} unless it fits so many searches. */
  default void check(int searchCount) {}

  /** How what several searches give a row becomes one score. */
  default Together together() {
    return Together.SUM;
  }

  /** The field whose values have a say in the scores; empty: none has. */
  default String field() {
    return "";
  }

  /**
   * The score of a row.
   *
   * @param score what all searches gave it together
   * @param count how many they were
   * @param value of the field; NaN where there is none
   */
  default double weighed(double score, int count, double value) {
    return score;
  }

  /** How two scores of a row become one. */
  enum Together {
    SUM,
    MAX,
    AVG;

    double of(double score, double other) {
      return this == MAX ? Math.max(score, other) : score + other;
    }
  }

  /** Scores that are known already, one for each hit of a single search. */
  record Given(List<Double> scores) implements Ranker {
    public Given {
      scores = List.copyOf(scores);
    }

    @Override
    public double score(int search, int rank, float distance, Metric metric) {
      return scores.get(rank);
    }
  }

  /**
   * A distance as a score of which more is better.
   *
   * @param isNormalized between 0 and 1; otherwise distances stay what they are where more is
   *     better
   */
  static double similarity(float distance, Metric metric, boolean isNormalized) {
    if (!isNormalized && metric.largerIsBetter()) {
      return distance;
    }
    // Milvus' own curves.
    return switch (metric) {
      case COSINE -> (1 + distance) / 2;
      case IP -> 0.5 + Math.atan(distance) / Math.PI;
      case BM25 -> 2 * Math.atan(distance) / Math.PI;
      case L2, HAMMING, JACCARD -> 1 - 2 * Math.atan(distance) / Math.PI;
    };
  }

  /**
   * Reciprocal rank fusion (Cormack, Clarke and Büttcher, SIGIR 2009): 1 / (k + rank), ranks from
   * 1.
   */
  record ReciprocalRank(int k) implements Ranker {
    private static final int STANDARD_K = 60;
    private static final int END_OF_K = 16_384;

    public ReciprocalRank {
      if (k < 1 || k >= END_OF_K) {
        throw bad("k of the rrf ranker is %d: send 1 to %d".formatted(k, END_OF_K - 1));
      }
    }

    @Override
    public double score(int search, int rank, float distance, Metric metric) {
      return 1.0 / (k + rank + 1);
    }
  }

  /** The weighted sum of the similarities, between 0 and 1 where that is asked for. */
  record Weighted(List<Double> weights, boolean isNormalized) implements Ranker {
    public Weighted {
      weights = List.copyOf(weights);
      for (double weight : weights) {
        if (!(weight >= 0 && weight <= 1)) {
          throw bad("a weight is %s: send 0 to 1".formatted(weight));
        }
      }
    }

    @Override
    public double score(int search, int rank, float distance, Metric metric) {
      return weights.get(search) * similarity(distance, metric, isNormalized);
    }

    @Override
    public void check(int searchCount) {
      if (weights.size() != searchCount) {
        throw bad(
            "there are %d weights for %d searches: send one for each"
                .formatted(weights.size(), searchCount));
      }
    }
  }

  /** The ranker that a client names, in either of the two places that there are for it. */
  static Ranker of(
      Map<String, String> rankParams, FunctionScore functionScore, CollectionSchema schema) {
    if (functionScore.getFunctionsCount() == 0) {
      String params = rankParams.getOrDefault(KeyValues.PARAMS, "");
      return of(
          rankParams.getOrDefault("strategy", "rrf"),
          params.isBlank() ? Map.of() : KeyValues.members(params),
          true);
    }
    FunctionSchema function = functionScore.getFunctions(0);
    Map<String, String> params = KeyValues.of(function.getParamsList());
    if (functionScore.getFunctionsCount() > 1 || function.getType() != FunctionType.Rerank) {
      throw bad("only one function, and one that ranks, is possible: send that");
    }
    String name = params.getOrDefault("reranker", params.getOrDefault("strategy", ""));
    if (name.equalsIgnoreCase("decay")) {
      return Decay.of(function, params, schema);
    }
    if (function.getInputFieldNamesCount() > 0) {
      throw bad(
          "the ranker '%s' ranks by distances alone: leave input_field_names out".formatted(name));
    }
    String further = params.getOrDefault(KeyValues.PARAMS, "");
    return of(name, further.isBlank() ? params : KeyValues.members(further), false);
  }

  private static Ranker of(String strategy, Map<String, String> params, boolean isNormalized) {
    return switch (strategy.toLowerCase(Locale.ROOT)) {
      case "rrf" -> new ReciprocalRank(rankConstant(params));
      case "weighted" ->
          new Weighted(
              weights(params.getOrDefault("weights", "[]")),
              params.containsKey("norm_score")
                  ? KeyValues.isTrue(params, "norm_score")
                  : isNormalized);
      default ->
          throw bad(
              "there is no ranker '%s': use rrf, weighted or decay, or boost in a single search"
                  .formatted(strategy));
    };
  }

  /** Some clients write it with a fraction, which means nothing. */
  private static int rankConstant(Map<String, String> params) {
    String k = params.get("k");
    return k == null ? ReciprocalRank.STANDARD_K : (int) KeyValues.number("k", k);
  }

  private static List<Double> weights(String json) {
    List<Double> weights = new ArrayList<>();
    for (JsonNode weight : KeyValues.object("{\"weights\":" + json + "}").path("weights")) {
      weights.add(weight.asDouble(Double.NaN));
    }
    return weights;
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_PARAMETER, message);
  }
}
