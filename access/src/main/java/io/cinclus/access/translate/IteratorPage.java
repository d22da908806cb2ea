package io.cinclus.access.translate;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.milvus.grpc.SearchIteratorV2Results;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import io.cinclus.vector.Metric;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * One page of a search iterator of version 2: the hits that are worse than the last one of the page
 * before, of the rows that there were when the first page was made. A page ends where the distance
 * changes, since the client sends back nothing but the last distance: it may have some more hits
 * than were asked for, or fewer, and no hit is on two pages or on none. Immutable.
 *
 * @param size how many hits are asked for
 * @param lastBound distance of the last hit before; null: this is the first page
 * @param snapshot positions of the first page; empty: this is the first page
 */
public record IteratorPage(int size, @Nullable Float lastBound, Map<Integer, Long> snapshot) {
  private static final String LAST_BOUND = "search_iter_last_bound";
  private static final String TOKEN = "search_iter_id";

  /** The page that is asked for; empty where the search is no iterator of version 2. */
  public static Optional<IteratorPage> of(SearchOptions options) {
    Map<String, String> values = options.others();
    if (!KeyValues.isTrue(values, "search_iter_v2")) {
      return Optional.empty();
    }
    if (!options.isIterator()) {
      throw bad("both iterator and search_iter_v2 must be set in the SDK");
    }
    if (options.offset() > 0) {
      throw bad("Setting an offset is not permitted when using a search iterator v2");
    }
    int size = KeyValues.integer(values, "search_iter_batch_size", 0);
    if (size < 1 || size > SearchOptions.MAX_WINDOW) {
      throw bad(
          "batch size is invalid, it should be in range [1, %d], but got %d"
              .formatted(SearchOptions.MAX_WINDOW, size));
    }
    String bound = values.getOrDefault(LAST_BOUND, "");
    return Optional.of(
        new IteratorPage(
            size,
            bound.isBlank() ? null : (Float) KeyValues.number(LAST_BOUND, bound),
            positions(values.getOrDefault(TOKEN, ""))));
  }

  private static Map<Integer, Long> positions(String token) {
    try {
      return Request.parseFrom(Base64.getUrlDecoder().decode(token)).getSnapshotMap();
    } catch (IllegalArgumentException | InvalidProtocolBufferException e) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "%s is none that was given out: begin a new iterator".formatted(TOKEN),
          e);
    }
  }

  /** The token by which later pages name the positions. */
  static String token(Map<Integer, Long> positions) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(Request.newBuilder().putAllSnapshot(positions).build().toByteArray());
  }

  /** How many hits to look at first: one more, to see whether the distance changes. */
  public int firstLimit() {
    return Math.min(size + 1, SearchOptions.MAX_WINDOW);
  }

  /** The search for so many of the hits of this page and later ones; empty: there are none. */
  public Optional<SearchRequest> search(SearchRequest all, int limit, Metric metric) {
    SearchRequest.Builder search = all.toBuilder().setLimit(limit).setOffset(0).setExact(true);
    if (lastBound == null) {
      return Optional.of(search.build());
    }
    boolean descends = metric.largerIsBetter();
    float next = descends ? Math.nextDown(lastBound) : Math.nextUp(lastBound);
    float best =
        !all.hasRangeFilter()
            ? next
            : descends
                ? Math.min(next, all.getRangeFilter())
                : Math.max(next, all.getRangeFilter());
    float worst =
        all.hasRadius()
            ? all.getRadius()
            : descends ? Float.NEGATIVE_INFINITY : Float.POSITIVE_INFINITY;
    return (descends ? worst < best : best < worst)
        ? Optional.of(search.setRadius(worst).setRangeFilter(best).build())
        : Optional.empty();
  }

  /**
   * How many of the hits are on this page; empty where more must be looked at to know.
   *
   * @param limit how many were looked for
   * @throws CinclusException {@link ErrorCode#LIMIT_EXCEEDED} where more cannot be looked at
   */
  public OptionalInt hits(Hits found, int limit) {
    int count = found.getDistancesCount();
    if (count <= size && count < limit) {
      return OptionalInt.of(count);
    }
    int end = Math.min(size, count);
    while (end < count && found.getDistances(end) == found.getDistances(end - 1)) {
      end++;
    }
    if (end < count || count < limit) {
      return OptionalInt.of(end);
    }
    int whole = count;
    while (whole > 0 && found.getDistances(whole - 1) == found.getDistances(count - 1)) {
      whole--;
    }
    if (whole > 0) {
      return OptionalInt.of(whole);
    }
    if (limit == SearchOptions.MAX_WINDOW) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "at least %d rows have the distance %s, which one page would have to hold: narrow the filter"
              .formatted(count, found.getDistances(0)));
    }
    return OptionalInt.empty();
  }

  /** What the client sends back for the next page. */
  public SearchIteratorV2Results next(Hits page, Map<Integer, Long> positions) {
    int count = page.getDistancesCount();
    float bound = count > 0 ? page.getDistances(count - 1) : lastBound == null ? 0 : lastBound;
    return SearchIteratorV2Results.newBuilder()
        .setToken(token(snapshot.isEmpty() ? positions : snapshot))
        .setLastBound(bound)
        .build();
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_PARAMETER, message);
  }
}
