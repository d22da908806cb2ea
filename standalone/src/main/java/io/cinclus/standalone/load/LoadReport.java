package io.cinclus.standalone.load;

import java.time.Duration;

/**
 * What a load did, with no answer wrong.
 *
 * @param refused calls that were refused as too many, and made again
 * @param rows that are live at the end, as the server counts them and all clients do
 */
public record LoadReport(Duration elapsed, Latencies latencies, long refused, long rows) {
  /** Calls in a second. */
  public double rate() {
    return latencies.count() / (elapsed.toNanos() / 1e9);
  }
}
