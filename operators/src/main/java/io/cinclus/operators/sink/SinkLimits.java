package io.cinclus.operators.sink;

import java.io.Serializable;
import java.time.Duration;

/**
 * What one subtask of a {@link CinclusSink} holds, and for how long. Twice as much is in memory
 * while a batch is on its way.
 *
 * @param maxRows rows and deletes of a batch
 * @param maxSizeBytes of a batch as the log takes it; it is sent when it has reached them
 * @param lingerMillis after which a batch that is not full is sent; 0: at once
 * @param timeoutMillis within which the log must acknowledge a batch, or the job fails
 */
public record SinkLimits(int maxRows, long maxSizeBytes, long lingerMillis, long timeoutMillis)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final SinkLimits DEFAULT =
      new SinkLimits(1000, 4 << 20, 100, Duration.ofMinutes(2).toMillis());

  public SinkLimits {
    if (maxRows < 1 || maxSizeBytes < 1 || lingerMillis < 0 || timeoutMillis < 1) {
      throw new IllegalArgumentException(
          "sink limits must be at least 1, not %d rows, %d bytes, %d ms linger, %d ms timeout"
              .formatted(maxRows, maxSizeBytes, lingerMillis, timeoutMillis));
    }
  }

  public SinkLimits withMaxRows(int rows) {
    return new SinkLimits(rows, maxSizeBytes, lingerMillis, timeoutMillis);
  }

  public SinkLimits withLinger(Duration linger) {
    return new SinkLimits(maxRows, maxSizeBytes, linger.toMillis(), timeoutMillis);
  }
}
