package io.cinclus.operators.serve;

import io.cinclus.v1.ChannelRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Predicate;

/**
 * Requests of one channel that cannot be answered yet: first they wait for the position they are
 * guaranteed, then for what else they need. Bounded. Not thread-safe.
 */
final class WaitingRequests {
  private final int limit;
  private final PriorityQueue<ChannelRequest> forPosition =
      new PriorityQueue<>(Comparator.comparingLong(ChannelRequest::getGuarantee));
  private final List<ChannelRequest> forMore = new ArrayList<>();

  WaitingRequests(int limit) {
    this.limit = limit;
  }

  boolean isEmpty() {
    return forPosition.isEmpty() && forMore.isEmpty();
  }

  /** Adds a request; false where there is no room. */
  boolean add(ChannelRequest request) {
    if (forPosition.size() + forMore.size() >= limit) {
      return false;
    }
    forPosition.add(request);
    return true;
  }

  /**
   * Takes out those whose position has been applied since the last call and that {@code handOn}
   * accepts, the lowest guarantee first. Those that it does not accept wait for {@link #takeAgain},
   * so that applying a record costs nothing for them.
   */
  void take(long applied, Predicate<ChannelRequest> handOn) {
    while (!forPosition.isEmpty() && forPosition.element().getGuarantee() <= applied) {
      ChannelRequest request = forPosition.remove();
      if (!handOn.test(request)) {
        forMore.add(request);
      }
    }
  }

  /** Takes out those that were not accepted before and that {@code handOn} accepts now. */
  void takeAgain(Predicate<ChannelRequest> handOn) {
    forMore.removeIf(handOn);
  }

  /** Forgets those whose deadline has passed; whoever merges has answered for them. */
  void expire(long nowMillis) {
    forPosition.removeIf(request -> request.getDeadlineMillis() <= nowMillis);
    forMore.removeIf(request -> request.getDeadlineMillis() <= nowMillis);
  }
}
