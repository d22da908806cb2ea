package io.cinclus.search;

import io.cinclus.vector.Metric;
import io.cinclus.vector.VectorData;

/**
 * A query that rows are compared with as they are written. Immutable.
 *
 * @param id the catalog position at which it was registered
 * @param field the vector field's id
 * @param metric how distances are measured
 * @param vector one row of the field's kind and dimension
 * @param radius rows match whose distance is better than this
 * @param filter that rows must pass; blank: all do
 */
public record StandingQuery(
    long id, int field, Metric metric, VectorData vector, float radius, String filter) {}
