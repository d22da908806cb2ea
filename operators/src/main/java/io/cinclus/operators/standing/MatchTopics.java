package io.cinclus.operators.standing;

import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.types.Shared;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.jspecify.annotations.Nullable;

/**
 * Which topics there are that matches may go to: those of the log itself are none of them, save the
 * one for matches. Known as they were when somebody last looked.
 *
 * <p>Thread-safe. Only {@link #look} waits for Kafka.
 */
public final class MatchTopics implements AutoCloseable {
  public static final Shared<LogConfig, MatchTopics> SHARED = new Shared<>(MatchTopics::new);

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final LogConfig log;
  private final Lister lister;
  private CompletableFuture<Void> listing = CompletableFuture.completedFuture(null);

  /** Begins when {@link #listing} ends. */
  private @Nullable CompletableFuture<Void> next;

  private volatile Set<String> topics = Set.of();

  /** Lists all topics. */
  interface Lister extends AutoCloseable {
    CompletableFuture<Set<String>> list();

    @Override
    void close();
  }

  MatchTopics(LogConfig log) {
    this(log, new KafkaLister(log));
  }

  MatchTopics(LogConfig log, Lister lister) {
    this.log = log;
    this.lister = lister;
  }

  /** Looks, and waits; {@link IllegalStateException} where Kafka does not answer in time. */
  public void look() {
    try {
      refresh().get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "Kafka at %s does not list its topics within %s"
              .formatted(log.bootstrapServers(), TIMEOUT),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while Kafka lists its topics", e);
    }
  }

  /** Whether matches may go to a topic, as far as is known. */
  public boolean has(String topic) {
    return topics.contains(topic);
  }

  /**
   * Looks again, in a call that begins after this: what has been created by now is seen. Who asks
   * while another waits for its call to begin shares that. Completes when it is known, or with the
   * reason why not.
   */
  public synchronized CompletableFuture<Void> refresh() {
    if (next != null) {
      return next;
    }
    if (listing.isDone()) {
      return list();
    }
    CompletableFuture<Void> before = new CompletableFuture<>();
    CompletableFuture<Void> following = before.thenCompose(done -> list());
    next = following;
    var unused = listing.whenComplete((done, failure) -> before.complete(null));
    return following;
  }

  private synchronized CompletableFuture<Void> list() {
    next = null;
    listing = lister.list().thenAccept(this::know);
    return listing;
  }

  private void know(Set<String> all) {
    topics =
        all.stream()
            .filter(topic -> topic.equals(log.matchesTopic()) || !log.isOwn(topic))
            .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public void close() {
    lister.close();
  }

  private record KafkaLister(Admin admin) implements Lister {
    KafkaLister(LogConfig log) {
      this(Admin.create(log.clientProperties()));
    }

    @Override
    public CompletableFuture<Set<String>> list() {
      return admin
          .listTopics(new ListTopicsOptions().timeoutMs((int) TIMEOUT.toMillis()))
          .names()
          .toCompletionStage()
          .toCompletableFuture();
    }

    @Override
    public void close() {
      admin.close(Duration.ZERO);
    }
  }
}
