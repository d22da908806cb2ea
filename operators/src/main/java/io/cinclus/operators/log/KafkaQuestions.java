package io.cinclus.operators.log;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.utils.KafkaThread;

/**
 * Answers questions by a consumer, in rounds, on a thread of its own: all who ask while a round is
 * under way are answered in the next one, which starts after they asked. A failure is told to those
 * whom its round has not answered yet.
 *
 * <p>Thread-safe. At most {@link #MAX_WAITING} may wait; further ones are refused.
 *
 * @param <R> a round, which answers from what it has asked the log
 */
final class KafkaQuestions<R> implements AutoCloseable {
  static final int MAX_WAITING = 10_000;

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Function<Consumer<byte[], byte[]>, Supplier<R>> rounds;
  private List<Question<R, ?>> waiting = new ArrayList<>();
  private boolean closed;

  /**
   * Starts the thread.
   *
   * @param consumers one is taken when somebody asks, and a further one after each that has failed
   * @param rounds prepares a consumer, and says how a round by it begins
   */
  KafkaQuestions(
      String threadName,
      Supplier<Consumer<byte[], byte[]>> consumers,
      Function<Consumer<byte[], byte[]>, Supplier<R>> rounds) {
    this.consumers = consumers;
    this.rounds = rounds;
    KafkaThread.daemon(threadName, this::run).start();
  }

  <T> CompletableFuture<T> ask(Function<R, T> answer) {
    CompletableFuture<T> future = new CompletableFuture<>();
    synchronized (this) {
      if (closed) {
        future.completeExceptionally(new IllegalStateException("closed"));
      } else if (waiting.size() >= MAX_WAITING) {
        future.completeExceptionally(
            new IllegalStateException(
                MAX_WAITING + " callers wait for Kafka's offsets already; try again later"));
      } else {
        waiting.add(new Question<>(answer, future));
        notifyAll();
      }
    }
    return future;
  }

  /** What somebody waits for. */
  private record Question<R, T>(Function<R, T> ask, CompletableFuture<T> future) {
    void answer(R round) {
      future.complete(ask.apply(round));
    }

    void fail(RuntimeException reason) {
      future.completeExceptionally(reason);
    }
  }

  private void run() {
    List<Question<R, ?>> asking = next();
    while (!asking.isEmpty()) {
      try (Consumer<byte[], byte[]> consumer = consumers.get()) {
        Supplier<R> begin = rounds.apply(consumer);
        while (!asking.isEmpty()) {
          R round = begin.get();
          asking.forEach(question -> question.answer(round));
          asking = next();
        }
      } catch (RuntimeException e) {
        // Told to those who ask; whoever asks next gets a new consumer.
        asking.forEach(question -> question.fail(e));
        asking = next();
      }
    }
    close();
  }

  /** Those who wait, as soon as there are any; nobody once closed. */
  private synchronized List<Question<R, ?>> next() {
    while (waiting.isEmpty() && !closed) {
      try {
        wait();
      } catch (InterruptedException e) {
        closed = true;
      }
    }
    List<Question<R, ?>> asking = waiting;
    waiting = new ArrayList<>();
    if (closed) {
      asking.forEach(question -> question.fail(new IllegalStateException("closed")));
      return List.of();
    }
    return asking;
  }

  /** Stops; who still waits is told. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    waiting.forEach(question -> question.fail(new IllegalStateException("closed")));
    waiting.clear();
  }
}
