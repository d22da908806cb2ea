package io.cinclus.access.translate;

import io.cinclus.filter.Filter;
import io.cinclus.milvus.grpc.FunctionSchema;
import io.cinclus.milvus.grpc.FunctionScore;
import io.cinclus.milvus.grpc.FunctionType;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Weights of rows that pass filters, by which their distances are changed. Immutable.
 *
 * @param boosts at least one
 * @param amongBoosts how the weights of several boosts become one
 * @param withDistance how the weight and the distance become one
 */
public record Boosts(List<Boost> boosts, Mode amongBoosts, Mode withDistance) {
  private static final String NAME = "boost";

  public Boosts {
    boosts = List.copyOf(boosts);
  }

  /** How two numbers become one. */
  public enum Mode {
    MULTIPLY,
    SUM;

    /** The one number. */
    public double of(double one, double other) {
      return this == MULTIPLY ? one * other : one + other;
    }
  }

  /**
   * A weight.
   *
   * @param filter of the rows that it is for; blank: all
   * @param weight times which a random number is taken, where there is one
   * @param random by which numbers are drawn
   */
  public record Boost(String filter, double weight, Optional<Random> random) {}

  /**
   * Numbers from 0 to 1 that look random, and are the same for the same value.
   *
   * @param field whose values they follow from; empty: the primary key
   */
  public record Random(long seed, String field) {

    /** The number of a value. */
    public double of(Object value) {
      long mixed = seed ^ (value instanceof Number number ? number.longValue() : value.hashCode());
      mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
      mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
      return ((mixed ^ (mixed >>> 31)) >>> 11) * 0x1.0p-53;
    }
  }

  /** Whether the functions boost. */
  public static boolean isThere(FunctionScore functions) {
    return functions.getFunctionsList().stream()
        .anyMatch(
            function ->
                KeyValues.of(function.getParamsList())
                    .getOrDefault("reranker", "")
                    .equalsIgnoreCase(NAME));
  }

  /** What a client's functions say; {@link ErrorCode#BAD_PARAMETER} where it cannot be. */
  public static Boosts of(FunctionScore functions, CollectionSchema schema) {
    Map<String, String> params = KeyValues.of(functions.getParamsList());
    return new Boosts(
        functions.getFunctionsList().stream().map(function -> boost(function, schema)).toList(),
        mode(params, "function_mode"),
        mode(params, "boost_mode"));
  }

  private static Boost boost(FunctionSchema function, CollectionSchema schema) {
    Map<String, String> params = KeyValues.of(function.getParamsList());
    if (function.getType() != FunctionType.Rerank
        || !params.getOrDefault("reranker", "").equalsIgnoreCase(NAME)) {
      throw bad(
          "function '%s' does not boost, others do: send rankers of one kind"
              .formatted(function.getName()));
    }
    if (function.getInputFieldNamesCount() > 0) {
      throw bad("a boost ranker has no input fields: leave input_field_names out");
    }
    String weight = params.get("weight");
    if (weight == null) {
      throw bad("a boost ranker needs a weight: send it");
    }
    String filter = params.getOrDefault("filter", "");
    Filter.compile(filter, schema);
    return new Boost(filter, KeyValues.number("weight", weight), random(params, schema));
  }

  private static Optional<Random> random(Map<String, String> params, CollectionSchema schema) {
    String random = params.getOrDefault("random_score", "");
    if (random.isBlank()) {
      return Optional.empty();
    }
    Map<String, String> members = KeyValues.members(random);
    String field = members.getOrDefault("field", "");
    if (!field.isEmpty()
        && schema.field(field).filter(known -> known.type().isInteger()).isEmpty()) {
      throw bad(
          "random_score names the field '%s': name one of integers, or none".formatted(field));
    }
    return Optional.of(
        new Random((long) KeyValues.number("seed", members.getOrDefault("seed", "0")), field));
  }

  private static Mode mode(Map<String, String> params, String key) {
    String name = params.getOrDefault(key, "multiply").toUpperCase(Locale.ROOT);
    for (Mode mode : Mode.values()) {
      if (mode.name().equals(name)) {
        return mode;
      }
    }
    throw bad("%s is '%s': use multiply or sum".formatted(key, params.get(key)));
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_PARAMETER, message);
  }
}
