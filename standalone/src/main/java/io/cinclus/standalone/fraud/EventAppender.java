package io.cinclus.standalone.fraud;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Appends events to a topic at a rate. Used by one thread. */
final class EventAppender {
  private static final int LINGER_MILLIS = 1;
  private static final int EVENTS_BETWEEN_STOPS = 100;
  private static final long FIRST_LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(5);

  private final String bootstrapServers;
  private final String topic;

  EventAppender(String bootstrapServers, String topic) {
    this.bootstrapServers = bootstrapServers;
    this.topic = topic;
  }

  /**
   * Appends all events and returns when they are acknowledged, or earlier if told to stop. The
   * first is appended alone, and the others when it has been scored: by then the job runs.
   *
   * @param ratePerSecond 0: as fast as the log takes them
   * @param board that notes when each was appended
   */
  void append(LabelledEvents events, int ratePerSecond, ScoreBoard board, BooleanSupplier stop) {
    AtomicReference<Exception> failure = new AtomicReference<>();
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "acks",
                "all",
                "linger.ms",
                String.valueOf(LINGER_MILLIS)),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      send(producer, events, 0, board, failure);
      while (board.count() == 0 && failure.get() == null && !stop.getAsBoolean()) {
        LockSupport.parkNanos(FIRST_LOOK_NANOS);
      }
      long start = System.nanoTime();
      for (int event = 1; event < events.count() && failure.get() == null; event++) {
        if (event % EVENTS_BETWEEN_STOPS == 0 && stop.getAsBoolean()) {
          return;
        }
        if (ratePerSecond > 0) {
          awaitNanos(start + event * TimeUnit.SECONDS.toNanos(1) / ratePerSecond);
        }
        send(producer, events, event, board, failure);
      }
      producer.flush();
    }
    if (failure.get() != null) {
      throw new IllegalStateException("events could not be appended", failure.get());
    }
  }

  private void send(
      KafkaProducer<byte[], byte[]> producer,
      LabelledEvents events,
      int event,
      ScoreBoard board,
      AtomicReference<Exception> failure) {
    board.appended(event);
    producer.send(
        EventRecord.of(topic, event, events.values()[event]),
        (metadata, problem) -> {
          if (problem != null) {
            failure.set(problem);
          }
        });
  }

  private static void awaitNanos(long due) {
    for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
      LockSupport.parkNanos(left);
    }
  }
}
