package io.cinclus.access.translate;

import com.fasterxml.jackson.databind.JsonNode;
import io.cinclus.milvus.grpc.FunctionSchema;
import io.cinclus.milvus.grpc.FunctionScore;
import io.cinclus.milvus.grpc.FunctionType;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.vector.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How the hits of several searches are put into one order. Immutable. */
public sealed interface Ranker {

  /**
   * What a hit of one of the searches adds to the score of its row.
   *
   * @param search number of the search, from 0
   * @param rank of the hit in it, from 0
   * @param distance as its metric reports it
   */
  double score(int search, int rank, float distance, Metric metric);

  /** Throws {@link ErrorCode#BAD_PARAMETER} unless it fits so many searches. */
  void check(int searchCount);

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

    @Override
    public void check(int searchCount) {}
  }

  /** The weighted sum of the distances, brought between 0 and 1 first where that is asked for. */
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
      return weights.get(search) * (isNormalized ? normalized(distance, metric) : distance);
    }

    /** Milvus' own curves: larger is better for every metric. */
    private static double normalized(float distance, Metric metric) {
      return switch (metric) {
        case COSINE -> (1 + distance) / 2;
        case IP -> 0.5 + Math.atan(distance) / Math.PI;
        case BM25 -> 2 * Math.atan(distance) / Math.PI;
        case L2, HAMMING, JACCARD -> 1 - 2 * Math.atan(distance) / Math.PI;
      };
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
  static Ranker of(Map<String, String> rankParams, FunctionScore functionScore) {
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
    return of(params.getOrDefault("reranker", ""), params, false);
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
      default -> throw bad("there is no ranker '%s' yet: use rrf or weighted".formatted(strategy));
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
