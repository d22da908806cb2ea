package io.cinclus.operators.enrich;

import io.cinclus.client.CatalogClient;
import io.cinclus.client.RetryingRequests;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.enrich.EnrichOptions.OnError;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.serve.ServeOptions.Headers;
import java.io.Serializable;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.ThreadSafeSimpleCounter;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.jspecify.annotations.Nullable;

/**
 * Searches for each event. Every event completes exactly once: with its result, with nothing, or
 * with a failure, as {@link EnrichOptions} says. Nothing of it is state: after a restart the events
 * since the checkpoint are asked again.
 *
 * @param <T> the events
 * @param <R> the results
 */
final class EnrichFunction<T, R> extends RichAsyncFunction<T, R> {
  private static final long serialVersionUID = 1L;

  private final Plan<T, R> plan;
  private transient @Nullable Session session;

  /**
   * All that does not change.
   *
   * @param log where the logs are
   * @param search what is searched
   * @param options how
   * @param asking the question of an event
   * @param answering the result of an event
   */
  record Plan<T, R>(
      LogConfig log,
      SearchOptions search,
      EnrichOptions options,
      Asking<T> asking,
      Answering<T, R> answering)
      implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  /** What is there between {@code open} and {@code close}. */
  record Session(
      RetryingRequests requests, CollectionSchema schema, Counter failed, Counter dropped) {}

  EnrichFunction(Plan<T, R> plan) {
    this.plan = plan;
  }

  @Override
  public void open(OpenContext context) {
    CollectionSchema schema;
    try (CatalogClient catalog = new CatalogClient(plan.log())) {
      schema =
          catalog
              .newest()
              .collection(plan.search().database(), plan.search().collection())
              .schema();
    }
    RetryingRequests requests =
        RetryingRequests.connect(
            plan.log(), Headers.from(new Configuration()), plan.options().retries());
    open(requests, schema);
  }

  void open(RetryingRequests requests, CollectionSchema schema) {
    session =
        new Session(
            requests,
            schema,
            getRuntimeContext()
                .getMetricGroup()
                .counter("searchesFailed", new ThreadSafeSimpleCounter()),
            getRuntimeContext()
                .getMetricGroup()
                .counter("searchesDropped", new ThreadSafeSimpleCounter()));
  }

  private Session session() {
    if (session == null) {
      throw new IllegalStateException("the function is not open");
    }
    return session;
  }

  @Override
  public void asyncInvoke(T event, ResultFuture<R> result) {
    Question question = plan.asking().question(event);
    if (question == null) {
      result.complete(
          List.of(plan.answering().result(event, new Answer(List.of(), Optional.empty()))));
      return;
    }
    Session open = session();
    open.requests()
        .ask(
            plan.search().request(question.vector(), question.filter()),
            Duration.ofMillis(plan.options().timeoutMillis()))
        .thenApply(reply -> Answer.of(reply, open.schema()))
        .exceptionally(EnrichFunction::failure)
        .whenComplete((answer, failure) -> complete(event, answer, failure, result));
  }

  private static Answer failure(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    return Answer.failed(
        cause instanceof CinclusException known
            ? known
            : new CinclusException(ErrorCode.INTERNAL, String.valueOf(cause), cause));
  }

  private void complete(
      T event, @Nullable Answer answer, @Nullable Throwable failure, ResultFuture<R> result) {
    if (answer == null) {
      result.completeExceptionally(
          failure == null ? new IllegalStateException("neither answer nor failure") : failure);
      return;
    }
    OnError policy = plan.options().onError();
    if (answer.failure().isPresent() && policy != OnError.EMIT) {
      refuse(answer.failure().get(), policy, result);
      return;
    }
    try {
      result.complete(List.of(plan.answering().result(event, answer)));
    } catch (RuntimeException e) {
      result.completeExceptionally(e);
    }
  }

  private void refuse(CinclusException failure, OnError policy, ResultFuture<R> result) {
    session().failed().inc();
    if (policy == OnError.DROP) {
      session().dropped().inc();
      result.complete(List.of());
    } else {
      result.completeExceptionally(
          new CinclusException(
              failure.code(),
              "a search in collection '%s' failed (%s): %s"
                  .formatted(plan.search().collection(), failure.code(), failure.getMessage()),
              failure));
    }
  }

  /** The request's own time is over before; this is for a result that nobody completed. */
  @Override
  public void timeout(T event, ResultFuture<R> result) {
    complete(
        event,
        Answer.failed(
            new CinclusException(
                ErrorCode.EXPIRED,
                "no answer within %d ms: raise the timeout, or look whether the query-serving job runs"
                    .formatted(plan.options().timeoutMillis()))),
        null,
        result);
  }

  @Override
  public void close() {
    if (session != null) {
      session.requests().close();
    }
  }
}
