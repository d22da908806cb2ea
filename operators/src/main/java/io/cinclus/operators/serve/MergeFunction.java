package io.cinclus.operators.serve;

import io.cinclus.model.ErrorCode;
import io.cinclus.v1.ChannelReply;
import io.cinclus.v1.MergeEvent;
import io.cinclus.v1.MergePlan;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.ReplyAddress;
import io.cinclus.v1.ReplyRecord;
import io.cinclus.v1.RequestId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each request exactly one reply: when all channels have answered, when one of them has
 * failed, or when its deadline passes. What comes later is dropped. Answers that cannot be merged
 * are a reply too, not a failure of the job.
 *
 * <p>Its parts come in any order. No reply goes out before the request was heard of as opened,
 * which happens once: so a request that is heard of only after its deadline is answered then, and
 * not again.
 *
 * <p>Keyed by request. In memory; at most {@link #MAX_OPEN} requests are open in a subtask, and a
 * further one is refused; so is one whose parts, beside those of the others, have more than {@link
 * ServeOptions.Limits#maxResultBytes}. A request is forgotten when all that there is to come has
 * come, or at its deadline.
 */
public final class MergeFunction extends KeyedProcessFunction<Long, MergeEvent, ReplyRecord> {
  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(MergeFunction.class);

  static final int MAX_OPEN = 200_000;

  /** The bits of an offset in a key. */
  static final int PARTITION_SHIFT = 48;

  private static final int UNKNOWN = -1;

  private final int maxOpen;
  private final long maxResultBytes;
  private transient ResultBytes results;
  private transient Map<Long, Pending> requests;

  /** A request until its deadline. */
  private static final class Pending {
    /** Where the reply goes, once the request was opened. */
    @Nullable ReplyAddress address;

    @Nullable MergePlan plan;
    List<ChannelReply> parts = new ArrayList<>();

    /** The reply, until it goes out. */
    @Nullable Reply reply;

    /** Of the parts, or of what has been made of them. */
    long heldBytes;

    boolean answered;
    int expectedParts = UNKNOWN;
    int seenParts;

    boolean isFinished() {
      return answered && seenParts == expectedParts;
    }
  }

  public MergeFunction(ServeOptions options) {
    this(MAX_OPEN, options.limits().maxResultBytes());
  }

  MergeFunction(int maxOpen, long maxResultBytes) {
    this.maxOpen = maxOpen;
    this.maxResultBytes = maxResultBytes;
  }

  /** The key of a request. */
  public static long key(MergeEvent event) {
    RequestId id =
        switch (event.getKindCase()) {
          case OPEN -> event.getOpen().getId();
          case PLAN -> event.getPlan().getId();
          case PART -> event.getPart().getId();
          case FAILED -> event.getFailed().getId();
          case KIND_NOT_SET -> throw new IllegalArgumentException("an event without content");
        };
    return ((long) id.getPartition() << PARTITION_SHIFT) ^ id.getOffset();
  }

  @Override
  public void open(OpenContext context) {
    requests = new HashMap<>();
    results = new ResultBytes(maxResultBytes);
  }

  @Override
  public void processElement(MergeEvent event, Context context, Collector<ReplyRecord> out) {
    long deadlineMillis = deadline(event);
    long nowMillis = context.timerService().currentProcessingTime();
    if (deadlineMillis <= nowMillis) {
      if (event.hasOpen()) {
        out.collect(record(event.getOpen().getAddress(), expired()));
      }
      return;
    }
    Pending pending = requests.get(context.getCurrentKey());
    if (pending == null) {
      if (requests.size() >= maxOpen) {
        refuse(event, out);
        return;
      }
      pending = new Pending();
      requests.put(context.getCurrentKey(), pending);
      context.timerService().registerProcessingTimeTimer(deadlineMillis);
    }
    take(pending, event);
    answer(pending, out);
    if (pending.isFinished()) {
      requests.remove(context.getCurrentKey());
      context.timerService().deleteProcessingTimeTimer(deadlineMillis);
    }
  }

  private void take(Pending pending, MergeEvent event) {
    switch (event.getKindCase()) {
      case OPEN -> pending.address = event.getOpen().getAddress();
      case PLAN -> {
        pending.plan = event.getPlan();
        pending.expectedParts = event.getPlan().getChannelsCount();
      }
      case PART -> {
        pending.seenParts++;
        if (pending.reply == null && !pending.answered) {
          hold(pending, event.getPart());
        }
      }
      case FAILED -> {
        pending.reply = ReplyMerger.failure(event.getFailed().getFailure());
        pending.expectedParts = 0;
      }
      case KIND_NOT_SET -> throw new IllegalArgumentException("an event without content");
    }
  }

  /** Keeps a part, or gives the request up where there is no room for it. */
  private void hold(Pending pending, ChannelReply part) {
    int bytes = part.getSerializedSize();
    if (results.take(bytes)) {
      pending.heldBytes += bytes;
      pending.parts.add(part);
      return;
    }
    boolean isAlone = pending.heldBytes + bytes > maxResultBytes;
    release(pending);
    pending.plan = null;
    pending.parts = List.of();
    pending.reply =
        isAlone
            ? ReplyMerger.failure(
                ErrorCode.LIMIT_EXCEEDED,
                "the channels' answers have more than %d bytes: ask for fewer rows, fields or vectors"
                    .formatted(maxResultBytes))
            : ReplyMerger.failure(
                ErrorCode.OVERLOADED,
                "answers of %d bytes are being merged already: ask again later, or more slowly"
                    .formatted(maxResultBytes));
  }

  private void release(Pending pending) {
    results.giveBack(pending.heldBytes);
    pending.heldBytes = 0;
  }

  private void answer(Pending pending, Collector<ReplyRecord> out) {
    MergePlan plan = pending.plan;
    if (plan != null && isComplete(plan, pending.parts)) {
      pending.reply = merge(plan, pending.parts);
      pending.plan = null;
      pending.parts = List.of();
    }
    if (pending.reply != null && pending.address != null) {
      out.collect(record(pending.address, pending.reply));
      pending.answered = true;
      release(pending);
      pending.reply = null;
    }
  }

  private static Reply merge(MergePlan plan, List<ChannelReply> parts) {
    try {
      return ReplyMerger.merge(plan, parts);
    } catch (RuntimeException e) {
      LOG.error(
          "the answers to the request at offset {} of partition {} cannot be merged",
          plan.getId().getOffset(),
          plan.getId().getPartition(),
          e);
      return ReplyMerger.failure(
          ErrorCode.INTERNAL,
          "the channels' answers cannot be merged: %s; look into the job's log".formatted(e));
    }
  }

  private static boolean isComplete(MergePlan plan, List<ChannelReply> parts) {
    return parts.size() == plan.getChannelsCount()
        || parts.stream().anyMatch(ChannelReply::hasFailure);
  }

  @Override
  public void onTimer(long timestamp, OnTimerContext context, Collector<ReplyRecord> out) {
    Pending pending = requests.remove(context.getCurrentKey());
    if (pending == null) {
      return;
    }
    release(pending);
    if (!pending.answered && pending.address != null) {
      out.collect(record(pending.address, expired()));
    }
  }

  private void refuse(MergeEvent event, Collector<ReplyRecord> out) {
    if (event.hasOpen()) {
      out.collect(
          record(
              event.getOpen().getAddress(),
              ReplyMerger.failure(
                  ErrorCode.OVERLOADED,
                  maxOpen + " requests are open already: ask again later, or more slowly")));
    }
  }

  private static Reply expired() {
    return ReplyMerger.failure(
        ErrorCode.EXPIRED,
        "the deadline passed before all channels had answered: ask again, or allow more time");
  }

  private static long deadline(MergeEvent event) {
    return switch (event.getKindCase()) {
      case OPEN -> event.getOpen().getDeadlineMillis();
      case PLAN -> event.getPlan().getDeadlineMillis();
      case PART -> event.getPart().getDeadlineMillis();
      case FAILED -> event.getFailed().getDeadlineMillis();
      case KIND_NOT_SET -> 0;
    };
  }

  private static ReplyRecord record(ReplyAddress address, Reply reply) {
    return ReplyRecord.newBuilder().setAddress(address).setReply(reply).build();
  }

  /** What the merge must know of a request at once, so that it is answered whatever happens. */
  public static MergeEvent opened(OpenRequest request) {
    return MergeEvent.newBuilder()
        .setOpen(
            OpenRequest.newBuilder()
                .setId(request.getId())
                .setAddress(request.getAddress())
                .setDeadlineMillis(request.getDeadlineMillis()))
        .build();
  }
}
