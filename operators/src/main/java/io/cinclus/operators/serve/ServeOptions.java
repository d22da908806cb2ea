package io.cinclus.operators.serve;

import io.cinclus.operators.log.LogConfig;
import java.io.Serializable;
import java.time.Duration;
import java.util.regex.Pattern;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.ReadableConfig;

/**
 * What the query-serving job is told.
 *
 * @param log where the logs are
 * @param storageRoot of object storage, as Flink names file systems
 * @param headers of requests and replies
 * @param limits of what is in memory and under way
 * @param growing how growing rows are indexed
 */
public record ServeOptions(
    LogConfig log, String storageRoot, Headers headers, Limits limits, GrowingIndex growing)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final ConfigOption<String> STORAGE_ROOT =
      ConfigOptions.key("cinclus.storage.root")
          .stringType()
          .noDefaultValue()
          .withDescription("Where segments are kept: file:///…, s3://bucket/…");

  public static final ConfigOption<String> REPLY_TOPIC_HEADER =
      ConfigOptions.key("cinclus.requests.header.reply-topic")
          .stringType()
          .defaultValue("kafka_replyTopic")
          .withDescription("Header that names the reply topic (UTF-8).");

  public static final ConfigOption<String> REPLY_PARTITION_HEADER =
      ConfigOptions.key("cinclus.requests.header.reply-partition")
          .stringType()
          .defaultValue("kafka_replyPartition")
          .withDescription("Header with the reply partition (int32, big-endian).");

  public static final ConfigOption<String> CORRELATION_HEADER =
      ConfigOptions.key("cinclus.requests.header.correlation-id")
          .stringType()
          .defaultValue("kafka_correlationId")
          .withDescription("Header that is copied to the reply, byte for byte.");

  public static final ConfigOption<String> DEADLINE_HEADER =
      ConfigOptions.key("cinclus.requests.header.timeout")
          .stringType()
          .defaultValue("cinclus_timeoutMillis")
          .withDescription(
              "Header with how long the client waits, in milliseconds (decimal text).");

  public static final ConfigOption<String> REPLY_TOPICS =
      ConfigOptions.key("cinclus.requests.reply-topics")
          .stringType()
          .defaultValue(".*(reply|replies|Replies|Reply).*")
          .withDescription("Replies go only to topics whose whole name matches this pattern.");

  public static final ConfigOption<Duration> DEFAULT_TIMEOUT =
      ConfigOptions.key("cinclus.requests.default-timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(5))
          .withDescription("Deadline of a request that names none.");

  public static final ConfigOption<Duration> MAX_TIMEOUT =
      ConfigOptions.key("cinclus.requests.max-timeout")
          .durationType()
          .defaultValue(Duration.ofSeconds(60))
          .withDescription("The longest deadline that a request may ask for.");

  public static final ConfigOption<Integer> MAX_IN_FLIGHT =
      ConfigOptions.key("cinclus.serve.max-in-flight")
          .intType()
          .defaultValue(1000)
          .withDescription("Searches that one subtask has handed to the pool.");

  public static final ConfigOption<Integer> MAX_WAITING =
      ConfigOptions.key("cinclus.serve.max-waiting")
          .intType()
          .defaultValue(10_000)
          .withDescription("Requests that wait in one channel for their guarantee.");

  public static final ConfigOption<Integer> SEARCH_THREADS =
      ConfigOptions.key("cinclus.serve.search-threads")
          .intType()
          .defaultValue(Runtime.getRuntime().availableProcessors())
          .withDescription("Threads of a task manager that search.");

  public static final ConfigOption<MemorySize> SEGMENT_CACHE =
      ConfigOptions.key("cinclus.serve.segment-cache")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(512))
          .withDescription("Files kept in a task manager's memory beyond those being served.");

  public static final ConfigOption<MemorySize> MAX_REPLY =
      ConfigOptions.key("cinclus.serve.max-reply")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(8))
          .withDescription("The largest reply.");

  public static final ConfigOption<MemorySize> MAX_RESULTS =
      ConfigOptions.key("cinclus.serve.max-results")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(256))
          .withDescription(
              "Results that one subtask of the search holds until they have left, and one of the"
                  + " merge until all channels have answered; a request beyond is refused.");

  public static final ConfigOption<MemorySize> MAX_QUEUED_REPLIES =
      ConfigOptions.key("cinclus.serve.max-queued-replies")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(64))
          .withDescription(
              "Replies of one subtask that wait to be sent; a result beyond is replaced by a"
                  + " refusal.");

  public static final ConfigOption<Integer> GROWING_INDEX_ROWS =
      ConfigOptions.key("cinclus.serve.growing-index-rows")
          .intType()
          .defaultValue(8192)
          .withDescription(
              "Rows of a shard that are not sealed yet from which on they are indexed as they come,"
                  + " where their field has an index that is not exact; 0: never, so that they are"
                  + " searched exactly.");

  public static final ConfigOption<Integer> GROWING_INDEX_THREADS =
      ConfigOptions.key("cinclus.serve.growing-index-threads")
          .intType()
          .defaultValue(Math.max(1, Runtime.getRuntime().availableProcessors() / 4))
          .withDescription("Threads of a task manager that index rows that are not sealed yet.");

  public static final ConfigOption<MemorySize> GROWING_INDEX_MEMORY =
      ConfigOptions.key("cinclus.serve.growing-index-memory")
          .memoryType()
          .defaultValue(MemorySize.ofMebiBytes(256))
          .withDescription(
              "What indexes of rows that are not sealed yet take of a task manager's memory, about"
                  + " 350 bytes a row; rows beyond it are searched exactly.");

  /**
   * How growing rows are indexed.
   *
   * @param minRows of a shard from which on they are; 0: never
   * @param threads of a task manager that do it
   * @param maxBytes of a task manager
   */
  public record GrowingIndex(int minRows, int threads, long maxBytes) implements Serializable {
    private static final long serialVersionUID = 1L;

    public GrowingIndex {
      if (minRows < 0) {
        throw new IllegalArgumentException(
            GROWING_INDEX_ROWS.key() + " must be positive, or 0 for no index: " + minRows);
      }
      if (threads < 1) {
        throw new IllegalArgumentException(
            GROWING_INDEX_THREADS.key() + " must be at least 1: " + threads);
      }
    }

    static GrowingIndex from(ReadableConfig config) {
      return new GrowingIndex(
          config.get(GROWING_INDEX_ROWS),
          config.get(GROWING_INDEX_THREADS),
          config.get(GROWING_INDEX_MEMORY).getBytes());
    }
  }

  /**
   * Names of headers, and where replies may go.
   *
   * @param replyTopic names the reply topic
   * @param replyPartition names its partition
   * @param correlation is copied to the reply
   * @param timeout says how long the client waits
   * @param allowedReplyTopics a pattern
   */
  public record Headers(
      String replyTopic,
      String replyPartition,
      String correlation,
      String timeout,
      String allowedReplyTopics)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public Headers {
      Pattern.compile(allowedReplyTopics);
    }

    public static Headers from(ReadableConfig config) {
      return new Headers(
          config.get(REPLY_TOPIC_HEADER),
          config.get(REPLY_PARTITION_HEADER),
          config.get(CORRELATION_HEADER),
          config.get(DEADLINE_HEADER),
          config.get(REPLY_TOPICS));
    }
  }

  /**
   * Limits of what is in memory and under way.
   *
   * @param defaultTimeoutMillis of a request that names none
   * @param maxTimeoutMillis of a request
   * @param maxInFlight searches of a subtask
   * @param maxWaiting requests of a channel
   * @param searchThreads of a task manager
   * @param segmentCacheBytes of a task manager
   * @param maxReplyBytes of one reply
   * @param maxResultBytes of a subtask's results between search and reply
   * @param maxQueuedReplyBytes of a subtask's replies that wait to be sent
   */
  public record Limits(
      long defaultTimeoutMillis,
      long maxTimeoutMillis,
      int maxInFlight,
      int maxWaiting,
      int searchThreads,
      long segmentCacheBytes,
      long maxReplyBytes,
      long maxResultBytes,
      long maxQueuedReplyBytes)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public Limits {
      if (defaultTimeoutMillis < 1 || maxTimeoutMillis < defaultTimeoutMillis) {
        throw new IllegalArgumentException(
            "the default timeout must be between 1 ms and the longest timeout");
      }
      if (maxInFlight < 1 || maxWaiting < 1 || searchThreads < 1 || maxReplyBytes < 1) {
        throw new IllegalArgumentException("serving limits must be at least 1");
      }
      if (maxResultBytes < maxReplyBytes) {
        throw new IllegalArgumentException(
            "%s must have room for one reply of %s".formatted(MAX_RESULTS.key(), MAX_REPLY.key()));
      }
      if (maxQueuedReplyBytes < maxReplyBytes) {
        throw new IllegalArgumentException(
            "%s must have room for one reply of %s"
                .formatted(MAX_QUEUED_REPLIES.key(), MAX_REPLY.key()));
      }
    }
  }

  public static ServeOptions from(ReadableConfig config) {
    return new ServeOptions(
        LogConfig.from(config),
        config
            .getOptional(STORAGE_ROOT)
            .orElseThrow(
                () -> new IllegalArgumentException("set " + STORAGE_ROOT.key() + " to a folder")),
        Headers.from(config),
        new Limits(
            config.get(DEFAULT_TIMEOUT).toMillis(),
            config.get(MAX_TIMEOUT).toMillis(),
            config.get(MAX_IN_FLIGHT),
            config.get(MAX_WAITING),
            config.get(SEARCH_THREADS),
            config.get(SEGMENT_CACHE).getBytes(),
            config.get(MAX_REPLY).getBytes(),
            config.get(MAX_RESULTS).getBytes(),
            config.get(MAX_QUEUED_REPLIES).getBytes()),
        GrowingIndex.from(config));
  }
}
