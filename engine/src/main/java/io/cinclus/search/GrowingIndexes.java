package io.cinclus.search;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the indexes of growing rows of many shards share: who builds them, from how many rows on,
 * and the memory that they may take together. Thread-safe.
 */
public final class GrowingIndexes {
  /** Growing rows are searched exactly. */
  public static final GrowingIndexes NONE = new GrowingIndexes(Runnable::run, 0, 0);

  /** Fewer rows than these are not worth a search through a graph, nor a change of threads. */
  private static final int STEP_ROWS = 256;

  private final Executor builders;
  private final int minRows;
  private final long maxBytes;
  private final int stepRows;
  private final AtomicLong usedBytes = new AtomicLong();

  /**
   * Indexes that are built by {@code builders}, which has at most one task of each at a time. A
   * task ends after some tens of milliseconds and gives the next one its turn.
   *
   * @param minRows growing rows of a shard from which on they are indexed; 0: never
   * @param maxBytes which the indexes take together, without the vectors; beyond it rows that come
   *     are searched exactly. What is being added at the time may still go beyond it: some hundred
   *     KiB for each thread
   */
  public GrowingIndexes(Executor builders, int minRows, long maxBytes) {
    this(builders, minRows, maxBytes, STEP_ROWS);
  }

  /** With so many rows added at a time. */
  GrowingIndexes(Executor builders, int minRows, long maxBytes, int stepRows) {
    if (minRows < 0 || maxBytes < 0 || stepRows < 1) {
      throw new IllegalArgumentException(
          "an index of growing rows from %d rows on, of at most %d bytes, by %d rows at a time"
              .formatted(minRows, maxBytes, stepRows));
    }
    this.builders = builders;
    this.minRows = minRows;
    this.maxBytes = maxBytes;
    this.stepRows = stepRows;
  }

  Executor builders() {
    return builders;
  }

  /** Whether so many rows are worth an index. */
  boolean suits(int rows) {
    return minRows > 0 && rows >= minRows;
  }

  /** How many rows are added at a time; fewer are left to be scanned. */
  int stepRows() {
    return stepRows;
  }

  boolean hasRoom() {
    return usedBytes.get() < maxBytes;
  }

  /** Counts bytes that are taken, or with a negative number those that are given back. */
  void take(long bytes) {
    usedBytes.addAndGet(bytes);
  }

  /** What the indexes take that are in use, without the vectors. */
  public long usedBytes() {
    return usedBytes.get();
  }
}
