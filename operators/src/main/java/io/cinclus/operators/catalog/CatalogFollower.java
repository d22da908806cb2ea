package io.cinclus.operators.catalog;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CatalogFold;
import io.cinclus.operators.log.LogConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.InvalidOffsetException;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Folds the catalog log as Kafka hands it out, on a thread of its own.
 *
 * <p>A follower that fails (an unknown fold version, say) fails every wait from then on with the
 * reason, and {@link #current} throws. So does one that finds itself behind the log's start.
 */
public final class CatalogFollower implements CatalogView {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogFollower.class);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration RETRY_DELAY = Duration.ofMillis(200);

  private final LogConfig log;
  private final List<Waiter> waiters = new ArrayList<>();
  private volatile Snapshot snapshot = new Snapshot(Catalog.EMPTY, 0, null);
  private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;
  private volatile boolean stopped;

  /** What has been folded: all records below {@code nextOffset}. */
  private record Snapshot(Catalog catalog, long nextOffset, @Nullable RuntimeException failure) {}

  private record Waiter(long nextOffset, CompletableFuture<Catalog> future) {}

  /** Starts to follow. */
  public CatalogFollower(LogConfig log) {
    this.log = log;
    Thread thread = new Thread(this::run, log.topicPrefix() + "-catalog-follower");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    stopped = true;
    KafkaConsumer<byte[], byte[]> running = consumer;
    if (running != null) {
      running.wakeup();
    }
  }

  @Override
  public Catalog current() {
    Snapshot now = snapshot;
    if (now.failure() != null) {
      throw now.failure();
    }
    return now.catalog();
  }

  @Override
  public boolean hasReached(long position) {
    return snapshot.nextOffset() > position;
  }

  @Override
  public CompletableFuture<Catalog> atLeast(long nextOffset) {
    CompletableFuture<Catalog> future = new CompletableFuture<>();
    synchronized (waiters) {
      Snapshot now = snapshot;
      if (now.failure() != null) {
        future.completeExceptionally(now.failure());
      } else if (now.nextOffset() >= nextOffset) {
        future.complete(now.catalog());
      } else {
        waiters.add(new Waiter(nextOffset, future));
      }
    }
    return future;
  }

  private void run() {
    while (!stopped) {
      try (KafkaConsumer<byte[], byte[]> opened =
          new KafkaConsumer<>(
              log.readerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
        consumer = opened;
        follow(opened);
      } catch (WakeupException e) {
        LOG.debug("catalog follower woken up to stop");
      } catch (InvalidOffsetException e) {
        fail(e);
        return;
      } catch (KafkaException e) {
        LOG.warn("cannot read {}; trying again", log.catalogTopic(), e);
        pause();
      } catch (RuntimeException e) {
        fail(e);
        return;
      } finally {
        consumer = null;
      }
    }
    publish(
        new Snapshot(
            snapshot.catalog(),
            snapshot.nextOffset(),
            new IllegalStateException("the catalog follower was closed")));
  }

  private void fail(RuntimeException reason) {
    LOG.error("the catalog cannot be folded any further", reason);
    publish(new Snapshot(snapshot.catalog(), snapshot.nextOffset(), reason));
  }

  private void follow(KafkaConsumer<byte[], byte[]> from) {
    TopicPartition partition = new TopicPartition(log.catalogTopic(), 0);
    from.assign(List.of(partition));
    from.seek(partition, snapshot.nextOffset());
    while (!stopped) {
      Catalog catalog = snapshot.catalog();
      for (ConsumerRecord<byte[], byte[]> record : from.poll(POLL)) {
        long deadLetterCount = catalog.deadLetterCount();
        catalog = CatalogFold.applyRecord(catalog, record.value(), record.offset());
        if (catalog.deadLetterCount() > deadLetterCount) {
          LOG.warn(
              "the record at offset {} of {} is no command and is skipped: look at who wrote it",
              record.offset(),
              log.catalogTopic());
        }
      }
      long nextOffset = from.position(partition);
      if (nextOffset > snapshot.nextOffset()) {
        publish(new Snapshot(catalog, nextOffset, null));
      }
    }
  }

  private void publish(Snapshot next) {
    List<Waiter> served = new ArrayList<>();
    synchronized (waiters) {
      snapshot = next;
      for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
        Waiter waiter = all.next();
        if (next.failure() != null || waiter.nextOffset() <= next.nextOffset()) {
          served.add(waiter);
          all.remove();
        }
      }
    }
    for (Waiter waiter : served) {
      if (next.failure() != null) {
        waiter.future().completeExceptionally(next.failure());
      } else {
        waiter.future().complete(next.catalog());
      }
    }
  }

  private void pause() {
    try {
      Thread.sleep(RETRY_DELAY.toMillis());
    } catch (InterruptedException e) {
      stopped = true;
      Thread.currentThread().interrupt();
    }
  }
}
