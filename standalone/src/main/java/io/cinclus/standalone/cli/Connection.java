package io.cinclus.standalone.cli;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.log.LogConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import picocli.CommandLine.Option;

/** Options of the commands that talk to a running Cinclus. */
final class Connection {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  @Option(
      names = "--bootstrap",
      defaultValue = "127.0.0.1:9092",
      description = "Kafka's address. Default: ${DEFAULT-VALUE}.")
  private String bootstrapServers;

  @Option(
      names = "--topic-prefix",
      defaultValue = "cinclus",
      description = "The part before the dot of all topic names. Default: ${DEFAULT-VALUE}.")
  private String topicPrefix;

  @Option(names = "--json", description = "Print one JSON document instead of a table.")
  private boolean json;

  boolean json() {
    return json;
  }

  /**
   * Where the logs are.
   *
   * @throws CinclusException where there is no Kafka within some seconds, or no Cinclus in it
   */
  LogConfig open() throws InterruptedException {
    LogConfig log = new LogConfig(bootstrapServers, topicPrefix, Map.of());
    try (Admin admin = admin(log)) {
      admin
          .describeTopics(
              List.of(log.catalogTopic()),
              new DescribeTopicsOptions().timeoutMs((int) TIMEOUT.toMillis()))
          .allTopicNames()
          .get();
      return log;
    } catch (ExecutionException e) {
      if (e.getCause() instanceof TimeoutException) {
        throw new CinclusException(
            ErrorCode.NOT_READY,
            "no Kafka answers at %s: start './cinclus standalone', or set --bootstrap"
                .formatted(bootstrapServers),
            e);
      }
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new CinclusException(
            ErrorCode.NOT_READY,
            "Kafka at %s has no topic %s: is Cinclus running there, with this --topic-prefix?"
                .formatted(bootstrapServers, log.catalogTopic()),
            e);
      }
      throw new CinclusException(
          ErrorCode.NOT_READY, "Kafka at %s: %s".formatted(bootstrapServers, e.getCause()), e);
    }
  }

  private Admin admin(LogConfig log) {
    try {
      return Admin.create(log.clientProperties());
    } catch (KafkaException e) {
      throw new CinclusException(
          ErrorCode.BAD_REQUEST,
          "--bootstrap is '%s', where no host is known: give host:port".formatted(bootstrapServers),
          e);
    }
  }
}
