package io.cinclus.standalone.kafka;

import static java.util.Objects.requireNonNull;
import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * Brings topics into being.
 *
 * <p>Stateless. It never deletes a topic, never adds a partition, and never resets a setting that
 * it was not given.
 */
public final class Topics {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Duration POLL_INTERVAL = Duration.ofMillis(10);

  /** Every topic has one replica: there is one broker. */
  private static final short REPLICAS = 1;

  private Topics() {}

  /**
   * Makes every topic exist with the partitions and settings asked for, and returns when the broker
   * shows it so. A topic that is there already keeps its records, and settings that differ are
   * changed; so a repeat does nothing.
   *
   * @throws IllegalStateException if a topic exists with another number of partitions (nothing has
   *     been created or changed then), or if the broker refuses or does not get there in time
   */
  public static void ensure(Admin admin, TopicSpec... specs) throws InterruptedException {
    long deadlineNanos = System.nanoTime() + TIMEOUT.toNanos();
    // What the broker shows follows what it has accepted a little later; so look until it is right.
    while (!isAsAskedFor(admin, List.of(specs))) {
      if (System.nanoTime() > deadlineNanos) {
        throw new IllegalStateException("Kafka does not show all topics within " + TIMEOUT);
      }
      Thread.sleep(POLL_INTERVAL.toMillis());
    }
  }

  /** How many partitions a topic has; empty where it does not exist. */
  public static OptionalInt partitions(Admin admin, String topic) throws InterruptedException {
    if (!await(admin.listTopics().names(), "list the topics").contains(topic)) {
      return OptionalInt.empty();
    }
    TopicDescription found =
        await(
            requireNonNull(admin.describeTopics(List.of(topic)).topicNameValues().get(topic)),
            "describe " + topic);
    return OptionalInt.of(found.partitions().size());
  }

  /** Whether there was nothing to do; if not, it has been done. */
  private static boolean isAsAskedFor(Admin admin, List<TopicSpec> specs)
      throws InterruptedException {
    Set<String> names = await(admin.listTopics().names(), "list the topics");
    Map<Boolean, List<TopicSpec>> byExistence =
        specs.stream().collect(Collectors.partitioningBy(spec -> names.contains(spec.name())));
    List<TopicSpec> existing = requireNonNull(byExistence.get(true));
    List<TopicSpec> missing = requireNonNull(byExistence.get(false));
    checkPartitions(admin, existing);
    for (TopicSpec spec : missing) {
      create(admin, spec);
    }
    return !changeConfigs(admin, existing) && missing.isEmpty();
  }

  private static void create(Admin admin, TopicSpec spec) throws InterruptedException {
    NewTopic topic = new NewTopic(spec.name(), spec.partitions(), REPLICAS).configs(spec.configs());
    try {
      await(admin.createTopics(List.of(topic)).all(), "create topic " + spec.name());
    } catch (IllegalStateException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  private static void checkPartitions(Admin admin, List<TopicSpec> specs)
      throws InterruptedException {
    List<String> names = specs.stream().map(TopicSpec::name).toList();
    Map<String, TopicDescription> found =
        await(admin.describeTopics(names).allTopicNames(), "describe topics");
    for (TopicSpec spec : specs) {
      int partitions = requireNonNull(found.get(spec.name())).partitions().size();
      if (partitions != spec.partitions()) {
        throw new IllegalStateException(
            "topic %s has %d partitions, but %d are asked for: ask for %d, or start on a new folder"
                .formatted(spec.name(), partitions, spec.partitions(), partitions));
      }
    }
  }

  /** Whether there was something to change. */
  private static boolean changeConfigs(Admin admin, List<TopicSpec> specs)
      throws InterruptedException {
    Map<ConfigResource, TopicSpec> byResource =
        specs.stream()
            .collect(
                Collectors.toMap(
                    spec -> new ConfigResource(ConfigResource.Type.TOPIC, spec.name()),
                    spec -> spec));
    Map<ConfigResource, Config> found =
        await(admin.describeConfigs(byResource.keySet()).all(), "read topic settings");
    Map<ConfigResource, Collection<AlterConfigOp>> changes = new HashMap<>();
    byResource.forEach(
        (resource, spec) -> {
          List<AlterConfigOp> differing = differing(spec, requireNonNull(found.get(resource)));
          if (!differing.isEmpty()) {
            changes.put(resource, differing);
          }
        });
    if (!changes.isEmpty()) {
      await(admin.incrementalAlterConfigs(changes).all(), "change topic settings");
    }
    return !changes.isEmpty();
  }

  private static List<AlterConfigOp> differing(TopicSpec spec, Config found) {
    List<AlterConfigOp> differing = new ArrayList<>();
    spec.configs()
        .forEach(
            (name, value) -> {
              ConfigEntry entry = found.get(name);
              if (entry == null || !Objects.equals(entry.value(), value)) {
                differing.add(
                    new AlterConfigOp(new ConfigEntry(name, value), AlterConfigOp.OpType.SET));
              }
            });
    return differing;
  }

  private static <T> T await(KafkaFuture<T> future, String what) throws InterruptedException {
    try {
      return future.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      Throwable cause = requireNonNullElse(e.getCause(), e);
      throw new IllegalStateException("Kafka did not " + what + ": " + cause.getMessage(), cause);
    } catch (TimeoutException e) {
      throw new IllegalStateException("Kafka did not " + what + " within " + TIMEOUT, e);
    }
  }
}
