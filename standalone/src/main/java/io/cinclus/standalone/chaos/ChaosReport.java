package io.cinclus.standalone.chaos;

/**
 * What a run did without finding anything wrong. Immutable.
 *
 * @param operations that were answered and checked
 * @param unavailable operations without an answer, most of them since the process was killed
 * @param kills of the process
 * @param stops of the process that it was asked for
 * @param upkeep what the jobs did meanwhile
 */
public record ChaosReport(long operations, long unavailable, int kills, int stops, Upkeep upkeep) {}
