package io.cinclus.client;

import io.cinclus.log.WriterWindow;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.Logs;
import io.cinclus.v1.WalRecord;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * Appends records to channels, numbered so that a record that is sent again is applied once.
 *
 * <p>A channel's records are sent in order, one that is sent again in its turn behind those that
 * wait. So it moves back by at most the other {@link #MAX_IN_FLIGHT} - 1 each time, and lands at
 * most {@link #MAX_RESENDS} times as many sequences behind the highest: less than a {@link
 * WriterWindow} tells apart.
 *
 * <p>Thread-safe. Kafka's own thread never waits here.
 */
final class ChannelAppender implements AutoCloseable {
  /** How often a record is sent again after Kafka's own retries have failed. */
  static final int MAX_RESENDS = 2;

  /** Unacknowledged records of a channel; a further one waits. */
  static final int MAX_IN_FLIGHT = 1 + (WriterWindow.SIZE - 1) / MAX_RESENDS;

  /** An append that cannot start within this fails. */
  static final Duration MAX_WAIT = Duration.ofSeconds(30);

  /** A send that finds no memory or no leader within this fails. */
  private static final int MAX_BLOCK_MILLIS = 10_000;

  /** Room for a channel's full records; many channels' small ones fit as well. */
  private static final long BUFFER_BYTES =
      (long) MAX_IN_FLIGHT * MutationSplitter.TARGET_RECORD_BYTES;

  private static final int DELIVERY_TIMEOUT_MILLIS = 30_000;
  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final String topic;
  private final long writerId;
  private final Producer<byte[], byte[]> producer;
  private final Map<Integer, Channel> channels = new ConcurrentHashMap<>();
  private final ExecutorService resender =
      Executors.newSingleThreadExecutor(
          work -> {
            Thread thread = new Thread(work, "wal-resender");
            thread.setDaemon(true);
            return thread;
          });

  /** A record on its way. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Outgoing(byte[] record, int resends, CompletableFuture<Long> appended) {}

  /** What waits to be sent to a channel. Its queue is guarded by it, sending by {@code sending}. */
  private static final class Channel {
    final int number;
    final Semaphore room = new Semaphore(MAX_IN_FLIGHT, true);
    final Object sending = new Object();
    private final Queue<Outgoing> waiting = new ArrayDeque<>();
    private long nextSequence;

    Channel(int number) {
      this.number = number;
    }

    /** Numbers a record, behind those that wait. */
    synchronized CompletableFuture<Long> enqueue(WalRecord.Builder record) {
      CompletableFuture<Long> appended = new CompletableFuture<>();
      byte[] bytes = record.setSequence(nextSequence).build().toByteArray();
      waiting.add(new Outgoing(bytes, MAX_RESENDS, appended));
      nextSequence++;
      return appended;
    }

    synchronized void enqueueAgain(Outgoing failed) {
      waiting.add(new Outgoing(failed.record(), failed.resends() - 1, failed.appended()));
    }

    synchronized @Nullable Outgoing next() {
      return waiting.poll();
    }
  }

  ChannelAppender(LogConfig log, long writerId) {
    this(log.walTopic(), writerId, producer(log));
  }

  /** The id that is this writer's alone. */
  long writerId() {
    return writerId;
  }

  ChannelAppender(String topic, long writerId, Producer<byte[], byte[]> producer) {
    this.topic = topic;
    this.writerId = writerId;
    this.producer = producer;
  }

  private static Producer<byte[], byte[]> producer(LogConfig log) {
    Properties properties = log.clientProperties();
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "0");
    properties.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    properties.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.setProperty(
        ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Logs.MAX_RECORD_BYTES));
    properties.setProperty(ProducerConfig.BUFFER_MEMORY_CONFIG, String.valueOf(BUFFER_BYTES));
    properties.setProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG, String.valueOf(MAX_BLOCK_MILLIS));
    properties.setProperty(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, String.valueOf(DELIVERY_TIMEOUT_MILLIS));
    properties.setProperty(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(REQUEST_TIMEOUT_MILLIS));
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Appends a record; completes with its offset, or fails with {@link
   * ErrorCode#WRITE_NOT_ACKNOWLEDGED}. Waits where too many are unacknowledged.
   *
   * @throws CinclusException where the record was not sent at all: {@link ErrorCode#OVERLOADED}
   */
  CompletableFuture<Long> append(int number, WalRecord.Builder record) {
    Channel channel = channels.computeIfAbsent(number, Channel::new);
    awaitRoom(channel);
    CompletableFuture<Long> appended;
    try {
      appended = channel.enqueue(record.setWriterId(writerId));
    } catch (RuntimeException e) {
      channel.room.release();
      throw e;
    }
    CompletableFuture<Long> settled =
        appended.whenComplete((offset, failure) -> channel.room.release());
    sendWaiting(channel);
    return settled;
  }

  private static void awaitRoom(Channel channel) {
    try {
      if (!channel.room.tryAcquire(MAX_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new CinclusException(
            ErrorCode.OVERLOADED,
            "channel %d has had %d unacknowledged records for %d s: write more slowly"
                .formatted(channel.number, MAX_IN_FLIGHT, MAX_WAIT.toSeconds()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CinclusException(
          ErrorCode.OVERLOADED,
          "interrupted while channel %d had no room: write again".formatted(channel.number),
          e);
    }
  }

  /** Waits where the producer does, and for the others who send to the channel. */
  private void sendWaiting(Channel channel) {
    synchronized (channel.sending) {
      for (Outgoing next = channel.next(); next != null; next = channel.next()) {
        send(channel, next);
      }
    }
  }

  private void send(Channel channel, Outgoing outgoing) {
    try {
      producer.send(
          new ProducerRecord<>(topic, channel.number, null, outgoing.record()),
          (metadata, failure) -> {
            if (failure == null) {
              outgoing.appended().complete(metadata.offset());
            } else if (failure instanceof RetriableException && outgoing.resends() > 0) {
              channel.enqueueAgain(outgoing);
              resend(channel);
            } else {
              outgoing.appended().completeExceptionally(notAcknowledged(channel, failure));
            }
          });
    } catch (RuntimeException e) {
      outgoing.appended().completeExceptionally(notAcknowledged(channel, e));
    }
  }

  /** On a thread that may wait: this one frees the memory that a send waits for. */
  private void resend(Channel channel) {
    try {
      resender.execute(() -> sendWaiting(channel));
    } catch (RejectedExecutionException e) {
      sendWaiting(channel); // Fails at once: the producer is closed.
    }
  }

  private CinclusException notAcknowledged(Channel channel, Exception cause) {
    return new CinclusException(
        ErrorCode.WRITE_NOT_ACKNOWLEDGED,
        "%s, channel %d, did not acknowledge the write (%s): write it again"
            .formatted(topic, channel.number, cause.getMessage()),
        cause);
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
    resender.shutdown();
  }
}
