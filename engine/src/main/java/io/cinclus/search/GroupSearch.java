package io.cinclus.search;

import io.cinclus.filter.GroupKey;
import io.cinclus.vector.Kernels;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The best rows of the best groups for each query: as if every row had been looked at, where every
 * part is searched exactly. Where a part has an approximate index a row is missed only if the index
 * misses it among the rows of the groups that still lack rows.
 *
 * <p>A search finds more rows than are wanted. While groups, or rows of groups, are still missing,
 * it is made again without the groups that have all of their rows: each such search completes a
 * group at least, or finds all rows that there are.
 *
 * <p>Immutable and thread-safe.
 */
public final class GroupSearch {
  /** Rows beyond twice those that are wanted. */
  private static final int SPARE_ROWS = 32;

  private final VectorSearch.Spec spec;
  private final Kernels kernels;
  private final GroupKey key;
  private final Groups groups;

  /**
   * A search.
   *
   * @param spec what is asked; its {@code k} does not matter
   * @param groups which are wanted; an offset is not passed over, but its groups are found too
   */
  public GroupSearch(VectorSearch.Spec spec, Kernels kernels, GroupKey key, Groups groups) {
    this.spec = spec.forRows(2 * (groups.limit() + groups.offset()) * groups.size() + SPARE_ROWS);
    this.kernels = kernels;
    this.key = key;
    this.groups = groups;
  }

  /**
   * The rows for each query, group by group; the rest is as in {@link VectorSearch#search}.
   *
   * @param only for each query the values of the groups to look in; null: all groups
   */
  public List<List<FoundRow>> search(
      List<ShardSnapshot> shards,
      long[] partitionIds,
      @Nullable List<Set<Object>> only,
      BooleanSupplier expired) {
    int queries = spec.queries().rows();
    List<List<FoundRow>> best = new ArrayList<>(queries);
    List<List<FoundRow>> first =
        only == null
            ? new VectorSearch(spec, kernels).search(shards, partitionIds, expired)
            : List.of();
    for (int query = 0; query < queries; query++) {
      VectorSearch again = new VectorSearch(spec.forQuery(query), kernels);
      GroupedRows found = grouped(shards, only == null ? null : only.get(query));
      List<FoundRow> rows =
          only == null
              ? first.get(query)
              : again.search(shards, partitionIds, found.open(), expired).get(0);
      found.add(rows);
      while (rows.size() == spec.k() && !found.isComplete()) {
        rows = again.search(shards, partitionIds, found.open(), expired).get(0);
        found.add(rows);
      }
      best.add(found.best());
    }
    return best;
  }

  private GroupedRows grouped(List<ShardSnapshot> shards, @Nullable Set<Object> only) {
    int keyField = shards.isEmpty() ? 0 : shards.get(0).schema().primaryKey().id();
    int wanted = only == null ? groups.limit() + groups.offset() : only.size();
    return new GroupedRows(key, only, wanted, groups.size(), keyField);
  }
}
