package io.cinclus.operators.serve;

import io.cinclus.catalog.Catalog;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.catalog.CatalogView;
import io.cinclus.operators.log.EndPositions;
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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.apache.flink.util.function.SerializableSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans requests. A {@code STRONG} one first asks where the logs end, by a call that starts after
 * it arrived, and waits for the catalog to be folded that far: what was acknowledged before the
 * request was sent is below those ends. Weaker ones wait only for the end that the catalog had when
 * the function started, so that a restart does not hide collections. One as of a time asks which
 * positions that was. Always gives an outcome, never an exception.
 *
 * <p>Planning runs on a thread of the subtask's own, neither on the task's nor on those that follow
 * the logs.
 */
public final class PlanFunction extends RichAsyncFunction<OpenRequest, PlanOutput> {
  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(PlanFunction.class);

  private final ServeOptions options;
  private final SerializableSupplier<Long> nowMillis;
  private transient Lease<LogServices> services;
  private transient ExecutorService plans;
  private transient PastTimes times;

  /** The catalog folded to the end that it had after the start; only the task thread sets it. */
  private transient CompletableFuture<Catalog> caughtUp;

  public PlanFunction(ServeOptions options) {
    this(options, System::currentTimeMillis);
  }

  PlanFunction(ServeOptions options, SerializableSupplier<Long> nowMillis) {
    this.options = options;
    this.nowMillis = nowMillis;
  }

  @Override
  public void open(OpenContext context) {
    services = LogServices.SHARED.acquire(options.log());
    plans = Executors.newSingleThreadExecutor(SegmentServices.daemon("plan"));
    times = new PastTimes(services.value().ends(), nowMillis::get, plans);
    caughtUp = catchUp();
  }

  private CompletableFuture<Catalog> catchUp() {
    LogServices logs = services.value();
    return logs.ends().ask().thenCompose(ends -> logs.catalog().atLeast(ends.catalog()));
  }

  @Override
  public void close() throws Exception {
    if (plans != null) {
      plans.shutdownNow();
    }
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
    if (isExpired(open)) {
      result.complete(expired(open));
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
    CompletableFuture<OpenRequest> asked = times.resolve(open);
    if (open.getRequest().getConsistency() != ConsistencyLevel.STRONG) {
      if (caughtUp.isCompletedExceptionally()) {
        caughtUp = catchUp();
      }
      return caughtUp.thenCombineAsync(
          asked, (reached, resolved) -> plan(resolved, catalog.current(), Map.of()), plans);
    }
    CompletableFuture<EndPositions.Ends> ends = services.value().ends().ask();
    return ends.thenCompose(known -> catalog.atLeast(known.catalog()))
        .thenCombineAsync(
            asked, (reached, resolved) -> plan(resolved, reached, ends.join().wal()), plans);
  }

  private List<PlanOutput> plan(OpenRequest open, Catalog catalog, Map<Integer, Long> ends) {
    if (isExpired(open)) {
      return expired(open);
    }
    try {
      return RequestPlanner.plan(open, catalog, ends);
    } catch (RuntimeException e) {
      return failed(open, ErrorCode.INTERNAL, e);
    }
  }

  private boolean isExpired(OpenRequest open) {
    return open.getDeadlineMillis() <= nowMillis.get();
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
    result.complete(expired(open));
  }

  private static List<PlanOutput> expired(OpenRequest open) {
    return failed(
        open,
        Failure.newBuilder()
            .setCode(ErrorCode.EXPIRED.number())
            .setMessage("the deadline passed before the request was planned: allow more time")
            .build());
  }
}
