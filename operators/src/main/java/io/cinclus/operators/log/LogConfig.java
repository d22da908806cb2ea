package io.cinclus.operators.log;

import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.ConfigOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.ConsumerConfig;

/**
 * Where the logs are.
 *
 * @param bootstrapServers of Kafka
 * @param topicPrefix before each topic's name, such as {@code cinclus}
 * @param client further properties of every Kafka client, such as those for security
 */
public record LogConfig(String bootstrapServers, String topicPrefix, Map<String, String> client)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  public static final ConfigOption<String> BOOTSTRAP_SERVERS =
      ConfigOptions.key("cinclus.kafka.bootstrap-servers")
          .stringType()
          .defaultValue("127.0.0.1:9092")
          .withDescription("Kafka's addresses, host:port, separated by commas.");

  public static final ConfigOption<String> TOPIC_PREFIX =
      ConfigOptions.key("cinclus.topic-prefix")
          .stringType()
          .defaultValue("cinclus")
          .withDescription("The part before the dot of all topic names.");

  public static final ConfigOption<Map<String, String>> CLIENT =
      ConfigOptions.key("cinclus.kafka.client")
          .mapType()
          .defaultValue(Map.of())
          .withDescription("Further properties of all Kafka clients, such as those for security.");

  public LogConfig {
    client = Map.copyOf(client);
  }

  /** Without further client properties. */
  public static LogConfig of(String bootstrapServers) {
    return new LogConfig(bootstrapServers, TOPIC_PREFIX.defaultValue(), Map.of());
  }

  public static LogConfig from(ReadableConfig config) {
    return new LogConfig(
        config.get(BOOTSTRAP_SERVERS), config.get(TOPIC_PREFIX), config.get(CLIENT));
  }

  public String catalogTopic() {
    return topicPrefix + ".catalog";
  }

  public String walTopic() {
    return topicPrefix + ".wal";
  }

  public String requestsTopic() {
    return topicPrefix + ".requests";
  }

  public String repliesTopic() {
    return topicPrefix + ".replies";
  }

  public String sealsTopic() {
    return topicPrefix + ".seals";
  }

  public String manifestsTopic() {
    return topicPrefix + ".manifests";
  }

  /** Of the matches of standing queries that name no other. */
  public String matchesTopic() {
    return topicPrefix + ".matches";
  }

  /** Whether a topic is one of these, or of a name that a later release may use. */
  public boolean isOwn(String topic) {
    return topic.startsWith(topicPrefix + ".");
  }

  /** Properties that every client shares; the caller may add to them. */
  public Properties clientProperties() {
    Properties properties = new Properties();
    properties.putAll(new HashMap<>(client));
    properties.setProperty(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
    return properties;
  }

  /**
   * Properties of a consumer that follows a log: it sees only what is committed, and where it finds
   * itself behind the log's start it fails and never jumps.
   */
  public Properties readerProperties() {
    Properties properties = clientProperties();
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    properties.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    return properties;
  }
}
