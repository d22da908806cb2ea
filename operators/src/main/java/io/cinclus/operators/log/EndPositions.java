package io.cinclus.operators.log;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Where the logs end. An answer comes from a call that started after it was asked for, so it covers
 * every write that was acknowledged before.
 *
 * <p>Thread-safe.
 */
public interface EndPositions extends AutoCloseable {

  /** Asks where the logs end now. The future fails where the log does not answer in time. */
  CompletableFuture<Ends> ask();

  /**
   * Asks where the write-ahead log stood at a time: by channel, the offset behind which nothing is
   * older, by the times that the log's broker has given the records. Nothing below it was appended
   * at that time or later. The future fails where the log does not answer in time.
   */
  CompletableFuture<Map<Integer, Long>> before(long timeMillis);

  /** Stops; who still waits is told. */
  @Override
  void close();

  /**
   * The next offset of each log.
   *
   * @param catalog of the catalog log
   * @param wal by channel
   * @param manifests by channel
   */
  record Ends(long catalog, Map<Integer, Long> wal, Map<Integer, Long> manifests) {}
}
