package io.cinclus.operators.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.KafkaThread;
import org.jspecify.annotations.Nullable;

/**
 * Asks Kafka where the logs end, or stood at a time, on a thread of its own; all who ask while a
 * call is under way share the next one.
 *
 * <p>At most {@link #MAX_WAITING} may wait; further ones are refused.
 */
public final class KafkaEndPositions implements EndPositions {
  static final int MAX_WAITING = 10_000;

  /** After this a call fails. */
  public static final Duration CALL_TIMEOUT = Duration.ofSeconds(5);

  private final LogConfig log;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Thread thread;
  private List<Question<?>> waiting = new ArrayList<>();
  private boolean closed;

  public KafkaEndPositions(LogConfig log) {
    this(log, () -> consumer(log));
  }

  /** Asks by these consumers; a further one after each that has failed. */
  KafkaEndPositions(LogConfig log, Supplier<Consumer<byte[], byte[]>> consumers) {
    this.log = log;
    this.consumers = consumers;
    this.thread = KafkaThread.daemon(log.topicPrefix() + "-end-positions", this::run);
    thread.start();
  }

  @Override
  public CompletableFuture<Ends> ask() {
    return ask(Round::ends);
  }

  @Override
  public CompletableFuture<Map<Integer, Long>> before(long timeMillis) {
    return ask(round -> round.before(timeMillis));
  }

  private <T> CompletableFuture<T> ask(Function<Round, T> answer) {
    CompletableFuture<T> future = new CompletableFuture<>();
    synchronized (this) {
      if (closed) {
        future.completeExceptionally(new IllegalStateException("closed"));
      } else if (waiting.size() >= MAX_WAITING) {
        future.completeExceptionally(
            new IllegalStateException(
                MAX_WAITING + " callers wait for Kafka's end offsets already; try again later"));
      } else {
        waiting.add(new Question<>(answer, future));
        notifyAll();
      }
    }
    return future;
  }

  /** What somebody waits for. */
  private record Question<T>(Function<Round, T> ask, CompletableFuture<T> future) {
    void answer(Round round) {
      future.complete(ask.apply(round));
    }

    void fail(RuntimeException reason) {
      future.completeExceptionally(reason);
    }
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

  private void run() {
    List<Question<?>> asking = next();
    while (!asking.isEmpty()) {
      try (Consumer<byte[], byte[]> consumer = consumers.get()) {
        List<TopicPartition> partitions = partitions(consumer);
        consumer.assign(partitions); // Never polled; the consumer keeps ends only of its own.
        while (!asking.isEmpty()) {
          Round round = new Round(consumer, partitions);
          asking.forEach(question -> question.answer(round));
          asking = next();
        }
      } catch (RuntimeException e) {
        // Told to those who ask; whoever asks next gets a new consumer.
        asking.forEach(question -> question.fail(e));
        asking = next();
      }
    }
    close();
  }

  /** Those who wait, as soon as there are any; nobody once closed. */
  private synchronized List<Question<?>> next() {
    while (waiting.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        closed = true;
      }
    }
    List<Question<?>> asking = waiting;
    waiting = new ArrayList<>();
    if (closed) {
      asking.forEach(question -> question.fail(new IllegalStateException("closed")));
      return List.of();
    }
    return asking;
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
  public synchronized void close() {
    closed = true;
    notifyAll();
    waiting.forEach(question -> question.fail(new IllegalStateException("closed")));
    waiting.clear();
  }
}
