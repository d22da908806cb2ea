package io.cinclus.operators.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka where the logs end, or stood at a time. All who ask for the same of the two while a
 * call is under way share the next one; who asks where the logs end never waits for what somebody
 * wants to know of a time, nor fails with it.
 *
 * <p>At most {@link KafkaQuestions#MAX_WAITING} may wait for either; further ones are refused.
 */
public final class KafkaEndPositions implements EndPositions {
  /** After this a call fails. */
  public static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

  private final LogConfig log;
  private final KafkaQuestions<Round> ends;
  private final KafkaQuestions<Round> times;

  public KafkaEndPositions(LogConfig log) {
    this(log, () -> consumer(log));
  }

  /** Asks by these consumers, two at a time; a further one after each that has failed. */
  KafkaEndPositions(LogConfig log, Supplier<Consumer<byte[], byte[]>> consumers) {
    this.log = log;
    this.ends = new KafkaQuestions<>(log.topicPrefix() + "-end-positions", consumers, this::rounds);
    this.times = new KafkaQuestions<>(log.topicPrefix() + "-log-times", consumers, this::rounds);
  }

  @Override
  public CompletableFuture<Ends> ask() {
    return ends.ask(Round::ends);
  }

  @Override
  public CompletableFuture<Map<Integer, Long>> before(long timeMillis) {
    return times.ask(round -> round.before(timeMillis));
  }

  private Supplier<Round> rounds(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = partitions(consumer);
    consumer.assign(partitions); // Never polled; the consumer keeps ends only of its own.
    return () -> new Round(consumer, partitions);
  }

  /** Answers those who asked before it began; the ends are asked for once. */
  private final class Round {
    private final Consumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions;
    private @Nullable Ends ends;

    Round(Consumer<byte[], byte[]> consumer, List<TopicPartition> partitions) {
      this.consumer = consumer;
      this.partitions = partitions;
    }

    Ends ends() {
      if (ends == null) {
        ends = KafkaEndPositions.this.ends(consumer.endOffsets(partitions, CALL_TIMEOUT));
      }
      return ends;
    }

    Map<Integer, Long> before(long timeMillis) {
      // Where nothing is as young, all that was there before the times were asked for is older.
      Map<Integer, Long> before = new HashMap<>(ends().wal());
      Map<TopicPartition, Long> asked = new HashMap<>();
      for (int channel : before.keySet()) {
        asked.put(new TopicPartition(log.walTopic(), channel), Math.max(0, timeMillis));
      }
      consumer
          .offsetsForTimes(asked, CALL_TIMEOUT)
          .forEach(
              (partition, found) -> {
                if (found != null) {
                  before.put(partition.partition(), found.offset());
                }
              });
      return Map.copyOf(before);
    }
  }

  private List<TopicPartition> partitions(Consumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions = new ArrayList<>();
    for (String topic : List.of(log.catalogTopic(), log.walTopic(), log.manifestsTopic())) {
      List<PartitionInfo> found = consumer.partitionsFor(topic, CALL_TIMEOUT);
      if (found.isEmpty()) {
        throw new IllegalStateException("there is no topic " + topic + " yet; create it");
      }
      found.forEach(partition -> partitions.add(new TopicPartition(topic, partition.partition())));
    }
    return partitions;
  }

  private Ends ends(Map<TopicPartition, Long> offsets) {
    long catalog = 0;
    Map<Integer, Long> wal = new HashMap<>();
    Map<Integer, Long> manifests = new HashMap<>();
    for (Map.Entry<TopicPartition, Long> end : offsets.entrySet()) {
      String topic = end.getKey().topic();
      if (topic.equals(log.catalogTopic())) {
        catalog = end.getValue();
      } else if (topic.equals(log.walTopic())) {
        wal.put(end.getKey().partition(), end.getValue());
      } else {
        manifests.put(end.getKey().partition(), end.getValue());
      }
    }
    return new Ends(catalog, Map.copyOf(wal), Map.copyOf(manifests));
  }

  private static Consumer<byte[], byte[]> consumer(LogConfig log) {
    return new KafkaConsumer<>(
        log.readerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Override
  public void close() {
    ends.close();
    times.close();
  }
}
