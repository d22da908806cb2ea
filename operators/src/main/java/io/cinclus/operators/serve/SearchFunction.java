package io.cinclus.operators.serve;

import io.cinclus.model.ErrorCode;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.ChannelReply;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;

/**
 * Searches on the task manager's pool, together what {@link WaitingSearches} finds alike. Chained
 * behind {@link ServeFunction}, which hands over only as many as it has permits, so this never
 * makes it wait. The answers that have not left yet have at most {@link
 * ServeOptions.Limits#maxResultBytes}; one beyond is replaced by a refusal.
 */
public final class SearchFunction extends RichAsyncFunction<SearchWork, SearchWork.Answer> {
  private static final long serialVersionUID = 1L;

  private final ServeOptions options;
  private transient Lease<SegmentServices> services;
  private transient ChannelSearch search;
  private transient ResultBytes results;
  private transient WaitingSearches waiting;

  public SearchFunction(ServeOptions options) {
    this.options = options;
  }

  @Override
  public void open(OpenContext context) {
    services = SegmentServices.SHARED.acquire(SegmentServices.Key.of(options));
    results = new ResultBytes(options.limits().maxResultBytes());
    waiting = new WaitingSearches(options.limits().searchThreads());
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
    WaitingSearches.Waiting one =
        new WaitingSearches.Waiting(
            work, answer -> result.complete(Collections.singletonList(answer)));
    waiting.add(one);
    try {
      services.value().searches().execute(this::answerSome);
    } catch (RejectedExecutionException e) {
      waiting.remove(one);
      complete(work, ErrorCode.NOT_READY, "the task manager is stopping: ask again", result);
    }
  }

  private void answerSome() {
    List<WaitingSearches.Waiting> some = waiting.take();
    List<ChannelReply> replies =
        search.answer(some.stream().map(WaitingSearches.Waiting::work).toList());
    for (int i = 0; i < replies.size(); i++) {
      SearchWork work = some.get(i).work();
      some.get(i)
          .answered()
          .accept(new SearchWork.Answer(held(work, replies.get(i)), work.permit()));
    }
  }

  /** The answer, or the refusal to hold it. */
  private ChannelReply held(SearchWork work, ChannelReply reply) {
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
