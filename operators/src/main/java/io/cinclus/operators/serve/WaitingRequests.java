package io.cinclus.operators.serve;

import io.cinclus.v1.ChannelRequest;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.function.Predicate;

/**
 * Requests of one channel that cannot be answered yet: first they wait for the position they are
 * guaranteed, then for what else they need. Bounded. Not thread-safe.
 */
final class WaitingRequests {
  private final int limit;
  private final PriorityQueue<ChannelRequest> forPosition =
      new PriorityQueue<>(Comparator.comparingLong(ChannelRequest::getGuarantee));
  private final Queue<ChannelRequest> reached = new ArrayDeque<>();

  WaitingRequests(int limit) {
    this.limit = limit;
  }

  boolean isEmpty() {
    return forPosition.isEmpty() && reached.isEmpty();
  }

  /** Adds a request; false where there is no room. */
  boolean add(ChannelRequest request) {
    if (forPosition.size() + reached.size() >= limit) {
      return false;
    }
    forPosition.add(request);
    return true;
  }

  /** Takes out those whose position is applied and that {@code isReady} accepts, oldest first. */
  List<ChannelRequest> take(long applied, Predicate<ChannelRequest> isReady) {
    while (!forPosition.isEmpty() && forPosition.element().getGuarantee() <= applied) {
      reached.add(forPosition.remove());
    }
    List<ChannelRequest> ready = new ArrayList<>();
    for (int left = reached.size(); left > 0; left--) {
      ChannelRequest request = reached.remove();
      if (isReady.test(request)) {
        ready.add(request);
      } else {
        reached.add(request);
      }
    }
    return ready;
  }

  /** Forgets those whose deadline has passed; whoever merges has answered for them. */
  void expire(long nowMillis) {
    forPosition.removeIf(request -> request.getDeadlineMillis() <= nowMillis);
    reached.removeIf(request -> request.getDeadlineMillis() <= nowMillis);
  }
}
