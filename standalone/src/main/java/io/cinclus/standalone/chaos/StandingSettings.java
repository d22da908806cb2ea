package io.cinclus.standalone.chaos;

import java.time.Duration;

/**
 * What {@link StandingChaos} does.
 *
 * @param seed determines what is written and registered
 * @param kills how often the host is killed
 * @param life how long it lives between two kills
 */
public record StandingSettings(long seed, int kills, Duration life) {}
