package io.cinclus.sql.read;

import io.cinclus.client.RetryPolicy;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.v1.ConsistencyLevel;
import java.io.Serializable;
import java.time.Duration;

/**
 * How a table is asked. Immutable.
 *
 * @param log where the logs are
 * @param database of the collection
 * @param collection a name or alias
 * @param consistency which rows are seen at least
 * @param timeoutMillis of a request with all repetitions
 * @param retries of requests that fail for a reason that passes
 * @param onError what becomes of a row whose request failed for good
 * @param pageRows of a scan
 */
public record ReadSettings(
    LogConfig log,
    String database,
    String collection,
    ConsistencyLevel consistency,
    long timeoutMillis,
    RetryPolicy retries,
    OnError onError,
    int pageRows)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public ReadSettings {
    if (timeoutMillis < 1) {
      throw new IllegalArgumentException("a request needs a timeout of at least 1 ms");
    }
    if (consistency == ConsistencyLevel.SESSION || consistency == ConsistencyLevel.UNRECOGNIZED) {
      throw new IllegalArgumentException(
          "consistency is %s: use STRONG, BOUNDED or EVENTUALLY".formatted(consistency));
    }
  }

  public Duration timeout() {
    return Duration.ofMillis(timeoutMillis);
  }
}
