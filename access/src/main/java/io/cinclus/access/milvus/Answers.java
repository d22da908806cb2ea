package io.cinclus.access.milvus;

import io.cinclus.access.translate.Statuses;
import io.cinclus.milvus.grpc.Status;
import io.grpc.Context;
import io.grpc.stub.StreamObserver;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs calls off the threads of the network. Every call is answered with a message; what goes wrong
 * stands in its status and is never an error of gRPC. Thread-safe.
 *
 * @param workers where calls run; one that it refuses is answered as too many
 */
record Answers(Executor workers) {

  /**
   * Answers a call.
   *
   * @param call what is to be done; its database is the one of the caller's context
   * @param failed the message of a status
   */
  <R> void send(
      StreamObserver<R> observer, Supplier<CompletableFuture<R>> call, Function<Status, R> failed) {
    CompletableFuture<R> answer;
    try {
      answer =
          CompletableFuture.supplyAsync(call, Context.currentContextExecutor(workers))
              .thenCompose(Function.identity());
    } catch (RejectedExecutionException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    answer.whenComplete(
        (message, failure) -> {
          observer.onNext(failure == null ? message : failed.apply(Statuses.of(failure)));
          observer.onCompleted();
        });
  }

  /** Answers a call of which only the status matters. */
  void status(StreamObserver<Status> observer, Supplier<? extends CompletableFuture<?>> call) {
    send(observer, () -> call.get().thenApply(done -> Statuses.ok()), status -> status);
  }
}
