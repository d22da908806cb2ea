package io.cinclus.operators.serve;

import com.github.benmanes.caffeine.cache.Ticker;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.ReplyRecord;
import java.util.Properties;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Sends replies to the topics that the requests named, as {@link ReplySender} says: a topic that
 * cannot be written to neither fails the job nor holds up the replies of others.
 */
public final class ReplySink implements Sink<ReplyRecord> {
  private static final long serialVersionUID = 1L;

  /** The longest that a topic which does not exist holds up those behind it. */
  static final int MAX_BLOCK_MILLIS = 1_000;

  static final int DELIVERY_TIMEOUT_MILLIS = 30_000;
  static final int REQUEST_TIMEOUT_MILLIS = 10_000;

  /** What a record may have beside its value. */
  private static final long HEADER_BYTES = 64 << 10;

  private final LogConfig log;
  private final String correlationHeader;
  private final ServeOptions.Limits limits;

  public ReplySink(ServeOptions options) {
    this.log = options.log();
    this.correlationHeader = options.headers().correlation();
    this.limits = options.limits();
  }

  @Override
  public SinkWriter<ReplyRecord> createWriter(WriterInitContext context) {
    Counter lost = context.metricGroup().counter("repliesLost");
    KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(properties(), new ByteArraySerializer(), new ByteArraySerializer());
    Lease<LocalRequests> local = LocalRequests.SHARED.acquire(log);
    return new Writer(
        local,
        new ReplySender(
            producer,
            new ReplyTopics(producer, Ticker.systemTicker()),
            new ReplySender.Config(
                local.value(),
                new ReplyRecords(correlationHeader, limits.maxReplyBytes()),
                log.repliesTopic(),
                limits.maxQueuedReplyBytes()),
            lost));
  }

  private Properties properties() {
    Properties properties = log.clientProperties();
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "0");
    properties.setProperty(ProducerConfig.ACKS_CONFIG, "1");
    properties.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false");
    properties.setProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG, String.valueOf(MAX_BLOCK_MILLIS));
    properties.setProperty(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(REQUEST_TIMEOUT_MILLIS));
    properties.setProperty(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, String.valueOf(DELIVERY_TIMEOUT_MILLIS));
    properties.setProperty(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG,
        String.valueOf(Math.min(Integer.MAX_VALUE, limits.maxReplyBytes() + HEADER_BYTES)));
    return properties;
  }

  @SuppressWarnings("try") // Giving back the lease throws what closing its value may.
  private static final class Writer implements SinkWriter<ReplyRecord> {
    private final Lease<LocalRequests> local;
    private final ReplySender sender;

    Writer(Lease<LocalRequests> local, ReplySender sender) {
      this.local = local;
      this.sender = sender;
    }

    @Override
    public void write(ReplyRecord reply, Context context) {
      sender.send(reply);
    }

    @Override
    public void flush(boolean endOfInput) {
      sender.flush();
    }

    @Override
    public void close() throws Exception {
      try (local) {
        sender.close();
      }
    }
  }
}
