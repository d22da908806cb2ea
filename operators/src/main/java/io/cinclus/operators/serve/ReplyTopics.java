package io.cinclus.operators.serve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;

/**
 * What is known of the topics that replies go to: how many partitions they have, or why they cannot
 * be written to. Remembered for a while, so that a bad topic costs its wait once in that time.
 *
 * <p>Thread-safe. Only {@link #look} blocks.
 */
final class ReplyTopics {
  /** Topics that are remembered. */
  static final int MAX_TOPICS = 10_000;

  /** So long a topic is taken to be as it was; shorter than Kafka's own memory of unused topics. */
  static final Duration KNOWN = Duration.ofMinutes(1);

  /** So long a topic that failed is not tried again. */
  static final Duration FAILED = Duration.ofSeconds(10);

  private final Producer<byte[], byte[]> producer;
  private final Cache<String, Topic> topics;

  /**
   * A topic.
   *
   * @param partitionCount how many there are; 0 where it failed
   * @param failure why it cannot be written to; empty where it can
   */
  record Topic(int partitionCount, String failure) {
    boolean isUsable() {
      return failure.isEmpty();
    }
  }

  ReplyTopics(Producer<byte[], byte[]> producer, Ticker ticker) {
    this.producer = producer;
    this.topics =
        Caffeine.newBuilder()
            .maximumSize(MAX_TOPICS)
            .ticker(ticker)
            .expireAfter(
                Expiry.<String, Topic>creating((name, topic) -> topic.isUsable() ? KNOWN : FAILED))
            .build();
  }

  /** What is remembered. */
  Optional<Topic> known(String name) {
    return Optional.ofNullable(topics.getIfPresent(name));
  }

  /** Asks Kafka, which blocks for the producer's longest wait where the topic does not exist. */
  Topic look(String name) {
    Optional<Topic> known = known(name);
    if (known.isPresent()) {
      return known.get();
    }
    Topic found;
    try {
      found = new Topic(producer.partitionsFor(name).size(), "");
    } catch (KafkaException e) {
      found = new Topic(0, String.valueOf(e.getMessage()));
    }
    topics.put(name, found);
    return found;
  }

  /** Remembers that a topic cannot be written to. */
  void failed(String name, String reason) {
    topics.invalidate(name);
    topics.put(name, new Topic(0, reason));
  }
}
