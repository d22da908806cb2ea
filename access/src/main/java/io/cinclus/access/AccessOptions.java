package io.cinclus.access;

import java.time.Duration;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;

/** The options of an access node, which {@link AccessLimits} reads. */
public final class AccessOptions {
  public static final ConfigOption<Duration> REQUEST_TIMEOUT =
      ConfigOptions.key("cinclus.access.request-timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(60))
          .withDescription("Within which searches and queries are answered.");

  public static final ConfigOption<Integer> CALL_THREADS =
      ConfigOptions.key("cinclus.access.call-threads")
          .intType()
          .defaultValue(16)
          .withDescription(
              "Calls that are read, or wait for Kafka to take a record, at the same time.");

  public static final ConfigOption<Integer> MAX_WAITING_CALLS =
      ConfigOptions.key("cinclus.access.max-waiting-calls")
          .intType()
          .defaultValue(4096)
          .withDescription("Calls that wait for a thread; further ones are refused.");

  public static final ConfigOption<MemorySize> MAX_ANSWER =
      ConfigOptions.key("cinclus.access.max-answer")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(100))
          .withDescription("The largest answer to a search or query, as in Milvus.");

  public static final ConfigOption<MemorySize> MAX_ANSWERS =
      ConfigOptions.key("cinclus.access.max-answers")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(256))
          .withDescription(
              "Answers that are read in several parts, all together, until they are complete; one"
                  + " beyond is refused.");

  private AccessOptions() {}
}
