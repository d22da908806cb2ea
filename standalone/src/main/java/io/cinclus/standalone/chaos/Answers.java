package io.cinclus.standalone.chaos;

import io.cinclus.standalone.chaos.Violation.Kind;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

  /**
   * Checks the nearest rows.
   *
   * @param shape that of the collection; where it is exact, no nearer row may be missing
   * @param limit that was asked for
   */
  void checkNearest(Shape shape, List<Float> query, int limit, List<Found> hits) {
    Map<Integer, Found> found = checkEach(hits);
    if (hits.size() > limit) {
      throw violation(Kind.WRONG, "%d hits, asked for %d".formatted(hits.size(), limit));
    }
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
    if (shape.exact()) {
      possible.forEach(
          (key, contents) -> {
            if (!found.containsKey(key) && isMissed(shape, query, limit, hits, contents)) {
              throw violation(
                  Kind.LOST,
                  "key %d with %s is nearer to %s than %s".formatted(key, contents, query, hits));
            }
          });
    }
  }

  /** Whether a key should be among the hits, whatever it holds. */
  private boolean isMissed(
      Shape shape, List<Float> query, int limit, List<Found> hits, Set<Content> contents) {
    if (!isCertain(contents)) {
      return false;
    }
    return hits.size() < limit
        || contents.stream()
            .map(content -> shape.distance(query, content.vector()))
            .allMatch(distance -> shape.isBetter(distance, hits.get(limit - 1).distance()));
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
