package io.cinclus.client;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.serve.ServeOptions.Headers;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks over the request topic and gets the replies from a partition of the reply topic that it
 * reads from its end. Thread-safe. At most {@link #MAX_OPEN} requests are open.
 */
public final class RequestClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestClient.class);

  static final int MAX_OPEN = 10_000;

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);

  /** A request is given up this long after the deadline that it asked for. */
  private static final long REPLY_MARGIN_MILLIS = 2_000;

  private final LogConfig log;
  private final Headers headers;
  private final KafkaProducer<byte[], byte[]> producer;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final TopicPartition replies;
  private final Thread thread;
  private final Map<ByteBuffer, CompletableFuture<Reply>> open = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  /** With the default names of headers. */
  public RequestClient(LogConfig log) {
    this(log, Headers.from(new Configuration()));
  }

  /** With the names of headers that the server was started with. */
  public RequestClient(LogConfig log, Headers headers) {
    this.log = log;
    this.headers = headers;
    Properties producing = log.clientProperties();
    producing.setProperty(ProducerConfig.LINGER_MS_CONFIG, "0");
    producer = new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer());
    Properties consuming = log.clientProperties();
    consuming.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
    consuming.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
    consumer =
        new KafkaConsumer<>(consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    int partitions = consumer.partitionsFor(log.repliesTopic(), START_TIMEOUT).size();
    replies =
        new TopicPartition(
            log.repliesTopic(), ThreadLocalRandom.current().nextInt(Math.max(1, partitions)));
    consumer.assign(List.of(replies));
    consumer.seekToEnd(List.of(replies));
    consumer.position(replies, START_TIMEOUT);
    thread = new Thread(this::run, log.topicPrefix() + "-replies");
    thread.setDaemon(true);
    thread.start();
  }

  /** Sends a request; completes with the reply, whatever its code, within the timeout and a bit. */
  public CompletableFuture<Reply> ask(Request request, Duration timeout) {
    if (open.size() >= MAX_OPEN) {
      return CompletableFuture.failedFuture(
          new CinclusException(
              ErrorCode.OVERLOADED, MAX_OPEN + " requests of this client are open already"));
    }
    UUID id = UUID.randomUUID();
    byte[] correlation =
        ByteBuffer.allocate(2 * Long.BYTES)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    ByteBuffer key = ByteBuffer.wrap(correlation);
    CompletableFuture<Reply> reply = new CompletableFuture<>();
    open.put(key, reply);
    producer.send(
        record(request, correlation, timeout),
        (metadata, failure) -> {
          if (failure != null) {
            reply.completeExceptionally(failure);
          }
        });
    return reply
        .orTimeout(timeout.toMillis() + REPLY_MARGIN_MILLIS, TimeUnit.MILLISECONDS)
        .whenComplete((value, failure) -> open.remove(key));
  }

  /** Asks and waits; throws the code and message of a reply that is not a success. */
  public Reply get(Request request, Duration timeout) {
    Reply reply = Futures.await(ask(request, timeout));
    if (reply.getCode() != ErrorCode.OK.number()) {
      throw new CinclusException(ErrorCode.ofNumber(reply.getCode()), reply.getMessage());
    }
    return reply;
  }

  private ProducerRecord<byte[], byte[]> record(
      Request request, byte[] correlation, Duration timeout) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(log.requestsTopic(), request.toByteArray());
    record.headers().add(headers.correlation(), correlation);
    record.headers().add(headers.replyTopic(), replies.topic().getBytes(StandardCharsets.UTF_8));
    record
        .headers()
        .add(
            headers.replyPartition(),
            ByteBuffer.allocate(Integer.BYTES).putInt(replies.partition()).array());
    record
        .headers()
        .add(
            headers.timeout(),
            String.valueOf(timeout.toMillis()).getBytes(StandardCharsets.US_ASCII));
    return record;
  }

  private void run() {
    try {
      while (!stopped) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
      }
    } catch (WakeupException e) {
      LOG.debug("woken up to stop");
    } catch (RuntimeException e) {
      LOG.error("no more replies can be read", e);
      open.values().forEach(reply -> reply.completeExceptionally(e));
    } finally {
      consumer.close();
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Header correlation = record.headers().lastHeader(headers.correlation());
    if (correlation == null) {
      return;
    }
    CompletableFuture<Reply> reply = open.get(ByteBuffer.wrap(correlation.value()));
    if (reply == null) {
      return; // Somebody else's, or one that was given up.
    }
    try {
      reply.complete(Reply.parseFrom(record.value()));
    } catch (InvalidProtocolBufferException e) {
      reply.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    stopped = true;
    consumer.wakeup();
    producer.close(Duration.ofSeconds(5));
    try {
      thread.join(Duration.ofSeconds(5).toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
