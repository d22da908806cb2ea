package io.cinclus.standalone.cli;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.serve.ServeOptions.Headers;
import io.cinclus.standalone.OptionNames;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Options of the commands that talk to a running Cinclus. */
final class Connection {
  private static final Duration TIMEOUT = Duration.ofSeconds(15);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(names = "--bootstrap", description = "Kafka's address. Default: 127.0.0.1:9092.")
  private @Nullable String bootstrapServers;

  @Option(
      names = "--topic-prefix",
      description = "The part before the dot of all topic names. Default: cinclus.")
  private @Nullable String topicPrefix;

  @Option(
      names = "-D",
      description = "An option that the jobs were started with, such as the name of a header.",
      paramLabel = "KEY=VALUE")
  private Map<String, String> options = new HashMap<>();

  @Option(names = "--json", description = "Print one JSON document instead of a table.")
  private boolean json;

  boolean json() {
    return json;
  }

  /** How headers are named. */
  Headers headers() {
    return checked(Headers::from);
  }

  private LogConfig log() {
    return checked(LogConfig::from);
  }

  private <T> T checked(Function<Configuration, T> read) {
    try {
      OptionNames.check(options.keySet());
      Configuration config = Configuration.fromMap(options);
      if (bootstrapServers != null) {
        config.set(LogConfig.BOOTSTRAP_SERVERS, bootstrapServers);
      }
      if (topicPrefix != null) {
        config.set(LogConfig.TOPIC_PREFIX, topicPrefix);
      }
      return read.apply(config);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Where the logs are.
   *
   * @throws CinclusException where there is no Kafka within some seconds, or no Cinclus in it
   */
  LogConfig open() throws InterruptedException {
    LogConfig log = log();
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
                .formatted(log.bootstrapServers()),
            e);
      }
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        throw new CinclusException(
            ErrorCode.NOT_READY,
            "Kafka at %s has no topic %s: is Cinclus running there, with this --topic-prefix?"
                .formatted(log.bootstrapServers(), log.catalogTopic()),
            e);
      }
      throw new CinclusException(
          ErrorCode.NOT_READY,
          "Kafka at %s: %s".formatted(log.bootstrapServers(), e.getCause()),
          e);
    }
  }

  private Admin admin(LogConfig log) {
    try {
      return Admin.create(log.clientProperties());
    } catch (KafkaException e) {
      throw new CinclusException(
          ErrorCode.BAD_REQUEST,
          "--bootstrap is '%s', where no host is known: give host:port"
              .formatted(log.bootstrapServers()),
          e);
    }
  }
}
