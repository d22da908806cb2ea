package io.cinclus.operators.catalog;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CatalogFold;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.log.LogConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
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
 *
 * <p>At most {@link #MAX_WAITERS} may wait, each for {@link #MAX_WAIT}.
 */
public final class CatalogFollower implements CatalogView {
  private static final Logger LOG = LoggerFactory.getLogger(CatalogFollower.class);

  static final int MAX_WAITERS = 10_000;

  /** A wait for more of the log fails after this. */
  static final Duration MAX_WAIT = Duration.ofSeconds(60);

  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration RETRY_DELAY = Duration.ofMillis(200);

  private final LogConfig log;
  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final LongSupplier nanoTime;
  private final List<Waiter> waiters = new ArrayList<>();
  private volatile Snapshot snapshot = new Snapshot(Catalog.EMPTY, 0, null);
  private volatile @Nullable Consumer<byte[], byte[]> consumer;
  private volatile boolean stopped;

  /** What has been folded: all records below {@code nextOffset}. */
  private record Snapshot(Catalog catalog, long nextOffset, @Nullable RuntimeException failure) {}

  private record Waiter(long nextOffset, long deadlineNanos, CompletableFuture<Catalog> future) {}

  /** Starts to follow. */
  public CatalogFollower(LogConfig log) {
    this(log, () -> consumer(log), System::nanoTime);
  }

  /** Reads by these consumers; a further one after each that has failed. */
  CatalogFollower(
      LogConfig log, Supplier<Consumer<byte[], byte[]>> consumers, LongSupplier nanoTime) {
    this.log = log;
    this.consumers = consumers;
    this.nanoTime = nanoTime;
    Thread thread = new Thread(this::run, log.topicPrefix() + "-catalog-follower");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    stopped = true;
    Consumer<byte[], byte[]> running = consumer;
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
      } else if (waiters.size() >= MAX_WAITERS) {
        future.completeExceptionally(
            new CinclusException(
                ErrorCode.OVERLOADED,
                "%d wait for the catalog already: ask again later, or more slowly"
                    .formatted(MAX_WAITERS)));
      } else {
        waiters.add(new Waiter(nextOffset, nanoTime.getAsLong() + MAX_WAIT.toNanos(), future));
      }
    }
    return future;
  }

  private void run() {
    while (!stopped) {
      try (Consumer<byte[], byte[]> opened = consumers.get()) {
        consumer = opened;
        follow(opened);
      } catch (WakeupException e) {
        LOG.debug("catalog follower woken up to stop");
      } catch (InvalidOffsetException e) {
        fail(e);
        return;
      } catch (KafkaException e) {
        LOG.warn("cannot read {}; trying again", log.catalogTopic(), e);
        expire();
        pause();
      } catch (RuntimeException | Error e) {
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
            new CinclusException(
                ErrorCode.NOT_READY, "the catalog is not followed any more: this is closed")));
  }

  private void fail(Throwable reason) {
    LOG.error("the catalog cannot be folded any further", reason);
    long at = snapshot.nextOffset();
    CinclusException failure =
        new CinclusException(
            ErrorCode.NOT_READY,
            "%s cannot be folded any further than offset %d (%s): restart when that is mended"
                .formatted(log.catalogTopic(), at, reason),
            reason);
    publish(new Snapshot(snapshot.catalog(), at, failure));
  }

  /** Fails those who have waited for too long. */
  private void expire() {
    long now = nanoTime.getAsLong();
    List<Waiter> expired = new ArrayList<>();
    synchronized (waiters) {
      for (Iterator<Waiter> all = waiters.iterator(); all.hasNext(); ) {
        Waiter waiter = all.next();
        if (now - waiter.deadlineNanos() >= 0) {
          expired.add(waiter);
          all.remove();
        }
      }
    }
    for (Waiter waiter : expired) {
      waiter
          .future()
          .completeExceptionally(
              new CinclusException(
                  ErrorCode.NOT_READY,
                  "%s is folded up to offset %d, and for %d s not to %d: is Kafka running at %s?"
                      .formatted(
                          log.catalogTopic(),
                          snapshot.nextOffset(),
                          MAX_WAIT.toSeconds(),
                          waiter.nextOffset(),
                          log.bootstrapServers())));
    }
  }

  private void follow(Consumer<byte[], byte[]> from) {
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
      expire();
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

  private static Consumer<byte[], byte[]> consumer(LogConfig log) {
    return new KafkaConsumer<>(
        log.readerProperties(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
