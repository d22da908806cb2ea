package io.cinclus.operators.standing;

import io.cinclus.v1.MatchRecord;
import org.apache.flink.metrics.Counter;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the matches whose topic is not there, and says so from time to time. They are lost: the
 * queries of other topics go on. Single-threaded.
 */
final class Unpublished {
  private static final Logger LOG = LoggerFactory.getLogger(Unpublished.class);

  /** Between two warnings, and two looks for the topics. */
  static final long PAUSE_MILLIS = 10_000;

  private final Counter count;
  private long nextMillis;

  Unpublished(Counter count) {
    this.count = count;
  }

  /** Counts a match; returns whether it is time to look for the topics again. */
  boolean add(MatchRecord match, long nowMillis) {
    count.inc();
    if (nowMillis < nextMillis) {
      return false;
    }
    nextMillis = nowMillis + PAUSE_MILLIS;
    LOG.warn(
        "there is no topic '{}' for the matches of standing query '{}' on collection '{}': create"
            + " it, or drop the query; {} matches have not been published",
        match.getTopic(),
        match.getMatch().getQuery(),
        match.getMatch().getCollection(),
        count.getCount());
    return true;
  }
}
