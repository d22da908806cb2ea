package io.cinclus.client;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.Logs;
import io.cinclus.operators.serve.LocalRequests;
import io.cinclus.operators.serve.ServeOptions.Headers;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.ReplyAddress;
import io.cinclus.v1.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.utils.KafkaThread;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks over the request topic and gets the replies from a partition of the reply topic that it
 * reads from its end; both without Kafka where the query-serving job runs in this JVM. Every
 * request that was accepted completes: with its reply, or with a {@link CinclusException} that says
 * why there is none.
 *
 * <p>Thread-safe. At most {@link #MAX_OPEN} requests are open, each of at most {@link
 * #MAX_REQUEST_BYTES}.
 */
public final class RequestClient implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RequestClient.class);

  static final int MAX_OPEN = 10_000;

  /** What a record has beside the request: its headers, and what Kafka adds. */
  private static final int RECORD_OVERHEAD_BYTES = 64 << 10;

  /** The largest request: a record with it fits into the log. */
  public static final int MAX_REQUEST_BYTES = Logs.MAX_RECORD_BYTES - RECORD_OVERHEAD_BYTES;

  /** Requests that Kafka has not acknowledged yet; where they take more, asking waits. */
  private static final long BUFFER_BYTES = 4L * Logs.MAX_RECORD_BYTES;

  /** Asking waits no longer than this for a leader or for memory. */
  private static final int MAX_BLOCK_MILLIS = 10_000;

  private static final int DELIVERY_TIMEOUT_MILLIS = 30_000;
  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  /** A request is given up this long after the deadline that it asked for. */
  static final long REPLY_MARGIN_MILLIS = 2_000;

  private final LogConfig log;
  private final Headers headers;
  private final Producer<byte[], byte[]> producer;
  private final Consumer<byte[], byte[]> consumer;
  private final TopicPartition replies;
  private final Thread thread;
  private final Lease<LocalRequests> local;

  /** Hands out the replies that come without Kafka; those who ask are not served by the job. */
  private final ExecutorService answers = answers();

  private final Semaphore room = new Semaphore(MAX_OPEN);
  private final Map<ByteBuffer, CompletableFuture<Reply>> open = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  /** Why no further reply will be read; set before those who wait are told. */
  private volatile @Nullable CinclusException ended;

  /**
   * The two ends of a request.
   *
   * @param producer of requests
   * @param consumer of replies; used by one thread at a time
   */
  record Clients(Producer<byte[], byte[]> producer, Consumer<byte[], byte[]> consumer)
      implements AutoCloseable {

    static Clients open(LogConfig log) {
      Properties producing = log.clientProperties();
      producing.setProperty(ProducerConfig.LINGER_MS_CONFIG, "0");
      producing.setProperty(
          ProducerConfig.MAX_REQUEST_SIZE_CONFIG, String.valueOf(Logs.MAX_RECORD_BYTES));
      producing.setProperty(ProducerConfig.BUFFER_MEMORY_CONFIG, String.valueOf(BUFFER_BYTES));
      producing.setProperty(ProducerConfig.MAX_BLOCK_MS_CONFIG, String.valueOf(MAX_BLOCK_MILLIS));
      producing.setProperty(
          ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, String.valueOf(DELIVERY_TIMEOUT_MILLIS));
      producing.setProperty(
          ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(REQUEST_TIMEOUT_MILLIS));
      Properties consuming = log.clientProperties();
      consuming.setProperty(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, "false");
      consuming.setProperty(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
      Producer<byte[], byte[]> producer = null;
      try {
        producer =
            new KafkaProducer<>(producing, new ByteArraySerializer(), new ByteArraySerializer());
        return new Clients(
            producer,
            new KafkaConsumer<>(
                consuming, new ByteArrayDeserializer(), new ByteArrayDeserializer()));
      } catch (KafkaException e) {
        if (producer != null) {
          producer.close(CLOSE_TIMEOUT);
        }
        throw new CinclusException(
            ErrorCode.BAD_PARAMETER,
            "no client can be made for Kafka at %s: %s; look at the address and the client's properties"
                .formatted(log.bootstrapServers(), reason(e)),
            e);
      }
    }

    @Override
    public void close() {
      producer.close(CLOSE_TIMEOUT);
      consumer.close();
    }
  }

  /** With the default names of headers. */
  public RequestClient(LogConfig log) {
    this(log, Headers.from(new Configuration()));
  }

  /**
   * With the names of headers that the server was started with.
   *
   * @throws CinclusException where the reply topic cannot be read
   */
  public RequestClient(LogConfig log, Headers headers) {
    this(log, headers, Clients.open(log));
  }

  /** Closes the clients, also where this fails. */
  RequestClient(LogConfig log, Headers headers, Clients clients) {
    this.log = log;
    this.headers = headers;
    this.producer = clients.producer();
    this.consumer = clients.consumer();
    try {
      this.replies = seekToEnd(log, consumer);
    } catch (RuntimeException e) {
      clients.close();
      throw e;
    }
    local = LocalRequests.SHARED.acquire(log);
    thread = new Thread(this::run, log.topicPrefix() + "-replies");
    thread.setDaemon(true);
    thread.start();
  }

  /** Discards what comes after the end: whoever waited has been told of it. */
  private static ExecutorService answers() {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MAX_OPEN),
        work -> KafkaThread.daemon("local-replies", work),
        new ThreadPoolExecutor.DiscardPolicy());
  }

  private static TopicPartition seekToEnd(LogConfig log, Consumer<byte[], byte[]> consumer) {
    String topic = log.repliesTopic();
    try {
      List<PartitionInfo> partitions = consumer.partitionsFor(topic, START_TIMEOUT);
      if (partitions == null || partitions.isEmpty()) {
        throw new CinclusException(
            ErrorCode.NOT_READY,
            "Kafka at %s has no topic %s: is Cinclus running there, with this topic prefix?"
                .formatted(log.bootstrapServers(), topic));
      }
      TopicPartition chosen =
          new TopicPartition(topic, ThreadLocalRandom.current().nextInt(partitions.size()));
      consumer.assign(List.of(chosen));
      consumer.seekToEnd(List.of(chosen));
      consumer.position(chosen, START_TIMEOUT);
      return chosen;
    } catch (KafkaException e) {
      throw new CinclusException(
          ErrorCode.NOT_READY,
          "topic %s of Kafka at %s cannot be read (%s): is Kafka running there?"
              .formatted(topic, log.bootstrapServers(), reason(e)),
          e);
    }
  }

  /**
   * Sends a request; completes with the reply, whatever its code, within the timeout and {@link
   * #REPLY_MARGIN_MILLIS}, or fails with a {@link CinclusException}: {@link ErrorCode#EXPIRED}
   * without a reply in time, {@link ErrorCode#LIMIT_EXCEEDED} where the request is too large,
   * {@link ErrorCode#OVERLOADED} where too many are open, {@link ErrorCode#NOT_READY} where Kafka
   * does not take it. Waits for Kafka at most {@link #MAX_BLOCK_MILLIS}.
   */
  public CompletableFuture<Reply> ask(Request request, Duration timeout) {
    int sizeBytes = request.getSerializedSize();
    if (sizeBytes > MAX_REQUEST_BYTES) {
      return refused(
          ErrorCode.LIMIT_EXCEEDED,
          "the request has %d bytes: at most %d are possible; send fewer vectors or keys"
              .formatted(sizeBytes, MAX_REQUEST_BYTES));
    }
    if (!room.tryAcquire()) {
      return refused(
          ErrorCode.OVERLOADED,
          "%d requests of this client are open already: ask again later, or more slowly"
              .formatted(MAX_OPEN));
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
    CompletableFuture<Reply> settled =
        reply
            .orTimeout(timeout.toMillis() + REPLY_MARGIN_MILLIS, TimeUnit.MILLISECONDS)
            .handle(
                (value, failure) -> {
                  open.remove(key);
                  local.value().forget(ByteString.copyFrom(correlation));
                  room.release();
                  if (failure != null) {
                    throw failed(failure, timeout);
                  }
                  return value;
                });
    CinclusException end = ended;
    if (end != null) {
      reply.completeExceptionally(end);
    } else if (!handOver(request, correlation, timeout, reply)) {
      send(record(request, correlation, timeout), reply);
    } else if (reply.isDone()) {
      local.value().forget(ByteString.copyFrom(correlation)); // It may have been given up before.
    }
    return settled;
  }

  /** Hands a request to the job in this JVM; false where there is none. */
  private boolean handOver(
      Request request, byte[] correlation, Duration timeout, CompletableFuture<Reply> reply) {
    OpenRequest.Builder handed =
        OpenRequest.newBuilder()
            .setAddress(
                ReplyAddress.newBuilder()
                    .setTopic(replies.topic())
                    .setPartition(replies.partition())
                    .setCorrelation(ByteString.copyFrom(correlation)))
            .setDeadlineMillis(System.currentTimeMillis() + timeout.toMillis())
            .setRequest(request);
    return local.value().ask(handed, answer -> answers.execute(() -> reply.complete(answer)));
  }

  private void send(ProducerRecord<byte[], byte[]> record, CompletableFuture<Reply> reply) {
    try {
      producer.send(
          record,
          (metadata, failure) -> {
            if (failure != null) {
              reply.completeExceptionally(notSent(failure));
            }
          });
    } catch (RuntimeException e) {
      reply.completeExceptionally(notSent(e));
    }
  }

  private static CompletableFuture<Reply> refused(ErrorCode code, String message) {
    return CompletableFuture.failedFuture(new CinclusException(code, message));
  }

  private CinclusException notSent(Exception failure) {
    if (failure instanceof RecordTooLargeException) {
      return new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "topic %s does not take a request of this size (%s): send fewer vectors or keys, or raise its max.message.bytes to %d"
              .formatted(log.requestsTopic(), reason(failure), Logs.MAX_RECORD_BYTES),
          failure);
    }
    return new CinclusException(
        ErrorCode.NOT_READY,
        "topic %s of Kafka at %s did not take the request (%s): is Kafka running there? Ask again"
            .formatted(log.requestsTopic(), log.bootstrapServers(), reason(failure)),
        failure);
  }

  private CinclusException failed(Throwable failure, Duration timeout) {
    if (failure instanceof CinclusException known) {
      return known;
    }
    if (failure instanceof TimeoutException) {
      return new CinclusException(
          ErrorCode.EXPIRED,
          "no reply came on partition %d of %s within %d ms and %d ms more: is the query-serving job running, with the same names of headers?"
              .formatted(
                  replies.partition(), replies.topic(), timeout.toMillis(), REPLY_MARGIN_MILLIS),
          failure);
    }
    return new CinclusException(
        ErrorCode.INTERNAL, "the request failed: %s; ask again".formatted(failure), failure);
  }

  private static String reason(Exception failure) {
    Throwable cause = failure.getCause();
    String message = String.valueOf(failure.getMessage());
    return cause == null ? message : message + ": " + cause.getMessage();
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
    CinclusException end =
        new CinclusException(ErrorCode.NOT_READY, "the client is closed: open another one");
    try (consumer) {
      while (!stopped) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          take(record);
        }
      }
    } catch (WakeupException e) {
      LOG.debug("woken up to stop");
    } catch (RuntimeException | Error e) {
      LOG.error("no more replies can be read", e);
      end =
          new CinclusException(
              ErrorCode.NOT_READY,
              "partition %d of %s cannot be read any more (%s): open another client"
                  .formatted(replies.partition(), replies.topic(), e),
              e);
    } finally {
      ended = end;
      for (CompletableFuture<Reply> reply : open.values()) {
        reply.completeExceptionally(end);
      }
    }
  }

  private void take(ConsumerRecord<byte[], byte[]> record) {
    Header correlation = record.headers().lastHeader(headers.correlation());
    if (correlation == null || correlation.value() == null) {
      return;
    }
    CompletableFuture<Reply> reply = open.get(ByteBuffer.wrap(correlation.value()));
    if (reply == null) {
      return; // Somebody else's, or one that was given up.
    }
    try {
      reply.complete(parse(record.value()));
    } catch (InvalidProtocolBufferException e) {
      reply.completeExceptionally(
          new CinclusException(
              ErrorCode.INTERNAL,
              "the reply at offset %d of partition %d of %s is no cinclus.v1.Reply (%s): are client and server of the same release?"
                  .formatted(record.offset(), record.partition(), record.topic(), e.getMessage()),
              e));
    }
  }

  private static Reply parse(byte @Nullable [] value) throws InvalidProtocolBufferException {
    if (value == null) {
      throw new InvalidProtocolBufferException("it has no value");
    }
    return Reply.parseFrom(value);
  }

  @Override
  public void close() {
    stopped = true;
    consumer.wakeup();
    producer.close(CLOSE_TIMEOUT);
    try {
      thread.join(CLOSE_TIMEOUT.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    answers.shutdown();
    Futures.close(local);
  }
}
