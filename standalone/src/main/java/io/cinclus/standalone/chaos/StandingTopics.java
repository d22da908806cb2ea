package io.cinclus.standalone.chaos;

import io.cinclus.operators.log.LogConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics from their beginnings. Used by one thread. */
final class StandingTopics implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(100);

  private final KafkaConsumer<byte[], byte[]> consumer;

  StandingTopics(LogConfig log) {
    Properties properties = log.readerProperties();
    properties.setProperty(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "10000");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** The committed records of a topic up to its end as it is now, one partition after another. */
  void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> out) {
    int partitions = consumer.partitionsFor(topic).size();
    for (int number = 0; number < partitions; number++) {
      TopicPartition partition = new TopicPartition(topic, number);
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
      consumer.seek(partition, 0);
      while (consumer.position(partition) < end) {
        consumer.poll(POLL).forEach(out);
      }
    }
  }

  /** The key of a record, as text. */
  static String key(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    consumer.close();
  }
}
