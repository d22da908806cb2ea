package io.cinclus.operators.serve;

import io.cinclus.operators.log.EndPositions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Remembers who asked where the logs end; answers when the test says so. */
final class TestEnds implements EndPositions {
  private final List<CompletableFuture<Ends>> asked = new ArrayList<>();
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
    throw new UnsupportedOperationException("whoever plans and serves asks for no times");
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
