package io.cinclus.sql;

import io.cinclus.client.RetryPolicy;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.sink.SinkLimits;
import io.cinclus.sql.read.OnError;
import io.cinclus.v1.ConsistencyLevel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.table.connector.source.lookup.LookupOptions;
import org.apache.flink.table.factories.FactoryUtil;

/** The options of tables and catalogs. */
public final class CinclusOptions {
  /** What tables, catalogs and modules call the connector. */
  public static final String IDENTIFIER = "cinclus";

  /** Before the name of a further property of every Kafka client. */
  public static final String PROPERTIES_PREFIX = "properties.";

  /** Before what is said of a field when its collection is created. */
  public static final String FIELDS_PREFIX = "fields.";

  public static final ConfigOption<String> BOOTSTRAP_SERVERS =
      ConfigOptions.key("bootstrap.servers")
          .stringType()
          .defaultValue(LogConfig.BOOTSTRAP_SERVERS.defaultValue())
          .withDescription("Kafka's addresses, host:port, separated by commas.");

  public static final ConfigOption<String> TOPIC_PREFIX =
      ConfigOptions.key("topic-prefix")
          .stringType()
          .defaultValue(LogConfig.TOPIC_PREFIX.defaultValue())
          .withDescription("The part before the dot of all topic names.");

  public static final ConfigOption<String> DATABASE =
      ConfigOptions.key("database")
          .stringType()
          .defaultValue("default")
          .withDescription("The database of the collection.");

  public static final ConfigOption<String> DEFAULT_DATABASE =
      ConfigOptions.key("default-database")
          .stringType()
          .defaultValue("default")
          .withDescription("The database that a catalog begins in.");

  public static final ConfigOption<String> COLLECTION =
      ConfigOptions.key("collection")
          .stringType()
          .noDefaultValue()
          .withDescription("The collection, or an alias of one.");

  public static final ConfigOption<ConsistencyLevel> CONSISTENCY =
      ConfigOptions.key("consistency")
          .enumType(ConsistencyLevel.class)
          .defaultValue(ConsistencyLevel.STRONG)
          .withDescription(
              "Which rows are seen at least: STRONG, all that were acknowledged before the request;"
                  + " BOUNDED and EVENTUALLY, those that have been applied.");

  public static final ConfigOption<Duration> REQUEST_TIMEOUT =
      ConfigOptions.key("request.timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(30))
          .withDescription("Of a search, a lookup or a page of a scan, with all repetitions.");

  public static final ConfigOption<Integer> MAX_RETRIES =
      ConfigOptions.key("request.max-retries")
          .intType()
          .defaultValue(RetryPolicy.DEFAULT.maxRetries())
          .withDescription(
              "How often a request is repeated that fails for a reason that passes (OVERLOADED,"
                  + " NOT_READY, EXPIRED).");

  public static final ConfigOption<Duration> RETRY_PAUSE =
      ConfigOptions.key("request.retry-pause")
          .durationType()
          .defaultValue(Duration.ofMillis(RetryPolicy.DEFAULT.firstPauseMillis()))
          .withDescription("Before the first repetition; each further pause is twice as long.");

  public static final ConfigOption<Duration> MAX_RETRY_PAUSE =
      ConfigOptions.key("request.max-retry-pause")
          .durationType()
          .defaultValue(Duration.ofMillis(RetryPolicy.DEFAULT.maxPauseMillis()))
          .withDescription("Before any repetition.");

  public static final ConfigOption<OnError> ON_ERROR =
      ConfigOptions.key("request.on-error")
          .enumType(OnError.class)
          .defaultValue(OnError.FAIL)
          .withDescription(
              "What becomes of a row whose search or lookup failed for good: FAIL, the job fails;"
                  + " DROP, it finds nothing, so an inner join drops it and a left join has nulls,"
                  + " and it is counted in the metric requestsFailed.");

  public static final ConfigOption<Integer> SCAN_PAGE_ROWS =
      ConfigOptions.key("scan.page-rows")
          .intType()
          .defaultValue(1000)
          .withDescription(
              "Rows that a scan asks for at a time, 1 to 16384; fewer where they are too large for"
                  + " a reply.");

  public static final ConfigOption<Integer> SINK_BUFFER_ROWS =
      ConfigOptions.key("sink.buffer-rows")
          .intType()
          .defaultValue(SinkLimits.DEFAULT.maxRows())
          .withDescription("Rows and deletes of a batch.");

  public static final ConfigOption<MemorySize> SINK_BUFFER_SIZE =
      ConfigOptions.key("sink.buffer-size")
          .memoryType()
          .defaultValue(new MemorySize(SinkLimits.DEFAULT.maxSizeBytes()))
          .withDescription("Of a batch; it is sent when it has reached it.");

  public static final ConfigOption<Duration> SINK_LINGER =
      ConfigOptions.key("sink.linger")
          .durationType()
          .defaultValue(Duration.ofMillis(SinkLimits.DEFAULT.lingerMillis()))
          .withDescription("After which a batch that is not full is sent; 0: at once.");

  public static final ConfigOption<Duration> SINK_TIMEOUT =
      ConfigOptions.key("sink.timeout")
          .durationType()
          .defaultValue(Duration.ofMillis(SinkLimits.DEFAULT.timeoutMillis()))
          .withDescription("Within which the log must acknowledge a batch, or the job fails.");

  public static final ConfigOption<Integer> SHARDS =
      ConfigOptions.key("shards")
          .intType()
          .defaultValue(1)
          .withDescription("Shards of a collection that CREATE TABLE creates.");

  private static final ConfigOption<Map<String, String>> PROPERTIES =
      ConfigOptions.key("properties")
          .mapType()
          .defaultValue(Map.of())
          .withDescription("properties.NAME: further properties of every Kafka client.");

  private CinclusOptions() {}

  /** What every table may be told, in the order of the documentation. */
  public static List<ConfigOption<?>> ofTables() {
    return List.of(
        BOOTSTRAP_SERVERS,
        TOPIC_PREFIX,
        DATABASE,
        COLLECTION,
        CONSISTENCY,
        REQUEST_TIMEOUT,
        MAX_RETRIES,
        RETRY_PAUSE,
        MAX_RETRY_PAUSE,
        ON_ERROR,
        SCAN_PAGE_ROWS,
        LookupOptions.CACHE_TYPE,
        LookupOptions.PARTIAL_CACHE_MAX_ROWS,
        LookupOptions.PARTIAL_CACHE_EXPIRE_AFTER_ACCESS,
        LookupOptions.PARTIAL_CACHE_EXPIRE_AFTER_WRITE,
        LookupOptions.PARTIAL_CACHE_CACHE_MISSING_KEY,
        SINK_BUFFER_ROWS,
        SINK_BUFFER_SIZE,
        SINK_LINGER,
        SINK_TIMEOUT,
        FactoryUtil.SINK_PARALLELISM,
        SHARDS);
  }

  /** What a catalog may be told. */
  public static List<ConfigOption<?>> ofCatalogs() {
    return List.of(BOOTSTRAP_SERVERS, TOPIC_PREFIX, DEFAULT_DATABASE);
  }

  static Set<ConfigOption<?>> optionalOfTables() {
    return Stream.concat(ofTables().stream(), Stream.of(PROPERTIES))
        .filter(option -> !option.equals(COLLECTION))
        .collect(Collectors.toUnmodifiableSet());
  }
}
