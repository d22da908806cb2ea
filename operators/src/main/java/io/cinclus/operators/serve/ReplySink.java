package io.cinclus.operators.serve;

import io.cinclus.model.ErrorCode;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.v1.Reply;
import io.cinclus.v1.ReplyAddress;
import io.cinclus.v1.ReplyRecord;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends replies to the topics that the requests named. A topic that cannot be written to loses its
 * replies, which is logged and counted; it neither fails the job nor holds up the replies of
 * others, because sending happens on a thread of its own behind a bounded queue.
 */
public final class ReplySink implements Sink<ReplyRecord> {
  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(ReplySink.class);

  /** Replies that wait to be sent; beyond, they are dropped. */
  static final int MAX_QUEUED = 10_000;

  /** The longest that one reply's topic can hold up those behind it. */
  static final int MAX_BLOCK_MILLIS = 1_000;

  static final int DELIVERY_TIMEOUT_MILLIS = 30_000;
  static final int REQUEST_TIMEOUT_MILLIS = 10_000;

  /** Headers with the reply's code and reason, for clients that look there. */
  static final String CODE_HEADER = "cinclus_code";

  static final String REASON_HEADER = "cinclus_reason";

  private final LogConfig log;
  private final String correlationHeader;
  private final long maxReplyBytes;

  public ReplySink(ServeOptions options) {
    this.log = options.log();
    this.correlationHeader = options.headers().correlation();
    this.maxReplyBytes = options.limits().maxReplyBytes();
  }

  @Override
  public SinkWriter<ReplyRecord> createWriter(WriterInitContext context) {
    return new Writer(this, context.metricGroup().counter("repliesLost"));
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
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(2 * maxReplyBytes));
    return properties;
  }

  private static final class Writer implements SinkWriter<ReplyRecord> {
    private final String correlationHeader;
    private final KafkaProducer<byte[], byte[]> producer;
    private final ExecutorService sender;
    private final Counter lost;
    private final long maxReplyBytes;

    Writer(ReplySink sink, Counter lost) {
      this.correlationHeader = sink.correlationHeader;
      this.maxReplyBytes = sink.maxReplyBytes;
      this.lost = lost;
      this.producer =
          new KafkaProducer<>(
              sink.properties(), new ByteArraySerializer(), new ByteArraySerializer());
      this.sender =
          new ThreadPoolExecutor(
              1,
              1,
              0,
              TimeUnit.SECONDS,
              new LinkedBlockingQueue<>(MAX_QUEUED),
              work -> {
                Thread thread = new Thread(work, "reply-sender");
                thread.setDaemon(true);
                return thread;
              });
    }

    @Override
    public void write(ReplyRecord reply, Context context) {
      try {
        sender.execute(() -> send(reply));
      } catch (RejectedExecutionException e) {
        lose(reply.getAddress(), e);
      }
    }

    private void send(ReplyRecord reply) {
      ReplyAddress address = reply.getAddress();
      Integer partition = address.getPartition() < 0 ? null : address.getPartition();
      try {
        producer.send(
            record(reply, partition),
            (metadata, failure) -> {
              if (failure != null) {
                lose(address, failure);
              }
            });
      } catch (KafkaException | IllegalArgumentException e) {
        lose(address, e);
      }
    }

    private ProducerRecord<byte[], byte[]> record(ReplyRecord reply, @Nullable Integer partition) {
      ReplyAddress address = reply.getAddress();
      Reply sent = reply.getReply();
      if (sent.getSerializedSize() > maxReplyBytes) {
        sent =
            ReplyMerger.failure(
                ErrorCode.LIMIT_EXCEEDED,
                "the answer has more than %d bytes: ask for fewer rows, fields or vectors"
                    .formatted(maxReplyBytes));
      }
      byte[] value = address.getJson() ? JsonReplies.encode(sent) : sent.toByteArray();
      ProducerRecord<byte[], byte[]> record =
          new ProducerRecord<>(address.getTopic(), partition, null, value);
      if (!address.getCorrelation().isEmpty()) {
        record.headers().add(correlationHeader, address.getCorrelation().toByteArray());
      }
      record.headers().add(CODE_HEADER, ascii(Integer.toString(sent.getCode())));
      record.headers().add(REASON_HEADER, ascii(sent.getReason()));
      if (address.getJson()) {
        record.headers().add(RequestReader.CONTENT_TYPE, ascii(RequestReader.JSON));
      }
      return record;
    }

    private static byte[] ascii(String text) {
      return text.getBytes(StandardCharsets.US_ASCII);
    }

    private void lose(ReplyAddress address, Exception cause) {
      lost.inc();
      LOG.warn("a reply to topic {} is lost", address.getTopic(), cause);
    }

    @Override
    public void flush(boolean endOfInput) {
      producer.flush();
    }

    @Override
    public void close() {
      sender.shutdownNow();
      producer.close(Duration.ofSeconds(1));
    }
  }
}
