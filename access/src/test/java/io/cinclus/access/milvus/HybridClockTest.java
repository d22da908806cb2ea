package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class HybridClockTest {
  @Test
  void everyTimestampIsLargerThanTheOneBeforeEvenIfTheClockGoesBack() {
    AtomicLong now = new AtomicLong(1000);
    HybridClock clock = new HybridClock(now::get);
    assertThat(clock.next()).isEqualTo(1000L << 18);
    assertThat(clock.next()).isEqualTo((1000L << 18) + 1);
    now.set(999);
    assertThat(clock.next()).isEqualTo((1000L << 18) + 2);
    now.set(1001);
    assertThat(clock.next()).isEqualTo(1001L << 18);
  }
}
