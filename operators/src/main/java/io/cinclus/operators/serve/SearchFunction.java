package io.cinclus.operators.serve;

import io.cinclus.model.ErrorCode;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.ChannelReply;
import java.util.Collections;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Searches on the task manager's pool. Chained behind {@link ServeFunction}, which hands over only
 * as many as it has permits, so this never makes it wait. The answers that have not left yet have
 * at most {@link ServeOptions.Limits#maxResultBytes}; one beyond is replaced by a refusal.
 */
public final class SearchFunction extends RichAsyncFunction<SearchWork, SearchWork.Answer> {
  private static final long serialVersionUID = 1L;

  private final ServeOptions options;
  private transient Lease<SegmentServices> services;
  private transient ChannelSearch search;
  private transient ResultBytes results;

  public SearchFunction(ServeOptions options) {
    this.options = options;
  }

  @Override
  public void open(OpenContext context) {
    services = SegmentServices.SHARED.acquire(SegmentServices.Key.of(options));
    results = new ResultBytes(options.limits().maxResultBytes());
    search = new ChannelSearch(options.limits().maxReplyBytes(), System::currentTimeMillis);
  }

  @Override
  public void close() throws Exception {
    if (services != null) {
      services.close();
    }
  }

  @Override
  public void asyncInvoke(SearchWork work, ResultFuture<SearchWork.Answer> result) {
    try {
      services
          .value()
          .searches()
          .execute(
              () ->
                  result.complete(
                      Collections.singletonList(
                          new SearchWork.Answer(answer(work), work.permit()))));
    } catch (RejectedExecutionException e) {
      complete(work, ErrorCode.NOT_READY, "the task manager is stopping: ask again", result);
    }
  }

  /** The answer, or the refusal to hold it. */
  private ChannelReply answer(SearchWork work) {
    ChannelReply reply = search.answer(work);
    if (reply.hasFailure() || work.permit().hold(results, reply.getSerializedSize())) {
      return reply;
    }
    return ChannelSearch.failed(
        work.request(),
        ErrorCode.OVERLOADED,
        "answers of %d bytes are on their way already: ask again later, more slowly, or for less"
            .formatted(results.limitBytes()));
  }

  @Override
  public void timeout(SearchWork work, ResultFuture<SearchWork.Answer> result) {
    complete(work, ErrorCode.EXPIRED, "the search took longer than any deadline", result);
  }

  private static void complete(
      SearchWork work, ErrorCode code, String message, ResultFuture<SearchWork.Answer> result) {
    result.complete(
        Collections.singletonList(
            new SearchWork.Answer(
                ChannelSearch.failed(work.request(), code, message), work.permit())));
  }
}
