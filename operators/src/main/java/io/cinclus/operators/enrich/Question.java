package io.cinclus.operators.enrich;

import io.cinclus.client.QueryVectors;
import io.cinclus.v1.QueryVector;
import java.util.Objects;

/**
 * What is asked for an event.
 *
 * @param vector to look near
 * @param filter that a hit must pass beside the filter of {@link SearchOptions}; empty: none
 */
public record Question(QueryVector vector, String filter) {
  public Question {
    Objects.requireNonNull(vector, "vector");
    Objects.requireNonNull(filter, "filter");
  }

  /** Of a field of dense vectors, without a filter. */
  public static Question near(float... vector) {
    return new Question(QueryVectors.dense(vector), "");
  }

  /** Of a field of dense vectors. */
  public static Question near(float[] vector, String filter) {
    return new Question(QueryVectors.dense(vector), filter);
  }
}
