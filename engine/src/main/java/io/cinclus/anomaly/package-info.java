/**
 * Anomaly scores of events in a stream: each is scored against the events accepted before it, and
 * accepted itself if the policy says so. Everything here is a function of the order of the events:
 * no clock, no randomness that is not seeded, no I/O.
 */
@NullMarked
package io.cinclus.anomaly;

import org.jspecify.annotations.NullMarked;
