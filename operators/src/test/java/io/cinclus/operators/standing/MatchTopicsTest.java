package io.cinclus.operators.standing;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.operators.log.LogConfig;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MatchTopicsTest {
  private final Deque<CompletableFuture<Set<String>>> listings = new ArrayDeque<>();
  private final MatchTopics topics =
      new MatchTopics(
          LogConfig.of("match-topics-test"),
          new MatchTopics.Lister() {
            @Override
            public CompletableFuture<Set<String>> list() {
              listings.add(new CompletableFuture<>());
              return listings.getLast();
            }

            @Override
            public void close() {}
          });

  @Test
  void aLookIsOneThatBeganAfterItWasAskedFor() {
    CompletableFuture<Void> first = topics.refresh();
    CompletableFuture<Void> second = topics.refresh();
    assertThat(topics.refresh()).isSameAs(second);
    listings.remove().complete(Set.of());
    assertThat(first).isCompleted();
    assertThat(second).isNotDone();
    listings.remove().complete(Set.of("alerts"));
    assertThat(second).isCompleted();
    assertThat(topics.has("alerts")).isTrue();
    assertThat(listings).isEmpty();
  }

  @Test
  void aLookThatFailsIsFollowedByAnother() {
    CompletableFuture<Void> first = topics.refresh();
    CompletableFuture<Void> second = topics.refresh();
    listings.remove().completeExceptionally(new IllegalStateException("no answer"));
    assertThat(first).isCompletedExceptionally();
    listings.remove().complete(Set.of("alerts"));
    assertThat(second).isCompleted();
    assertThat(topics.refresh()).isNotDone();
  }
}
