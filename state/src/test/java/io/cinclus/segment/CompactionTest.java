package io.cinclus.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ShardId;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random seals, compactions and dropped partitions of a shard: at every position from the horizon
 * on, the rows visible are those of the whole history. With one of the protocol's rules left out
 * the same check fails.
 */
class CompactionTest {
  private static final int SEEDS = 150;
  private static final int STEPS = 40;

  /** Rules of the protocol, by the names of the design. */
  private enum Rule {
    MUT_TOMBS,
    TOMB_NEED,
    FIRST_TOMB,
    HORIZON
  }

  @Test
  void whatIsVisibleFromTheHorizonOnStaysVisible() {
    int purged = 0;
    int cut = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      Shard shard = new Shard(seed, Set.of());
      assertThat(shard.run()).as("seed %d", seed).isTrue();
      purged += shard.purgedRows;
      cut += shard.cutTombstones;
    }
    assertThat(purged).isGreaterThan(3 * SEEDS);
    assertThat(cut).isGreaterThan(10 * SEEDS);
  }

  @ParameterizedTest
  @EnumSource(Rule.class)
  void leavingOutARuleIsFound(Rule rule) {
    long seed = 0;
    while (seed < SEEDS && new Shard(seed, Set.of(rule)).run()) {
      seed++;
    }
    System.out.printf("without %s seed %d fails%n", rule, seed);
    assertThat(seed).as("first seed that fails without %s", rule).isLessThan(SEEDS);
  }

  @Test
  void inputsAreMergedByPositionWhateverTheirOrder() {
    SegmentRows odd = new SegmentRows(Rows.batch(1, 2, 3, 4), new long[] {1, 3, 5, 11});
    SegmentRows even = new SegmentRows(Rows.batch(5, 6, 7), new long[] {2, 8, 10});
    Killers none = new Killers(Tombstones.none(DataType.INT64));
    SegmentRows merged =
        Compaction.purge(Rows.SCHEMA, List.of(odd, even), none, new Compaction.Cut(100, 0));
    assertThat(merged.positions()).containsExactly(1, 2, 3, 5, 8, 10, 11);
    assertThat(RandomRows.values(merged.rows().column(Rows.VALUE), 7))
        .containsExactly(10L, 50L, 20L, 30L, 60L, 70L, 40L);
    RandomRows.assertSame(
        Compaction.purge(Rows.SCHEMA, List.of(even, odd), none, new Compaction.Cut(100, 0)),
        merged,
        Rows.SCHEMA);
  }

  @Test
  void expiredRowsAreDropped() {
    SegmentRows rows = new SegmentRows(Rows.batch(1, 2, 3), new long[] {1, 3, 5});
    Killers none = new Killers(Tombstones.none(DataType.INT64));
    Compaction.Cut cut = new Compaction.Cut(-1, 3);
    assertThat(Compaction.purge(Rows.SCHEMA, List.of(rows), none, cut).positions())
        .containsExactly(3, 5);
  }

  @Test
  void aRowInTwoInputsIsRefused() {
    SegmentRows rows = new SegmentRows(Rows.batch(1), new long[] {1});
    Killers none = new Killers(Tombstones.none(DataType.INT64));
    assertThatThrownBy(
            () ->
                Compaction.purge(
                    Rows.SCHEMA, List.of(rows, rows), none, new Compaction.Cut(100, 0)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("position 1");
  }

  @Test
  void noInputsGiveNoRows() {
    Killers none = new Killers(Tombstones.none(DataType.INT64));
    assertThat(
            Compaction.purge(Rows.SCHEMA, List.of(), none, new Compaction.Cut(100, 0)).rowCount())
        .isZero();
  }

  /** A shard as its manifest sees it, with some rules left out. */
  private static final class Shard {
    private record Part(long partition, SegmentRows rows) {}

    private final Random random;
    private final Set<Rule> without;
    private final ShardHistory history;
    private final Set<Long> partitions = new TreeSet<>(List.of(1L, 2L, 3L));
    private List<Part> parts = new ArrayList<>();
    private Tombstones tombstones = Tombstones.none(DataType.INT64);
    private long sealedTo = -1;
    private long horizon = -1;
    private int purgedRows;
    private int cutTombstones;

    Shard(long seed, Set<Rule> without) {
      random = new Random(seed);
      this.without = without;
      history = new ShardHistory(random);
    }

    /** Whether every check held. */
    boolean run() {
      for (int step = 0; step < STEPS; step++) {
        switch (random.nextInt(10)) {
          case 0, 1, 2, 3 -> {
            history.append(List.copyOf(partitions));
            history.append(List.copyOf(partitions));
          }
          case 4, 5 -> seal();
          case 6, 7, 8 -> compact();
          default -> dropPartition();
        }
        if (!isRight()) {
          return false;
        }
      }
      return true;
    }

    private boolean isRight() {
      List<SegmentRows> rows = parts.stream().map(Part::rows).toList();
      Tombstones mutations = mutations();
      for (long position = Math.max(0, horizon); position <= sealedTo; position++) {
        Set<Long> found = ShardHistory.visible(rows, mutations, position);
        if (!found.equals(history.visible(position, partitions))) {
          return false;
        }
      }
      return true;
    }

    private void seal() {
      if (history.end() <= sealedTo) {
        return;
      }
      long to = sealedTo + 1 + random.nextInt((int) (history.end() - sealedTo));
      SealedRange range = new SealedRange(new ShardId(1, 0), sealedTo, to);
      Sealing.Content content = Sealing.seal(Rows.SCHEMA, range, history.runs());
      content.rows().forEach((partition, rows) -> parts.add(new Part(partition, rows)));
      parts.removeIf(part -> !partitions.contains(part.partition()));
      Tombstones sealed = content.tombstones();
      if (without.contains(Rule.MUT_TOMBS)) {
        sealed = withoutInserts(sealed, content.rows().values());
      }
      tombstones = Tombstones.concat(DataType.INT64, List.of(tombstones, sealed));
      sealedTo = to;
    }

    private static Tombstones withoutInserts(Tombstones sealed, Iterable<SegmentRows> inserted) {
      Set<Long> inserts = new HashSet<>();
      inserted.forEach(rows -> addAll(inserts, rows.positions()));
      BitSet deletes = new BitSet();
      for (int i = 0; i < sealed.count(); i++) {
        deletes.set(i, !inserts.contains(sealed.positions()[i]));
      }
      return sealed.select(deletes);
    }

    private static void addAll(Set<Long> positions, long[] added) {
      for (long position : added) {
        positions.add(position);
      }
    }

    // Without MUT_TOMBS rows serve as tombstones while they are present.
    private Tombstones mutations() {
      if (!without.contains(Rule.MUT_TOMBS)) {
        return tombstones;
      }
      TreeSet<long[]> all = new TreeSet<>((a, b) -> Long.compare(a[1], b[1]));
      long[] keys = ((Column.Longs) tombstones.keys()).values();
      for (int i = 0; i < tombstones.count(); i++) {
        all.add(new long[] {keys[i], tombstones.positions()[i], tombstones.upTo()[i]});
      }
      for (Part part : parts) {
        long[] rowKeys = ((Column.Longs) part.rows().rows().column(Rows.KEY)).values();
        for (int row = 0; row < part.rows().rowCount(); row++) {
          long position = part.rows().positions()[row];
          all.add(new long[] {rowKeys[row], position, position});
        }
      }
      return new Tombstones(
          Rows.keys(all.stream().mapToLong(each -> each[0]).toArray()),
          all.stream().mapToLong(each -> each[1]).toArray(),
          all.stream().mapToLong(each -> each[2]).toArray());
    }

    private void compact() {
      long partition = random.nextLong(1, 4);
      List<Part> inputs = new ArrayList<>();
      List<Part> others = new ArrayList<>();
      for (Part part : parts) {
        boolean input = part.partition() == partition && random.nextInt(4) > 0;
        (input ? inputs : others).add(part);
      }
      long newHorizon = horizon + random.nextInt((int) (sealedTo - horizon) + 1);
      long purgeTo = without.contains(Rule.HORIZON) ? sealedTo : newHorizon;
      List<SegmentRows> inputRows = inputs.stream().map(Part::rows).toList();
      SegmentRows output =
          Compaction.purge(
              Rows.SCHEMA, inputRows, new Killers(mutations()), new Compaction.Cut(purgeTo, 0));
      purgedRows += inputRows.stream().mapToInt(SegmentRows::rowCount).sum() - output.rowCount();
      horizon = newHorizon;
      parts = others;
      if (output.rowCount() > 0) {
        parts.add(new Part(partition, output));
      }
      Tombstones needed = tombstones.select(needed(output));
      cutTombstones += tombstones.count() - needed.count();
      tombstones = needed;
    }

    private BitSet needed(SegmentRows output) {
      BitSet needed = new BitSet();
      if (without.contains(Rule.TOMB_NEED)) {
        // As if nobody but the output had rows.
        markNeeded(output, needed);
      } else {
        parts.forEach(part -> markNeeded(part.rows(), needed));
      }
      return needed;
    }

    private void markNeeded(SegmentRows rows, BitSet needed) {
      SegmentKeys keys = rows.keys(Rows.SCHEMA.primaryKey());
      if (without.contains(Rule.FIRST_TOMB)) {
        markLast(keys, needed);
      } else {
        new Killers(tombstones).markNeeded(keys, needed);
      }
    }

    private void markLast(SegmentKeys rows, BitSet needed) {
      long[] rowKeys = ((Column.Longs) rows.keys()).values();
      long[] keys = ((Column.Longs) tombstones.keys()).values();
      for (int row = 0; row < rows.rowCount(); row++) {
        long position = rows.positions()[row];
        for (int i = tombstones.count() - 1; i >= 0; i--) {
          if (keys[i] == rowKeys[row]
              && tombstones.positions()[i] > position
              && tombstones.upTo()[i] >= position) {
            needed.set(i);
            break;
          }
        }
      }
    }

    private void dropPartition() {
      if (partitions.size() > 1 && random.nextInt(4) == 0) {
        partitions.remove(partitions.iterator().next());
        parts.removeIf(part -> !partitions.contains(part.partition()));
      }
    }
  }
}
