package io.cinclus.filter;

import io.cinclus.index.scalar.Answer;
import io.cinclus.index.scalar.RowCount;
import io.cinclus.index.scalar.ScalarIndex;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The scalar indexes over the rows of one segment. Immutable and thread-safe. */
public final class FieldIndexes {
  /** No index at all. */
  public static final FieldIndexes NONE = new FieldIndexes(Map.of());

  private final Map<Place, List<ScalarIndex>> byPlace = new HashMap<>();
  private final int rows;

  /**
   * Indexes over the same rows.
   *
   * @param indexes each as its field opened it
   */
  public FieldIndexes(Map<IndexedField, ScalarIndex> indexes) {
    this.rows = indexes.values().stream().mapToInt(ScalarIndex::rows).findFirst().orElse(0);
    indexes.forEach(this::add);
  }

  private void add(IndexedField field, ScalarIndex index) {
    if (index.rows() != rows) {
      throw new IllegalArgumentException(
          "indexes of %d and of %d rows are not of one segment".formatted(rows, index.rows()));
    }
    byPlace.computeIfAbsent(field.place(), place -> new ArrayList<>()).add(index);
  }

  boolean isEmpty() {
    return byPlace.isEmpty();
  }

  int rows() {
    return rows;
  }

  /** Heap that the indexes hold. */
  public long memoryBytes() {
    return byPlace.values().stream()
        .flatMap(List::stream)
        .mapToLong(ScalarIndex::memoryBytes)
        .sum();
  }

  /** An index that answers, and between what it knows the number of rows to be. */
  record Counted(ScalarIndex index, RowCount count) {}

  /** The least that an index knows a question to be true of; null where none answers it. */
  @Nullable Counted count(Question question) {
    Counted best = null;
    for (ScalarIndex index : byPlace.getOrDefault(question.place(), List.of())) {
      RowCount count = index.count(question.condition());
      if (count != null && (best == null || count.atMost() < best.count().atMost())) {
        best = new Counted(index, count);
      }
    }
    return best;
  }

  /** What the index says that leaves the fewest rows; null where none answers the question. */
  @Nullable Answer answer(Question question) {
    List<ScalarIndex> choices = byPlace.getOrDefault(question.place(), List.of());
    if (choices.size() == 1) {
      return choices.get(0).answer(question.condition());
    }
    Counted best = count(question);
    return best == null ? null : best.index().answer(question.condition());
  }
}
