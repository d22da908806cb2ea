package io.cinclus.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.RowBatch;
import io.cinclus.model.ShardId;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SealingTest {
  private static final CollectionSchema SCHEMA = Rows.SCHEMA;

  private static final List<MutationRun> RUNS =
      List.of(
          new MutationRun.Inserts(10, 1, Rows.batch(5, 6, 5)),
          new MutationRun.Deletes(13, Rows.keys(6, 99), 1, MutationRun.BELOW_ITSELF),
          new MutationRun.Inserts(20, 2, Rows.batch(7)),
          new MutationRun.Deletes(21, Rows.keys(5), 1, 11),
          new MutationRun.Inserts(30, 1, Rows.batch(8)));

  @Test
  void rowsAreSplitByPartitionAndSupersededVersionsKept() {
    Sealing.Content content = Sealing.seal(SCHEMA, range(-1, 100), RUNS);
    assertThat(content.rows()).containsOnlyKeys(1L, 2L);
    assertRows(content, 1, new long[] {10, 11, 12, 30}, 5, 6, 5, 8);
    assertRows(content, 2, new long[] {20}, 7);
  }

  @Test
  void everyMutationOfTheRangeIsATombstone() {
    Tombstones tombstones = Sealing.seal(SCHEMA, range(-1, 100), RUNS).tombstones();
    assertThat(tombstones.positions()).containsExactly(10, 11, 12, 13, 20, 21, 30);
    assertThat(tombstones.upTo()).containsExactly(10, 11, 12, 13, 20, 11, 30);
    assertThat(RandomRows.values(tombstones.keys(), 7)).containsExactly(5L, 6L, 5L, 6L, 7L, 5L, 8L);
  }

  @Test
  void mutationsOutsideTheRangeAreLeftOutEvenWithinARun() {
    Sealing.Content content = Sealing.seal(SCHEMA, range(10, 20), RUNS);
    assertRows(content, 1, new long[] {11, 12}, 6, 5);
    assertRows(content, 2, new long[] {20}, 7);
    assertThat(content.tombstones().positions()).containsExactly(11, 12, 13, 20);

    content = Sealing.seal(SCHEMA, range(12, 13), RUNS);
    assertThat(content.rows()).isEmpty();
    assertThat(content.tombstones().positions()).containsExactly(13);
  }

  @Test
  void anEmptyRangeHasNeitherRowsNorTombstones() {
    Sealing.Content content = Sealing.seal(SCHEMA, range(40, 50), RUNS);
    assertThat(content.rows()).isEmpty();
    assertThat(content.tombstones().count()).isZero();
  }

  @Test
  void runsOutOfOrderAreRefused() {
    List<MutationRun> runs = List.of(RUNS.get(2), RUNS.get(0));
    assertThatThrownBy(() -> Sealing.seal(SCHEMA, range(-1, 100), runs))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static void assertRows(
      Sealing.Content content, long partition, long[] positions, long... keys) {
    SegmentRows rows = Objects.requireNonNull(content.rows().get(partition));
    assertThat(rows.positions()).isEqualTo(positions);
    RowBatch batch = rows.rows();
    assertThat(((Column.Longs) batch.column(Rows.KEY)).values()).isEqualTo(keys);
  }

  private static SealedRange range(long from, long to) {
    return new SealedRange(new ShardId(1, 0), from, to);
  }
}
