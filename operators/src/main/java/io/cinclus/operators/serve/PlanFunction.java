package io.cinclus.operators.serve;

import io.cinclus.catalog.Catalog;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.catalog.CatalogView;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.FailedRequest;
import io.cinclus.v1.Failure;
import io.cinclus.v1.MergeEvent;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.PlanOutput;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans requests. A {@code STRONG} one first asks where the logs end, by a call that starts after
 * it arrived, and waits for the catalog to be folded that far: what was acknowledged before the
 * request was sent is below those ends. Always gives an outcome, never an exception.
 */
public final class PlanFunction extends RichAsyncFunction<OpenRequest, PlanOutput> {
  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(PlanFunction.class);

  private final ServeOptions options;
  private transient Lease<LogServices> services;

  public PlanFunction(ServeOptions options) {
    this.options = options;
  }

  @Override
  public void open(OpenContext context) {
    services = LogServices.SHARED.acquire(options.log());
  }

  @Override
  public void close() throws Exception {
    if (services != null) {
      services.close();
    }
  }

  @Override
  public void asyncInvoke(OpenRequest open, ResultFuture<PlanOutput> result) {
    if (open.hasFailure()) {
      result.complete(failed(open, open.getFailure()));
      return;
    }
    planned(open)
        .whenComplete(
            (outputs, failure) ->
                result.complete(
                    failure == null
                        ? outputs
                        : failed(open, ErrorCode.NOT_READY, unwrap(failure))));
  }

  private CompletableFuture<List<PlanOutput>> planned(OpenRequest open) {
    CatalogView catalog = services.value().catalog();
    if (open.getRequest().getConsistency() != ConsistencyLevel.STRONG) {
      return CompletableFuture.completedFuture(Map.<Integer, Long>of())
          .thenApply(none -> plan(open, catalog.current(), none));
    }
    return services
        .value()
        .ends()
        .ask()
        .thenCompose(
            ends ->
                catalog
                    .atLeast(ends.catalog())
                    .thenApply(reached -> plan(open, reached, ends.wal())));
  }

  private static List<PlanOutput> plan(OpenRequest open, Catalog catalog, Map<Integer, Long> ends) {
    try {
      return RequestPlanner.plan(open, catalog, ends);
    } catch (RuntimeException e) {
      return failed(open, ErrorCode.INTERNAL, e);
    }
  }

  private static Throwable unwrap(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  /** The outcome of a failure; one without a code of its own has {@code otherwise}. */
  private static List<PlanOutput> failed(OpenRequest open, ErrorCode otherwise, Throwable cause) {
    if (cause instanceof CinclusException known) {
      return failed(
          open,
          Failure.newBuilder()
              .setCode(known.code().number())
              .setMessage(String.valueOf(known.getMessage()))
              .build());
    }
    LOG.error("a request could not be planned", cause);
    return failed(
        open,
        Failure.newBuilder()
            .setCode(otherwise.number())
            .setMessage("the request could not be planned: %s; ask again".formatted(cause))
            .build());
  }

  private static List<PlanOutput> failed(OpenRequest open, Failure failure) {
    FailedRequest failed =
        FailedRequest.newBuilder()
            .setId(open.getId())
            .setAddress(open.getAddress())
            .setDeadlineMillis(open.getDeadlineMillis())
            .setFailure(failure)
            .build();
    return List.of(
        PlanOutput.newBuilder().setMerge(MergeEvent.newBuilder().setFailed(failed)).build());
  }

  @Override
  public void timeout(OpenRequest open, ResultFuture<PlanOutput> result) {
    result.complete(
        failed(
            open,
            Failure.newBuilder()
                .setCode(ErrorCode.EXPIRED.number())
                .setMessage("the deadline passed while the logs' ends were being asked for")
                .build()));
  }
}
