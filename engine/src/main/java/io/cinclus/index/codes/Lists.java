package io.cinclus.index.codes;

import io.cinclus.vector.Vectors;

/**
 * Rows in inverted lists, one list behind the other.
 *
 * @param centroids one for each list
 * @param order the row at each place
 * @param listOf the list of each row
 */
@SuppressWarnings("ArrayRecordComponent")
public record Lists(Vectors centroids, int[] order, int[] listOf) {}
