package io.cinclus.operators.serve;

import io.cinclus.search.VectorSearch;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.Request;
import io.cinclus.vector.Metric;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Work that waits for a thread. A thread that has become free takes what waits the longest, and
 * with it what asks the same of other vectors, where one pass over the rows answers all of them. So
 * nothing waits to be taken together, and the busier the threads are the more is. Thread-safe.
 */
final class WaitingSearches {
  /** Vectors that are searched for together: beyond it a pass over the rows gets no cheaper. */
  static final int MAX_VECTORS = 64;

  private final int threads;

  /** By what is asked, in the order in which they are to be taken. */
  private final Map<Object, Deque<Waiting>> kinds = new LinkedHashMap<>();

  /**
   * A work with who waits for its answer.
   *
   * @param work to be done
   * @param answered told once
   */
  record Waiting(SearchWork work, Consumer<SearchWork.Answer> answered) {}

  /** For so many threads, which share what is of one kind. */
  WaitingSearches(int threads) {
    this.threads = threads;
  }

  /** Adds a work; some thread has to {@link #take} for it. */
  void add(Waiting waiting) {
    Object kind = kind(waiting.work());
    synchronized (this) {
      kinds.computeIfAbsent(kind, unknown -> new ArrayDeque<>()).add(waiting);
    }
  }

  /** Forgets a work for which no thread will come. */
  synchronized void remove(Waiting waiting) {
    kinds.values().forEach(same -> same.remove(waiting));
    kinds.values().removeIf(Deque::isEmpty);
  }

  /** What is to be done together, in the order in which it came; nothing where others took all. */
  synchronized List<Waiting> take() {
    if (kinds.isEmpty()) {
      return List.of();
    }
    Object kind = kinds.keySet().iterator().next();
    Deque<Waiting> same = kinds.remove(kind);
    List<Waiting> taken = new ArrayList<>();
    int share = (same.size() + threads - 1) / threads;
    int vectors = 0;
    while (taken.size() < share) {
      vectors += vectors(same.element());
      if (!taken.isEmpty() && vectors > MAX_VECTORS) {
        break;
      }
      taken.add(same.remove());
    }
    if (!same.isEmpty()) {
      kinds.put(kind, same); // Behind what else waits.
    }
    return taken;
  }

  private static int vectors(Waiting waiting) {
    return waiting.work().request().getRequest().getSearch().getVectorsCount();
  }

  /** Equal where two works differ in nothing but the vectors, and gain from being done together. */
  private static Object kind(SearchWork work) {
    ChannelRequest request = work.request();
    if (!request.getRequest().hasSearch()
        || !request.getRequest().getSearch().getGroupByField().isEmpty()
        || !sharesWork(work)) {
      return work;
    }
    Request.Builder same = request.getRequest().toBuilder();
    same.clearConsistency().clearSessionPositions().getSearchBuilder().clearVectors();
    return request.toBuilder()
        .setRequest(same)
        .clearId()
        .clearDeadlineMillis()
        .clearCatalogPosition()
        .clearGuarantee()
        .build();
  }

  private static boolean sharesWork(SearchWork work) {
    ChannelRequest request = work.request();
    return !request.getRequest().getSearch().getFilter().isBlank()
        || VectorSearch.scansRows(
            work.shards(), request.getVectorFieldId(), Metric.of(request.getMetricType()));
  }
}
