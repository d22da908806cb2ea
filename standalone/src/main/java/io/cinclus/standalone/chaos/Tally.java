package io.cinclus.standalone.chaos;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has been done so far. Thread-safe. */
final class Tally {
  private static final Logger LOG = LoggerFactory.getLogger(Tally.class);

  private final AtomicLong operations = new AtomicLong();
  private final AtomicLong unavailable = new AtomicLong();
  private final AtomicInteger kills = new AtomicInteger();
  private final AtomicInteger stops = new AtomicInteger();

  void done() {
    operations.incrementAndGet();
  }

  void unavailable(Unavailable reason) {
    LOG.info("an operation had no answer: {}", reason.getMessage());
    unavailable.incrementAndGet();
  }

  void killed() {
    kills.incrementAndGet();
  }

  void stopped() {
    stops.incrementAndGet();
  }

  long operations() {
    return operations.get();
  }

  long unavailable() {
    return unavailable.get();
  }

  int kills() {
    return kills.get();
  }

  int stops() {
    return stops.get();
  }
}
