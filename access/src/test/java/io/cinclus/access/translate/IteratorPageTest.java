package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.milvus.grpc.KeyValuePair;
import io.cinclus.milvus.grpc.SearchIteratorV2Results;
import io.cinclus.model.CinclusException;
import io.cinclus.v1.Hits;
import io.cinclus.v1.SearchRequest;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

class IteratorPageTest {
  private static final Map<Integer, Long> POSITIONS = Map.of(0, 17L, 3, 1L << 40);

  private static SearchOptions options(KeyValuePair... more) {
    List<KeyValuePair> pairs =
        new ArrayList<>(
            List.of(
                KeyValues.pair("topk", "7"),
                KeyValues.pair("iterator", "True"),
                KeyValues.pair("search_iter_v2", "True"),
                KeyValues.pair("search_iter_batch_size", "7")));
    pairs.addAll(List.of(more));
    return SearchOptions.of(pairs);
  }

  /** What a channel that holds these distances finds. */
  private static Hits search(List<Float> distances, SearchRequest search, Metric metric) {
    ScoreRange range =
        search.hasRadius()
            ? search.hasRangeFilter()
                ? ScoreRange.between(metric, search.getRadius(), search.getRangeFilter())
                : ScoreRange.within(metric, search.getRadius())
            : ScoreRange.ALL;
    Hits.Builder hits = Hits.newBuilder();
    distances.stream()
        .filter(
            distance ->
                metric.score(distance) > range.above() && metric.score(distance) <= range.upTo())
        .limit(search.getLimit())
        .forEach(hits::addDistances);
    return hits.build();
  }

  @Test
  void pagesHaveEveryHitOnceWhateverTies() {
    for (int seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      Metric metric = random.nextBoolean() ? Metric.L2 : Metric.COSINE;
      int distinct = 1 + random.nextInt(60);
      List<Float> distances =
          new ArrayList<>(
              random
                  .doubles(random.nextInt(120))
                  .mapToObj(x -> (float) Math.floor(x * distinct) / 7)
                  .toList());
      distances.sort((one, other) -> Float.compare(metric.score(other), metric.score(one)));
      SearchRequest all =
          random.nextBoolean()
              ? SearchRequest.getDefaultInstance()
              : SearchRequest.newBuilder().setRadius(distinct / 14f).build();
      List<Float> expected =
          search(distances, all.toBuilder().setLimit(1_000).build(), metric).getDistancesList();
      assertThat(pages(distances, all, metric)).as("seed %d", seed).isEqualTo(expected);
    }
  }

  private static List<Float> pages(List<Float> distances, SearchRequest all, Metric metric) {
    List<Float> seen = new ArrayList<>();
    String bound = "";
    String token = "";
    while (true) {
      IteratorPage page =
          IteratorPage.of(
                  options(
                      KeyValues.pair("search_iter_last_bound", bound),
                      KeyValues.pair("search_iter_id", token)))
              .orElseThrow();
      Hits hits = page(page, distances, all, metric);
      if (hits.getDistancesCount() == 0) {
        return seen;
      }
      seen.addAll(hits.getDistancesList());
      SearchIteratorV2Results next = page.next(hits, POSITIONS);
      bound = Float.toString(next.getLastBound());
      token = next.getToken();
    }
  }

  private static Hits page(
      IteratorPage page, List<Float> distances, SearchRequest all, Metric metric) {
    int limit = page.firstLimit();
    while (true) {
      Optional<SearchRequest> search = page.search(all, limit, metric);
      if (search.isEmpty()) {
        return Hits.getDefaultInstance();
      }
      Hits found = search(distances, search.get(), metric);
      OptionalInt count = page.hits(found, limit);
      if (count.isPresent()) {
        return Hits.newBuilder()
            .addAllDistances(found.getDistancesList().subList(0, count.getAsInt()))
            .build();
      }
      limit *= 2;
    }
  }

  @Test
  void theTokenBringsBackThePositionsOfTheFirstPage() {
    IteratorPage first = IteratorPage.of(options()).orElseThrow();
    assertThat(first.snapshot()).isEmpty();
    String token = first.next(Hits.getDefaultInstance(), POSITIONS).getToken();
    IteratorPage second =
        IteratorPage.of(options(KeyValues.pair("search_iter_id", token))).orElseThrow();
    assertThat(second.snapshot()).isEqualTo(POSITIONS);
    assertThat(second.next(Hits.getDefaultInstance(), Map.of(0, 99L)).getToken()).isEqualTo(token);
  }

  @Test
  void whatNoIteratorSendsIsRefused() {
    assertThat(IteratorPage.of(SearchOptions.of(List.of()))).isEmpty();
    assertRefused("Setting an offset", KeyValues.pair("offset", "3"));
    assertRefused("iterator and search_iter_v2", KeyValues.pair("iterator", "False"));
    assertRefused("batch size", KeyValues.pair("search_iter_batch_size", "0"));
    assertRefused("batch size", KeyValues.pair("search_iter_batch_size", "16385"));
    assertRefused("search_iter_id", KeyValues.pair("search_iter_id", "%%"));
    assertRefused("search_iter_last_bound", KeyValues.pair("search_iter_last_bound", "far"));
  }

  private static void assertRefused(String message, KeyValuePair pair) {
    assertThatThrownBy(() -> IteratorPage.of(options(pair)))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining(message);
  }
}
