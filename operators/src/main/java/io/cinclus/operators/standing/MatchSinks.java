package io.cinclus.operators.standing;

import io.cinclus.operators.log.Logs;
import io.cinclus.v1.MatchRecord;
import java.util.Properties;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.apache.kafka.clients.producer.ProducerConfig;

/** Where matches go out. Stateless. */
public final class MatchSinks {
  private MatchSinks() {}

  /** At once, and again after a failure. */
  public static KafkaSink<MatchRecord> atLeastOnce(StandingOptions options) {
    return sink(options).setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE).build();
  }

  /** In a transaction for each checkpoint. */
  public static KafkaSink<MatchRecord> exactlyOnce(StandingOptions options) {
    return sink(options)
        .setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(options.log().topicPrefix() + "-matches")
        .setProperty(
            ProducerConfig.TRANSACTION_TIMEOUT_CONFIG,
            String.valueOf(options.transactionTimeoutMillis()))
        .build();
  }

  private static KafkaSinkBuilder<MatchRecord> sink(StandingOptions options) {
    Properties properties = options.log().clientProperties();
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "5");
    properties.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    properties.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.setProperty(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Logs.MAX_RECORD_BYTES));
    properties.setProperty(
        ProducerConfig.BUFFER_MEMORY_CONFIG, String.valueOf(options.limits().outputBufferBytes()));
    return KafkaSink.<MatchRecord>builder()
        .setBootstrapServers(options.log().bootstrapServers())
        .setKafkaProducerConfig(properties)
        .setRecordSerializer(new MatchSerializer());
  }
}
