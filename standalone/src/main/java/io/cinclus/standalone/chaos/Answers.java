package io.cinclus.standalone.chaos;

import io.cinclus.standalone.chaos.Operation.Search;
import io.cinclus.standalone.chaos.Violation.Kind;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Holds answers against what each key may hold while they were made: accepts every answer for which
 * there is a choice for each key that explains what the answer says of that key, and throws a
 * {@link Violation} for any other. Pure; thread-safe.
 *
 * <p>It does not ask whether the choices for several keys go together: an answer may show one half
 * of a write to several shards.
 *
 * @param where the answer is from, for messages
 * @param possible what each key of the collection may hold
 * @param selection which rows were asked for
 */
record Answers(String where, Map<Integer, Set<Content>> possible, Selection selection) {

  /** Checks {@code count(*)}. */
  void checkCount(long count) {
    long least = possible.values().stream().filter(this::isCertain).count();
    long most = possible.values().stream().filter(this::isPossible).count();
    if (count < least) {
      throw violation(
          Kind.LOST, "%d rows are counted, at least %d are there".formatted(count, least));
    }
    if (count > most) {
      throw violation(
          Kind.DUPLICATED, "%d rows are counted, at most %d are there".formatted(count, most));
    }
  }

  /** Checks all the rows that were asked for, of the keys that were asked for. */
  void checkRows(Collection<Integer> keys, List<Found> rows) {
    Map<Integer, Found> found = checkEach(rows);
    for (int key : found.keySet()) {
      if (!keys.contains(key)) {
        throw violation(Kind.WRONG, "key %d was not asked for".formatted(key));
      }
    }
    for (int key : keys) {
      if (!found.containsKey(key) && isCertain(contents(key))) {
        throw violation(
            Kind.LOST, "key %d is not there: it holds %s".formatted(key, contents(key)));
      }
    }
  }

  /** Checks a page of the rows that were asked for, in the order of their keys. */
  void checkPage(Shape shape, Page page, List<Found> rows) {
    Map<Integer, Found> found = checkEach(rows);
    if (rows.size() > page.limit()) {
      throw violation(Kind.WRONG, "%d rows, asked for %s".formatted(rows.size(), page));
    }
    for (int i = 1; i < rows.size(); i++) {
      if (shape.compareKeys(rows.get(i - 1).key(), rows.get(i).key()) > 0) {
        throw violation(Kind.WRONG, "row %d of %s is out of order: %s".formatted(i, page, rows));
      }
    }
    int certainlyBefore = 0;
    int possiblyBefore = 0;
    for (Map.Entry<Integer, Set<Content>> entry : possible.entrySet()) {
      int key = entry.getKey();
      if (rows.isEmpty() || shape.compareKeys(key, rows.get(0).key()) < 0) {
        certainlyBefore += isCertain(entry.getValue()) ? 1 : 0;
        possiblyBefore += isPossible(entry.getValue()) ? 1 : 0;
      } else if (isCertain(entry.getValue())
          && !found.containsKey(key)
          && (rows.size() < page.limit()
              || shape.compareKeys(key, rows.get(rows.size() - 1).key()) < 0)) {
        throw violation(
            Kind.LOST, "key %d is not in %s: it holds %s".formatted(key, page, entry.getValue()));
      }
    }
    if (certainlyBefore > page.offset()) {
      throw violation(
          Kind.LOST,
          "%d rows are before those of %s, which begin with %s"
              .formatted(certainlyBefore, page, rows.stream().findFirst()));
    }
    if (!rows.isEmpty() && possiblyBefore < page.offset()) {
      throw violation(
          Kind.DUPLICATED,
          "at most %d rows are before those of %s: %s".formatted(possiblyBefore, page, rows));
    }
  }

  /**
   * Checks the nearest rows.
   *
   * @param shape that of the collection; an exact index misses no row
   */
  void checkNearest(Shape shape, Search search, List<Found> hits) {
    Page page = search.page();
    Map<Integer, Found> found = checkEach(hits);
    if (hits.size() > page.limit()) {
      throw violation(Kind.WRONG, "%d hits, asked for %s".formatted(hits.size(), page));
    }
    long certain = possible.values().stream().filter(this::isCertain).count();
    if (hits.size() < Math.min(page.limit(), certain - page.offset())) {
      throw violation(
          Kind.LOST,
          "%d hits of %s, at least %d rows are there".formatted(hits.size(), page, certain));
    }
    checkOrder(shape, search.query(), hits);
    if (shape.exact() || search.isThorough()) {
      checkNoneMissed(shape, search, hits, found);
    }
  }

