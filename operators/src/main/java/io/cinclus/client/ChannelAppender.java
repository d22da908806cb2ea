package io.cinclus.client;

import io.cinclus.log.WriterWindow;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.Logs;
import io.cinclus.v1.WalRecord;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Appends records to channels, numbered so that a record that is sent again is applied once. No
 * more records of a channel are unacknowledged than a {@link WriterWindow} tells apart.
 *
 * <p>Thread-safe.
 */
final class ChannelAppender implements AutoCloseable {
  /** Unacknowledged records of a channel; a further one waits. */
  static final int MAX_IN_FLIGHT = WriterWindow.SIZE / 2;

  /** An append that cannot start within this fails. */
  static final Duration MAX_WAIT = Duration.ofSeconds(30);

  /** How often a record is sent again after Kafka's own retries have failed. */
  static final int MAX_RESENDS = 2;

  private static final int DELIVERY_TIMEOUT_MILLIS = 30_000;
  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;

  private final String topic;
  private final long writerId;
  private final KafkaProducer<byte[], byte[]> producer;
  private final Map<Integer, Channel> channels = new ConcurrentHashMap<>();

  private static final class Channel {
    final Semaphore room = new Semaphore(MAX_IN_FLIGHT, true);
    long nextSequence;
  }

  ChannelAppender(LogConfig log, long writerId) {
    this.topic = log.walTopic();
    this.writerId = writerId;
    Properties properties = log.clientProperties();
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "0");
    properties.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    properties.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.setProperty(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Logs.MAX_RECORD_BYTES));
    properties.setProperty(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, String.valueOf(DELIVERY_TIMEOUT_MILLIS));
    properties.setProperty(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(REQUEST_TIMEOUT_MILLIS));
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Appends a record; completes with its offset. Waits where too many are unacknowledged. */
  CompletableFuture<Long> append(int channel, WalRecord.Builder record) {
    Channel state = channels.computeIfAbsent(channel, number -> new Channel());
    try {
      if (!state.room.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        return CompletableFuture.failedFuture(
            new CinclusException(
                ErrorCode.OVERLOADED,
                "channel %d has had %d unacknowledged records for %d s: write more slowly"
                    .formatted(channel, MAX_IN_FLIGHT, MAX_WAIT.toSeconds())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return CompletableFuture.failedFuture(
          new CinclusException(ErrorCode.WRITE_NOT_ACKNOWLEDGED, "interrupted before writing", e));
    }
    CompletableFuture<Long> appended = new CompletableFuture<>();
    synchronized (state) {
      byte[] bytes =
          record.setWriterId(writerId).setSequence(state.nextSequence++).build().toByteArray();
      send(channel, bytes, MAX_RESENDS, appended);
    }
    return appended.whenComplete((offset, failure) -> state.room.release());
  }

  private void send(int channel, byte[] bytes, int resends, CompletableFuture<Long> appended) {
    try {
      producer.send(
          new ProducerRecord<>(topic, channel, null, bytes),
          (metadata, failure) -> {
            if (failure == null) {
              appended.complete(metadata.offset());
            } else if (failure instanceof RetriableException && resends > 0) {
              send(channel, bytes, resends - 1, appended);
            } else {
              appended.completeExceptionally(notAcknowledged(channel, failure));
            }
          });
    } catch (KafkaException | IllegalStateException e) {
      appended.completeExceptionally(notAcknowledged(channel, e));
    }
  }

  private CinclusException notAcknowledged(int channel, Exception cause) {
    return new CinclusException(
        ErrorCode.WRITE_NOT_ACKNOWLEDGED,
        "%s, channel %d, did not acknowledge the write (%s): write it again"
            .formatted(topic, channel, cause.getMessage()),
        cause);
  }

  @Override
  public void close() {
    producer.close(Duration.ofSeconds(5));
  }
}
