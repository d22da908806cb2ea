package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.RowBatch;
import io.cinclus.vector.TestVectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ShardSnapshotTest {
  private static final long[] PARTITIONS = {3};
  private static final int SEALED = 100;

  private static List<String> rows(ShardSnapshot shard) {
    List<String> rows = new ArrayList<>();
    for (FoundRow row :
        new RowQuery(null, null, 0).rows(List.of(shard), PARTITIONS, 10_000, () -> false)) {
      rows.add(
          TestRows.key(row.batch(), row.row())
              + "="
              + ((Column.Longs) row.batch().column(TestRows.VALUE)).values()[row.row()]);
    }
    return rows;
  }

  @Test
  void anEarlierPositionHasTheRowsOfThen() {
    Random random = new Random(TestVectors.printedSeed());
    ShardView view = new ShardView("shard", TestRows.schema(DataType.INT64));
    Map<Integer, Long> model = new TreeMap<>();
    Map<Long, List<String>> then = new TreeMap<>();
    int[] keys = random.ints(SEALED, 0, 40).toArray();
    long[] values = LongStream.range(0, SEALED).toArray();
    long[] positions = new long[SEALED];
    Arrays.setAll(positions, row -> row + 1L);
    SealedRows segment =
        new SealedRows(
            new SealedRows.Content(
                "segment", TestRows.batch(DataType.INT64, keys, values), positions, TestRows.KEY),
            3,
            Map.of());
    view.swap(new ShardView.Loaded(1, SEALED, List.of(segment), true));
    for (int row = 0; row < SEALED; row++) {
      model.put(keys[row], values[row]);
      then.put(positions[row], text(model));
    }
    for (long position = SEALED + 1; position <= 3 * SEALED; position++) {
      int key = random.nextInt(40);
      if (random.nextInt(3) == 0) {
        view.delete(TestRows.keys(DataType.INT64, key), 1, position, 0);
        model.remove(key);
      } else {
        RowBatch row = TestRows.batch(DataType.INT64, new int[] {key}, new long[] {position});
        view.insert(row, 3, position);
        model.put(key, position);
      }
      then.put(position, text(model));
    }
    ShardSnapshot now = view.snapshot(3 * SEALED);
    then.forEach(
        (position, expected) -> {
          assertThat(rows(now.at(position))).as("at %d", position).isEqualTo(expected);
          assertThat(
                  new RowQuery(null, null, 0)
                      .count(List.of(now.at(position)), PARTITIONS, () -> false))
              .isEqualTo(expected.size());
        });
    assertThat(rows(now.at(0))).isEmpty();
    assertThat(rows(now.sealed().at(SEALED))).isEqualTo(then.get((long) SEALED));
    assertThat(rows(now.sealed()))
        .isEqualTo(
            text(model).stream()
                .filter(row -> Long.parseLong(row.substring(row.indexOf('=') + 1)) < SEALED)
                .toList());
  }

  private static List<String> text(Map<Integer, Long> model) {
    return model.entrySet().stream().map(row -> row.getKey() + "=" + row.getValue()).toList();
  }
}
