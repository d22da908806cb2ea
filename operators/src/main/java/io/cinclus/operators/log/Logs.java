package io.cinclus.operators.log;

import io.cinclus.v1.LogEvent;
import io.cinclus.v1.SealEvent;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.initializer.OffsetsInitializer;
import org.apache.flink.connector.kafka.source.reader.deserializer.KafkaRecordDeserializationSchema;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;

/** The jobs' sources and sinks, with the offsets, isolation and order that each log asks for. */
public final class Logs {
  /** The largest record of any log; topics are made with this {@code max.message.bytes}. */
  public static final int MAX_RECORD_BYTES = 16 << 20;

  private Logs() {}

  /** The write-ahead log by channel, from the published progress on. */
  public static ChannelSource wal(LogConfig log, String job) {
    return new ChannelSource(
        source(log, job, log.walTopic(), LogStart.ORIGIN), log, ChannelSource.Start.PROGRESS);
  }

  /** The write-ahead log by channel, from where standing queries may stand on. */
  public static ChannelSource walForStandingQueries(LogConfig log, String job) {
    return new ChannelSource(
        source(log, job, log.walTopic(), LogStart.UNDECIDED), log, ChannelSource.Start.STANDING);
  }

  /** Seals and channel progress, all of them. */
  public static KafkaSource<LogEvent> seals(LogConfig log, String job) {
    return source(log, job, log.sealsTopic(), LogStart.FIRST_KEPT);
  }

  /** Manifests and published progress, the newest of each. */
  public static KafkaSource<LogEvent> manifests(LogConfig log, String job) {
    return source(log, job, log.manifestsTopic(), LogStart.FIRST_KEPT);
  }

  /** Seals, progress and the results of plans, each on its channel's partition, at least once. */
  public static KafkaSink<SealEvent> sealSink(LogConfig log) {
    Properties properties = log.clientProperties();
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "0");
    properties.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    properties.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.setProperty(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(MAX_RECORD_BYTES));
    String topic = log.sealsTopic();
    return KafkaSink.<SealEvent>builder()
        .setBootstrapServers(log.bootstrapServers())
        .setKafkaProducerConfig(properties)
        .setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
        .setRecordSerializer(
            (event, context, timestamp) ->
                new ProducerRecord<>(topic, event.getChannel(), null, event.toByteArray()))
        .build();
  }

  /** Requests, from those on that can still be answered. */
  public static <T> KafkaSource<T> requests(
      LogConfig log,
      String job,
      long longestDeadlineMillis,
      KafkaRecordDeserializationSchema<T> reader) {
    Properties properties = log.clientProperties();
    properties.setProperty("partition.discovery.interval.ms", "-1");
    properties.setProperty("commit.offsets.on.checkpoint", "false");
    return KafkaSource.<T>builder()
        .setTopics(log.requestsTopic())
        .setClientIdPrefix(log.topicPrefix() + "-" + job + "-" + log.requestsTopic())
        .setStartingOffsets(new RecentRequests(longestDeadlineMillis))
        .setDeserializer(reader)
        .setProperties(properties)
        .build();
  }

  private static KafkaSource<LogEvent> source(
      LogConfig log, String job, String topic, OffsetsInitializer start) {
    Properties properties = log.clientProperties();
    properties.setProperty(
        ConsumerConfig.INTERCEPTOR_CLASSES_CONFIG, GapInterceptor.class.getName());
    properties.setProperty(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    properties.setProperty("partition.discovery.interval.ms", "-1");
    properties.setProperty("commit.offsets.on.checkpoint", "false");
    return KafkaSource.<LogEvent>builder()
        .setTopics(topic)
        .setClientIdPrefix(log.topicPrefix() + "-" + job + "-" + topic)
        .setStartingOffsets(start)
        .setDeserializer(new LogEventDeserializer())
        .setProperties(properties)
        .build();
  }
}
