package io.cinclus.operators.serve;

import io.cinclus.model.Column;
import io.cinclus.search.FoundRow;
import io.cinclus.search.RowQuery;
import io.cinclus.search.ShardSnapshot;
import java.util.ArrayList;
import java.util.List;

/** What a search would see. */
final class TestViews {
  private TestViews() {}

  /** The keys of the rows of a partition, rising. */
  static List<Long> keys(List<ShardSnapshot> shards, long partitionId) {
    List<Long> keys = new ArrayList<>();
    for (ShardSnapshot shard : shards) {
      int field = shard.schema().primaryKey().id();
      for (FoundRow row :
          new RowQuery(null, null, 0)
              .rows(List.of(shard), new long[] {partitionId}, 10_000, () -> false)) {
        keys.add(((Column.Longs) row.batch().column(field)).values()[row.row()]);
      }
    }
    return keys.stream().sorted().toList();
  }
}
