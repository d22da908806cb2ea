package io.cinclus.operators.build;

import java.io.Serializable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Where the owner's slow calls to object storage run. */
@FunctionalInterface
interface SweeperThread extends Serializable {

  /** A new executor, which the caller shuts down. */
  ExecutorService start();

  /** A daemon thread of its own. */
  static ExecutorService daemon() {
    return Executors.newSingleThreadExecutor(
        work -> {
          Thread thread = new Thread(work, "file-sweeper");
          thread.setDaemon(true);
          return thread;
        });
  }
}
