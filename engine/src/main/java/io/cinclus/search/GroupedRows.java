package io.cinclus.search;

import io.cinclus.filter.GroupKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The best rows of each group, of those that were found so far. If whoever adds rows has found the
 * best ones of {@link #open}, the groups known are the best ones that there are. Single-threaded.
 */
final class GroupedRows {
  private final GroupKey key;
  private final @Nullable Set<Object> only;
  private final int wanted;
  private final int size;
  private final Comparator<FoundRow> order;
  private final Map<@Nullable Object, List<FoundRow>> rows = new HashMap<>();

  /**
   * Without rows.
   *
   * @param only the values of the only groups; null: all groups
   * @param wanted how many groups
   * @param size the most rows of a group
   * @param keyField id of the primary key, which orders rows of one score
   */
  GroupedRows(GroupKey key, @Nullable Set<Object> only, int wanted, int size, int keyField) {
    this.key = key;
    this.only = only;
    this.wanted = wanted;
    this.size = size;
    this.order =
        Comparator.comparingDouble(FoundRow::score)
            .reversed()
            .thenComparing(FoundRow.byKey(keyField));
  }

  /** Adds rows, of which some may be known. */
  void add(List<FoundRow> found) {
    for (FoundRow row : found) {
      List<FoundRow> known =
          rows.computeIfAbsent(key.of(row.batch(), row.row()), first -> new ArrayList<>());
      if (known.stream().noneMatch(row::isSame)) {
        known.add(row);
        known.sort(order);
        if (known.size() > size) {
          known.remove(size);
        }
      }
    }
  }

  /** The groups in which to look for further rows. */
  GroupChoice open() {
    Set<Object> full = new HashSet<>();
    rows.forEach(
        (value, known) -> {
          if (known.size() == size) {
            full.add(value);
          }
        });
    Set<@Nullable Object> among = among();
    if (among == null) {
      return new GroupChoice(key, full, false);
    }
    Set<Object> open = new HashSet<>(among);
    open.removeAll(full);
    return new GroupChoice(key, open, true);
  }

  /** The wanted groups; null while they are not known. */
  private @Nullable Set<@Nullable Object> among() {
    if (only != null) {
      return only;
    }
    if (rows.size() < wanted) {
      return null;
    }
    Set<@Nullable Object> among = new HashSet<>();
    bestGroups().forEach(group -> among.add(key.of(group.get(0).batch(), group.get(0).row())));
    return among;
  }

  private List<List<FoundRow>> bestGroups() {
    Comparator<List<FoundRow>> byBest = (one, other) -> order.compare(one.get(0), other.get(0));
    return rows.values().stream().sorted(byBest).limit(wanted).toList();
  }

  /** Whether all wanted groups have all of the rows that they may have. */
  boolean isComplete() {
    List<List<FoundRow>> best = bestGroups();
    return best.size() == wanted && best.stream().allMatch(group -> group.size() == size);
  }

  /** The rows of the wanted groups, group by group. */
  List<FoundRow> best() {
    return bestGroups().stream().flatMap(List::stream).toList();
  }
}
