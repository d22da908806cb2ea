package io.cinclus.access.translate;

import io.cinclus.milvus.grpc.FunctionSchema;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.vector.Metric;
import java.util.Locale;
import java.util.Map;

/**
 * Scores that become less the farther the value of a field is from an origin: 1 times as much up to
 * {@code offset} from it, {@code decay} times as much {@code scale} farther. Milvus' curves; the
 * linear one falls no lower than {@code decay}. A row without a value scores 0. Immutable.
 *
 * @param field a field of numbers
 * @param together how the scores of several searches become one
 * @param isNormalized whether similarities are brought between 0 and 1 for all metrics
 */
record Decay(Curve curve, String field, Shape shape, Together together, boolean isNormalized)
    implements Ranker {

  /** How far away how much is left. */
  record Shape(double origin, double offset, double scale, double decay) {
    Shape {
      if (!Double.isFinite(origin)) {
        throw bad("origin is %s: send a finite number".formatted(origin));
      }
      if (!(scale > 0 && scale < Double.POSITIVE_INFINITY)) {
        throw bad("scale is %s: send a number above 0".formatted(scale));
      }
      if (!(offset >= 0 && offset < Double.POSITIVE_INFINITY)) {
        throw bad("offset is %s: send a number of at least 0".formatted(offset));
      }
      if (!(decay > 0 && decay < 1)) {
        throw bad("decay is %s: send a number between 0 and 1".formatted(decay));
      }
    }

    /** How far a value is outside of what costs nothing, in scales. */
    double distance(double value) {
      return Math.max(0, Math.abs(value - origin) - offset) / scale;
    }
  }

  /** How the rest falls with the distance. */
  enum Curve {
    GAUSS,
    EXP,
    LINEAR;

    double rest(double distance, double decay) {
      return switch (this) {
        case GAUSS -> Math.exp(distance * distance * Math.log(decay));
        case EXP -> Math.exp(distance * Math.log(decay));
        case LINEAR -> Math.max(decay, 1 - (1 - decay) * distance);
      };
    }
  }

  /** What a client's function says; {@link ErrorCode#BAD_PARAMETER} where it cannot be. */
  static Decay of(FunctionSchema function, Map<String, String> params, CollectionSchema schema) {
    if (function.getInputFieldNamesCount() != 1) {
      throw bad(
          "a decay ranker has one input field, not %d: name the field that scores decay by"
              .formatted(function.getInputFieldNamesCount()));
    }
    FieldSchema field =
        schema
            .field(function.getInputFieldNames(0))
            .orElseThrow(
                () ->
                    new CinclusException(
                        ErrorCode.FIELD_NOT_FOUND,
                        "there is no field '%s' to rank by"
                            .formatted(function.getInputFieldNames(0))));
    if (!field.type().isInteger()
        && field.type() != DataType.FLOAT
        && field.type() != DataType.DOUBLE) {
      throw bad(
          "field '%s' is a %s: scores decay by a field of numbers"
              .formatted(field.name(), field.type()));
    }
    Shape shape =
        new Shape(
            number(params, "origin"),
            params.containsKey("offset") ? number(params, "offset") : 0,
            number(params, "scale"),
            params.containsKey("decay") ? number(params, "decay") : 0.5);
    return new Decay(
        oneOf(Curve.class, params, "function", ""),
        field.name(),
        shape,
        oneOf(Together.class, params, "score_mode", "max"),
        KeyValues.isTrue(params, "norm_score"));
  }

  private static double number(Map<String, String> params, String key) {
    String value = params.get(key);
    if (value == null) {
      throw bad("a decay ranker needs '%s': send it".formatted(key));
    }
    try {
      return Double.parseDouble(value.trim());
    } catch (NumberFormatException e) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER, "%s is '%s': send a number".formatted(key, value), e);
    }
  }

  private static <E extends Enum<E>> E oneOf(
      Class<E> type, Map<String, String> params, String key, String standard) {
    String name = params.getOrDefault(key, standard).toUpperCase(Locale.ROOT);
    for (E value : type.getEnumConstants()) {
      if (value.name().equals(name)) {
        return value;
      }
    }
    throw bad(
        "%s of the decay ranker is '%s': use one of %s"
            .formatted(
                key,
                params.getOrDefault(key, ""),
                java.util.Arrays.stream(type.getEnumConstants())
                    .map(value -> value.name().toLowerCase(Locale.ROOT))
                    .toList()));
  }

  @Override
  public double score(int search, int rank, float distance, Metric metric) {
    return Ranker.similarity(distance, metric, isNormalized);
  }

  @Override
  public double weighed(double score, int count, double value) {
    double one = together == Together.AVG ? score / count : score;
    return Double.isNaN(value) ? 0 : one * curve.rest(shape.distance(value), shape.decay());
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_PARAMETER, message);
  }
}
