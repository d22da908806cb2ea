package io.cinclus.operators.serve;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.Position;
import io.cinclus.operators.log.EndPositions;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.PointInTime;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Turns the time as of which a request is asked into the positions that the channels had then: what
 * the log's broker had appended by that time, and nothing that it appended later. So the same time
 * gives the same positions whenever it is asked about. One that has hardly passed is waited for, as
 * far as the request's deadline allows. Thread-safe.
 */
final class PastTimes {
  /**
   * A time has passed for good when it lies so far back: by so much may the broker's clock be
   * behind the one here, and a record be younger than it can be read.
   */
  static final long SETTLE_MILLIS = 1_000;

  private final EndPositions log;
  private final LongSupplier nowMillis;
  private final Executor waits;

  /**
   * Asks a log.
   *
   * @param waits runs what was waited for
   */
  PastTimes(EndPositions log, LongSupplier nowMillis, Executor waits) {
    this.log = log;
    this.nowMillis = nowMillis;
    this.waits = waits;
  }

  /**
   * The request with positions instead of a time. Fails with {@link ErrorCode#BAD_REQUEST} where it
   * has both, or where the time has not passed by the deadline.
   */
  CompletableFuture<OpenRequest> resolve(OpenRequest open) {
    PointInTime asked = open.getRequest().getAsOf();
    if (!asked.hasTimeMillis()) {
      return CompletableFuture.completedFuture(open);
    }
    if (asked.getPositionsCount() > 0) {
      return refused("both as_of.positions and as_of.time_millis are set: set one of them");
    }
    long time = asked.getTimeMillis();
    long now = nowMillis.getAsLong();
    if (time >= open.getDeadlineMillis() - SETTLE_MILLIS) {
      return refused(
          "as_of.time_millis is %d ms ahead of now and will not have passed when the request's time is over: ask as of an earlier time"
              .formatted(time - now));
    }
    return passed(time + SETTLE_MILLIS - now)
        .thenCompose(nothing -> log.before(Math.max(time, -1) + 1))
        .thenApply(offsets -> at(open, offsets));
  }

  private CompletableFuture<Void> passed(long waitMillis) {
    return waitMillis <= 0
        ? CompletableFuture.completedFuture(null)
        : CompletableFuture.runAsync(
            () -> {}, CompletableFuture.delayedExecutor(waitMillis, TimeUnit.MILLISECONDS, waits));
  }

  private static OpenRequest at(OpenRequest open, Map<Integer, Long> offsets) {
    PointInTime.Builder positions = PointInTime.newBuilder();
    offsets.forEach((channel, next) -> positions.putPositions(channel, Position.before(next)));
    OpenRequest.Builder resolved = open.toBuilder();
    resolved.getRequestBuilder().setAsOf(positions);
    return resolved.build();
  }

  private static CompletableFuture<OpenRequest> refused(String message) {
    return CompletableFuture.failedFuture(new CinclusException(ErrorCode.BAD_REQUEST, message));
  }
}
