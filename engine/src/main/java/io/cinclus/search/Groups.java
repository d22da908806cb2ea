package io.cinclus.search;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Which groups of rows are wanted, and how many rows of each. A group is as good as its best row.
 * Immutable.
 *
 * @param limit how many groups, at least 1
 * @param offset how many better groups are passed over
 * @param size the most rows of a group, at least 1
 */
public record Groups(int limit, int offset, int size) {
  public Groups {
    if (limit < 1 || offset < 0 || size < 1) {
      throw new IllegalArgumentException(
          "%d groups of %d rows behind %d others".formatted(limit, size, offset));
    }
  }

  /**
   * The wanted rows, group by group.
   *
   * @param rows best first
   * @param group the value that a row is grouped by
   */
  public <T> List<T> of(List<T> rows, Function<T, @Nullable Object> group) {
    Map<@Nullable Object, List<T>> byValue = new HashMap<>();
    List<List<T>> inOrder = new ArrayList<>();
    for (T row : rows) {
      Object value = group.apply(row);
      List<T> known = byValue.get(value);
      if (known == null) {
        known = new ArrayList<>();
        byValue.put(value, known);
        inOrder.add(known);
      }
      if (known.size() < size) {
        known.add(row);
      }
    }
    List<List<T>> wanted =
        offset >= inOrder.size()
            ? Collections.emptyList()
            : inOrder.subList(offset, (int) Math.min(inOrder.size(), (long) offset + limit));
    return wanted.stream().flatMap(List::stream).toList();
  }
}
