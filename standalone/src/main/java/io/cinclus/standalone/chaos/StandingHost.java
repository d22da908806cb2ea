package io.cinclus.standalone.chaos;

import io.cinclus.operators.log.LogConfig;
import java.io.IOException;

/** What publishes matches, and is killed. Used by one thread. */
public interface StandingHost extends AutoCloseable {

  /** Starts it, at first or after a kill, on the same data; returns where its logs are. */
  LogConfig start() throws IOException, InterruptedException;

  /** Ends it without a word. */
  void kill() throws IOException;

  @Override
  void close() throws IOException;
}