  private void checkOrder(Shape shape, List<Float> query, List<Found> hits) {
    for (int rank = 0; rank < hits.size(); rank++) {
      Found hit = hits.get(rank);
      float distance = shape.distance(query, hit.vector());
      if (hit.distance() != distance) {
        throw violation(
            Kind.WRONG,
            "%s is %s away from %s, not %s".formatted(hit, distance, query, hit.distance()));
      }
      if (rank > 0 && shape.isBetter(distance, hits.get(rank - 1).distance())) {
        throw violation(
            Kind.WRONG, "hit %d is nearer than the one before: %s".formatted(rank, hits));
      }
    }
  }

  /** As many rows as are passed over may be nearer than the last hit, and no more. */
  private void checkNoneMissed(
      Shape shape, Search search, List<Found> hits, Map<Integer, Found> found) {
    Page page = search.page();
    List<Integer> missed = new ArrayList<>();
    possible.forEach(
        (key, contents) -> {
          if (!found.containsKey(key) && isMissed(shape, search, hits, contents)) {
            missed.add(key);
          }
        });
    if (missed.size() > page.offset()) {
      throw violation(
          Kind.LOST,
          "%s of %s should be among the hits %s: they hold %s"
              .formatted(missed, search, hits, missed.stream().map(this::contents).toList()));
    }
  }

  /** Whether a key that may hold these comes before the last hit, whatever it holds. */
  private boolean isMissed(Shape shape, Search search, List<Found> hits, Set<Content> contents) {
    if (!isCertain(contents)) {
      return false;
    }
    int limit = search.page().limit();
    return hits.size() < limit
        || contents.stream()
            .map(content -> shape.distance(search.query(), content.vector()))
            .allMatch(distance -> shape.isBetter(distance, hits.get(limit - 1).distance()));
  }

  /**
   * What an answer says of keys: what each may have held.
   *
   * @param absent keys that were asked for; that one is not among the rows says something too
   */
  Map<Integer, Predicate<Content>> shown(List<Found> rows, Collection<Integer> absent) {
    Map<Integer, Predicate<Content>> shown = new HashMap<>();
    for (int key : absent) {
      shown.put(key, content -> !selection.matches(content));
    }
    for (Found row : rows) {
      shown.put(row.key(), content -> content.version() == row.version());
    }
    return shown;
  }

  /** Each key once, with something that it may hold and that was asked for. */
  private Map<Integer, Found> checkEach(List<Found> rows) {
    Map<Integer, Found> found = new HashMap<>();
    for (Found row : rows) {
      if (found.put(row.key(), row) != null) {
        throw violation(Kind.DUPLICATED, "key %d is there twice: %s".formatted(row.key(), rows));
      }
      Content content =
          contents(row.key()).stream()
              .filter(one -> one.version() == row.version() && selection.matches(one))
              .findFirst()
              .orElseThrow(
                  () ->
                      violation(
                          Kind.WRONG,
                          "%s was found; the key may hold %s".formatted(row, contents(row.key()))));
      if (row.tag() != content.tag() || !row.vector().equals(content.vector())) {
        throw violation(
            Kind.WRONG,
            "%s was found; the row has tag %d and vector %s"
                .formatted(row, content.tag(), content.vector()));
      }
    }
    return found;
  }

  private Set<Content> contents(int key) {
    return possible.getOrDefault(key, Set.of(Content.NONE));
  }

  /** Whether a key that may hold these is among the rows asked for. */
  private boolean isPossible(Set<Content> contents) {
    return contents.stream().anyMatch(selection::matches);
  }

  private boolean isCertain(Set<Content> contents) {
    return contents.stream().allMatch(selection::matches);
  }

  private Violation violation(Kind kind, String what) {
    return new Violation(kind, "%s, %s: %s".formatted(where, selection, what));
  }
}
