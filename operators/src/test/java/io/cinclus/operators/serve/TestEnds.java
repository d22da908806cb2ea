package io.cinclus.operators.serve;

import io.cinclus.operators.log.EndPositions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers who asked where the logs end; answers when the test says so. */
final class TestEnds implements EndPositions {
  private final List<CompletableFuture<Ends>> asked = new ArrayList<>();
  private final List<Long> askedMillis = new CopyOnWriteArrayList<>();
  private Map<Integer, Long> before = Map.of();
  private int calls;

  @Override
  public CompletableFuture<Ends> ask() {
    CompletableFuture<Ends> future = new CompletableFuture<>();
    asked.add(future);
    calls++;
    return future;
  }

  @Override
  public CompletableFuture<Map<Integer, Long>> before(long timeMillis) {
    askedMillis.add(timeMillis);
    return CompletableFuture.completedFuture(before);
  }

  /** Says from now on that what is below these offsets is older than whatever is asked. */
  void setBefore(Map<Integer, Long> offsets) {
    before = offsets;
  }

  /** The times that somebody asked about. */
  List<Long> askedMillis() {
    return askedMillis;
  }

  /** How often somebody asked. */
  int calls() {
    return calls;
  }

  /** How many wait for an answer. */
  int waiting() {
    return asked.size();
  }

  /** Answers all who have asked. */
  void answer(long catalog, Map<Integer, Long> wal, Map<Integer, Long> manifests) {
    List<CompletableFuture<Ends>> answered = List.copyOf(asked);
    asked.clear();
    answered.forEach(future -> future.complete(new Ends(catalog, wal, manifests)));
  }

  void fail(RuntimeException reason) {
    List<CompletableFuture<Ends>> answered = List.copyOf(asked);
    asked.clear();
    answered.forEach(future -> future.completeExceptionally(reason));
  }

  @Override
  public void close() {}
}
