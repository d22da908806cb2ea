package io.cinclus.standalone.bench;

import java.io.IOException;
import java.util.function.IntConsumer;

/**
 * Something that indexes rows and is asked for their neighbours: this engine, or a peer in a
 * process of its own. Used by one thread: built once, then measured any number of times, then
 * closed.
 */
interface Contender extends AutoCloseable {

  String name();

  /**
   * Indexes the rows.
   *
   * @param progress hears now and then how many rows are done
   * @throws IOException where it cannot, with the reason
   */
  Built build(IntConsumer progress) throws IOException, InterruptedException;

  /** Asks all queries, with one value of the sweep. */
  Measured measure(String value) throws IOException, InterruptedException;

  @Override
  void close();

  /**
   * What a build took.
   *
   * @param cpuSeconds of the threads that built, which is less where they had to wait for a core
   * @param threads that built
   * @param memoryBytes of the index, without the vectors; −1 where it is not known
   * @param detail what else is worth knowing
   */
  record Built(double seconds, double cpuSeconds, int threads, long memoryBytes, String detail) {}

  /**
   * How queries were answered.
   *
   * @param rate of all threads
   * @param p50Micros median latency, of a batch
   * @param p99Micros 99th percentile of it
   */
  record Measured(Rate rate, double p50Micros, double p99Micros, Neighbours found) {}

  /**
   * How many things were done.
   *
   * @param perSecond of the clock
   * @param perCpuSecond of the threads that did them: the rate that each would have had with a core
   *     to itself
   */
  record Rate(double perSecond, double perCpuSecond) {}
}
