package io.cinclus.operators.standing;

import io.cinclus.operators.log.LogConfig;
import java.io.Serializable;
import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What the job that compares rows with standing queries is told.
 *
 * @param log where the logs are
 * @param limits of what it holds in memory
 * @param transactionTimeoutMillis after which the broker gives up a transaction that a crashed job
 *     left open; longer than any pause between two checkpoints
 */
public record StandingOptions(LogConfig log, Limits limits, long transactionTimeoutMillis)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final ConfigOption<Integer> BATCH_ROWS =
      ConfigOptions.key("cinclus.standing.batch-rows")
          .intType()
          .defaultValue(256)
          .withDescription("Rows that are compared with all standing queries at a time.");

  public static final ConfigOption<Duration> BATCH_DELAY =
      ConfigOptions.key("cinclus.standing.batch-delay")
          .durationType()
          .defaultValue(Duration.ofMillis(20))
          .withDescription("How long a row waits for others to be compared with it.");

  public static final ConfigOption<MemorySize> MAX_WAITING =
      ConfigOptions.key("cinclus.standing.max-waiting")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(64))
          .withDescription(
              "Records of a channel that may wait for the catalog; beyond, the job starts anew.");

  public static final ConfigOption<MemorySize> OUTPUT_BUFFER =
      ConfigOptions.key("cinclus.standing.output-buffer")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(32))
          .withDescription(
              "Matches that a subtask has sent and Kafka has not acknowledged; beyond, the job"
                  + " reads no further.");

  public static final ConfigOption<Duration> TRANSACTION_TIMEOUT =
      ConfigOptions.key("cinclus.standing.transaction-timeout")
          .durationType()
          .defaultValue(Duration.ofMinutes(15))
          .withDescription(
              "After this the broker gives up a transaction that a crashed job left open; at most"
                  + " its transaction.max.timeout.ms.");

  /**
   * What is held in memory.
   *
   * @param batchRows that are compared at a time
   * @param batchDelayMillis that a row waits for others
   * @param maxWaitingBytes of a channel's records that wait for the catalog
   * @param outputBufferBytes of matches that are not acknowledged
   */
  public record Limits(
      int batchRows, long batchDelayMillis, long maxWaitingBytes, long outputBufferBytes)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public Limits {
      if (batchRows < 1 || batchDelayMillis < 1 || maxWaitingBytes < 1 || outputBufferBytes < 1) {
        throw new IllegalArgumentException("limits of standing queries must be at least 1");
      }
    }
  }

  public static StandingOptions from(ReadableConfig config) {
    return new StandingOptions(
        LogConfig.from(config),
        new Limits(
            config.get(BATCH_ROWS),
            config.get(BATCH_DELAY).toMillis(),
            config.get(MAX_WAITING).getBytes(),
            config.get(OUTPUT_BUFFER).getBytes()),
        config.get(TRANSACTION_TIMEOUT).toMillis());
  }
}
