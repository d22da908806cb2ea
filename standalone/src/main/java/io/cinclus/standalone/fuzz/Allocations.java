package io.cinclus.standalone.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/** What the calling thread allocates, so that a thirst for memory shows before it is out of it. */
final class Allocations {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  private Allocations() {}

  /**
   * Does something that may allocate so much, whether it succeeds or fails.
   *
   * @throws Violation where it allocates more
   */
  static <T> T atMost(long limitBytes, String what, Callable<T> work) throws Exception {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      return work.call();
    } finally {
      long bytes = THREADS.getCurrentThreadAllocatedBytes() - before;
      if (bytes > limitBytes) {
        exceeded(what, bytes, limitBytes);
      }
    }
  }

  private static void exceeded(String what, long bytes, long limitBytes) {
    throw new Violation("%s took %,d bytes, more than %,d".formatted(what, bytes, limitBytes));
  }
}
