package io.cinclus.sql;

import io.cinclus.client.RetryPolicy;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.sink.SinkLimits;
import io.cinclus.sql.read.ReadSettings;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What a table is told, checked. Immutable.
 *
 * @param read how it is asked
 * @param sink how it is written
 */
public record TableSettings(ReadSettings read, SinkLimits sink) {
  private static final int MAX_PAGE_ROWS = 16_384;

  /** Reads the options; {@link IllegalArgumentException} for values that are out of range. */
  static TableSettings from(ReadableConfig options, Map<String, String> all) {
    int pageRows = options.get(CinclusOptions.SCAN_PAGE_ROWS);
    if (pageRows < 1 || pageRows > MAX_PAGE_ROWS) {
      throw new IllegalArgumentException(
          "'%s' is %d: choose 1 to %d"
              .formatted(CinclusOptions.SCAN_PAGE_ROWS.key(), pageRows, MAX_PAGE_ROWS));
    }
    ReadSettings read =
        new ReadSettings(
            log(options, all),
            options.get(CinclusOptions.DATABASE),
            options.get(CinclusOptions.COLLECTION),
            options.get(CinclusOptions.CONSISTENCY),
            options.get(CinclusOptions.REQUEST_TIMEOUT).toMillis(),
            new RetryPolicy(
                options.get(CinclusOptions.MAX_RETRIES),
                options.get(CinclusOptions.RETRY_PAUSE).toMillis(),
                options.get(CinclusOptions.MAX_RETRY_PAUSE).toMillis()),
            options.get(CinclusOptions.ON_ERROR),
            pageRows);
    SinkLimits sink =
        new SinkLimits(
            options.get(CinclusOptions.SINK_BUFFER_ROWS),
            options.get(CinclusOptions.SINK_BUFFER_SIZE).getBytes(),
            options.get(CinclusOptions.SINK_LINGER).toMillis(),
            options.get(CinclusOptions.SINK_TIMEOUT).toMillis());
    return new TableSettings(read, sink);
  }

  /** Where the logs are, with the further properties of Kafka's clients. */
  public static LogConfig log(ReadableConfig options, Map<String, String> all) {
    Map<String, String> client = new HashMap<>();
    all.forEach(
        (key, value) -> {
          if (key.startsWith(CinclusOptions.PROPERTIES_PREFIX)) {
            client.put(key.substring(CinclusOptions.PROPERTIES_PREFIX.length()), value);
          }
        });
    return new LogConfig(
        options.get(CinclusOptions.BOOTSTRAP_SERVERS),
        options.get(CinclusOptions.TOPIC_PREFIX),
        client);
  }
}
