package io.cinclus.standalone.chaos;

/**
 * What {@link StandingChaos} has seen, none of it wrong.
 *
 * @param kills of the host
 * @param rows that stand in the log
 * @param queries that were registered
 * @param matches that there had to be, on both topics
 * @param repeats that the plain topic holds beyond them
 */
public record StandingReport(int kills, long rows, int queries, int matches, int repeats) {}
