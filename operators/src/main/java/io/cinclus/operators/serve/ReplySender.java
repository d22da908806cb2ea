package io.cinclus.operators.serve;

import io.cinclus.model.ErrorCode;
import io.cinclus.operators.serve.ReplyTopics.Topic;
import io.cinclus.v1.Reply;
import io.cinclus.v1.ReplyAddress;
import io.cinclus.v1.ReplyRecord;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.metrics.Counter;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends replies, none of which holds up another: topics that are not known are looked up on a
 * thread of their own. A reply that cannot go where it should goes to the default topic with the
 * reason, one that is too large is replaced by a small one that says so, and one that can go
 * nowhere is logged and counted.
 *
 * <p>At most {@link #MAX_QUEUED} replies and the given bytes wait. Thread-safe; {@link #send} never
 * blocks.
 */
final class ReplySender implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReplySender.class);

  /** Replies that wait to be sent; beyond, they are lost. */
  static final int MAX_QUEUED = 10_000;

  /** Replies that wait until their topic is known; beyond, they go to the default topic. */
  static final int MAX_LOOKUPS = 1_000;

  static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(1);

  private final Producer<byte[], byte[]> producer;
  private final ReplyTopics topics;
  private final Config config;
  private final Counter lost;
  private final ThreadPoolExecutor sends = worker("reply-sender", MAX_QUEUED);
  private final ThreadPoolExecutor lookups = worker("reply-topics", MAX_LOOKUPS);
  private final AtomicLong queuedBytes = new AtomicLong();

  /**
   * What a sender is told.
   *
   * @param local the clients in this JVM, which get their replies at once
   * @param records how replies are written
   * @param defaultTopic for replies that cannot go where they should
   * @param maxQueuedBytes of replies that wait to be sent; results beyond are replaced by a refusal
   */
  record Config(
      LocalRequests local, ReplyRecords records, String defaultTopic, long maxQueuedBytes) {}

  ReplySender(Producer<byte[], byte[]> producer, ReplyTopics topics, Config config, Counter lost) {
    this.producer = producer;
    this.topics = topics;
    this.config = config;
    this.lost = lost;
  }

  private static ThreadPoolExecutor worker(String name, int queued) {
    return new ThreadPoolExecutor(
        1,
        1,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(queued),
        work -> {
          Thread thread = new Thread(work, name);
          thread.setDaemon(true);
          return thread;
        });
  }

  /** Sends a reply as soon as may be. */
  void send(ReplyRecord reply) {
    if (config
        .local()
        .reply(reply.getAddress().getCorrelation(), config.records().local(reply.getReply()))) {
      return;
    }
    Queued queued = queued(reply);
    Optional<Topic> topic = topics.known(reply.getAddress().getTopic());
    if (topic.isPresent()) {
      enqueue(queued, topic.get());
      return;
    }
    try {
      lookups.execute(new Work(queued, () -> look(queued)));
    } catch (RejectedExecutionException e) {
      enqueue(queued, new Topic(0, MAX_LOOKUPS + " replies wait for unknown topics already"));
    }
  }

  /** A reply with the bytes that count against the limit, until it is given to the producer. */
  private record Queued(ReplyRecord reply, int bytes) {}

  private Queued queued(ReplyRecord reply) {
    int bytes = reply.getSerializedSize();
    if (queuedBytes.addAndGet(bytes) <= config.maxQueuedBytes()) {
      return new Queued(reply, bytes);
    }
    queuedBytes.addAndGet(-bytes);
    Reply refusal =
        ReplyMerger.failure(
            ErrorCode.OVERLOADED,
            "%d bytes of replies wait to be sent already: ask again later, or more slowly"
                .formatted(config.maxQueuedBytes()));
    return new Queued(reply.toBuilder().setReply(refusal).build(), 0);
  }

  private void release(Queued queued) {
    queuedBytes.addAndGet(-queued.bytes());
  }

  /** What a queue holds, so that what is left in it when it closes can be counted. */
  private record Work(Queued queued, Runnable action) implements Runnable {
    @Override
    public void run() {
      action.run();
    }
  }

  private void look(Queued queued) {
    try {
      enqueue(queued, topics.look(queued.reply().getAddress().getTopic()));
    } catch (RuntimeException e) {
      release(queued);
      lose(queued.reply().getAddress(), e);
    }
  }

  private void enqueue(Queued queued, Topic topic) {
    try {
      sends.execute(new Work(queued, () -> sendNow(queued, topic)));
    } catch (RejectedExecutionException e) {
      release(queued);
      lose(queued.reply().getAddress(), e);
    }
  }

  private void sendNow(Queued queued, Topic topic) {
    ReplyRecord reply = queued.reply();
    ReplyAddress address = reply.getAddress();
    try {
      if (!topic.isUsable()) {
        redirect(address, topic.failure());
      } else if (address.getPartition() >= topic.partitionCount()) {
        redirect(
            address,
            "it has no partition %d, only %d partitions"
                .formatted(address.getPartition(), topic.partitionCount()));
      } else {
        produce(reply);
      }
    } catch (RuntimeException e) {
      LOG.error("a reply to topic {} could not be made", address.getTopic(), e);
      replace(
          address,
          ReplyMerger.failure(
              ErrorCode.INTERNAL,
              "the reply could not be sent (%s); the task manager's log says more".formatted(e)),
          e);
    } finally {
      release(queued);
    }
  }

  private void produce(ReplyRecord reply) {
    producer.send(
        config.records().of(reply),
        (metadata, failure) -> {
          if (failure != null) {
            notSent(reply, failure);
          }
        });
  }

  /** Runs on the producer's thread, so what there is to do is done elsewhere. */
  private void notSent(ReplyRecord reply, Exception failure) {
    ReplyAddress address = reply.getAddress();
    if (failure instanceof RecordTooLargeException) {
      Reply small = ReplyRecords.tooLarge("and topic " + address.getTopic() + " takes less");
      resend(reply, () -> replace(address, small, failure), failure);
    } else if (failure instanceof UnknownTopicOrPartitionException
        || failure instanceof InvalidTopicException
        || failure instanceof TopicAuthorizationException) {
      String reason = String.valueOf(failure.getMessage());
      topics.failed(address.getTopic(), reason);
      resend(reply, () -> redirect(address, reason), failure);
    } else {
      lose(address, failure);
    }
  }

  private void resend(ReplyRecord reply, Runnable action, Exception cause) {
    try {
      sends.execute(new Work(new Queued(reply, 0), action));
    } catch (RejectedExecutionException e) {
      lose(reply.getAddress(), cause);
    }
  }

  /** Sends a small reply in place of the right one; where that fails too, it is lost. */
  private void replace(ReplyAddress address, Reply reply, Exception cause) {
    try {
      producer.send(
          config.records().of(ReplyRecord.newBuilder().setAddress(address).setReply(reply).build()),
          (metadata, failure) -> {
            if (failure != null) {
              lose(address, failure);
            }
          });
    } catch (RuntimeException e) {
      LOG.warn("nor could it be replaced", e);
      lose(address, cause);
    }
  }

  /** Tells on the default topic why a reply could not go where it should. */
  private void redirect(ReplyAddress address, String reason) {
    String message =
        "the reply cannot go to topic '%s': %s; create the topic, or name another one"
            .formatted(address.getTopic(), reason);
    LOG.debug("{}", message);
    ReplyAddress elsewhere =
        address.toBuilder().setTopic(config.defaultTopic()).setPartition(-1).build();
    if (elsewhere.equals(address)) {
      lose(address, new IllegalStateException(message));
      return;
    }
    replace(
        elsewhere,
        ReplyMerger.failure(ErrorCode.BAD_REQUEST, message),
        new IllegalStateException(message));
  }

  private void lose(ReplyAddress address, Exception cause) {
    synchronized (lost) {
      lost.inc();
    }
    LOG.warn("a reply to topic {} is lost", address.getTopic(), cause);
  }

  /** Waits until all that has been given to the producer is written. */
  void flush() {
    producer.flush();
  }

  @Override
  public void close() {
    IllegalStateException closed = new IllegalStateException("the job is stopping");
    lookups
        .shutdownNow()
        .forEach(work -> lose(((Work) work).queued().reply().getAddress(), closed));
    sends.shutdownNow().forEach(work -> lose(((Work) work).queued().reply().getAddress(), closed));
    producer.close(CLOSE_TIMEOUT);
  }
}
