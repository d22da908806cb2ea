package io.cinclus.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KillersTest {
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void theFirstKillerIsTheLowestMutationAboveTheRowThatReachesIt(long seed) {
    Random random = new Random(seed);
    DataType type = seed % 2 == 0 ? DataType.INT64 : DataType.VARCHAR;
    int keyCount = 1 + random.nextInt(200);
    int mutationCount = random.nextInt(2000);
    int[] mutationKeys = random.ints(mutationCount, 0, keyCount).toArray();
    long[] positions = random.longs(mutationCount, 0, 5000).sorted().distinct().toArray();
    long[] upTo = new long[positions.length];
    for (int i = 0; i < upTo.length; i++) {
      upTo[i] = random.nextInt(3) == 0 ? random.nextLong(5000) : positions[i];
    }
    Tombstones tombstones = new Tombstones(keys(type, mutationKeys), positions, upTo);
    int[] rowKeys = random.ints(1000, 0, keyCount + 5).toArray();
    SegmentKeys rows =
        new SegmentKeys(
            keys(type, rowKeys), IntStream.range(0, 1000).mapToLong(row -> row * 5L).toArray());

    int[] expected = new int[1000];
    for (int row = 0; row < expected.length; row++) {
      expected[row] = Killers.NONE;
      for (int i = positions.length - 1; i >= 0; i--) {
        long position = rows.positions()[row];
        if (mutationKeys[i] == rowKeys[row] && positions[i] > position && upTo[i] >= position) {
          expected[row] = i;
        }
      }
    }
    assertThat(new Killers(tombstones).firstKillers(rows)).isEqualTo(expected);
  }

  @Test
  void anInsertDoesNotKillItsOwnRow() {
    Tombstones tombstones = tombstones(new long[][] {{1, 10, 10}});
    assertThat(new Killers(tombstones).firstKillers(rows(1, 9, 10, 11)))
        .containsExactly(0, Killers.NONE, Killers.NONE);
  }

  @Test
  void aDeleteByFilterSparesWhatCameAfterItsQuery() {
    Tombstones tombstones = tombstones(new long[][] {{1, 20, 10}, {1, 30, 30}});
    assertThat(new Killers(tombstones).firstKillers(rows(1, 10, 11, 25))).containsExactly(0, 1, 1);
  }

  @Test
  void onlyTheFirstKillerOfARowIsNeeded() {
    Tombstones tombstones = tombstones(new long[][] {{1, 20, 20}, {2, 25, 25}, {1, 30, 30}});
    BitSet needed = new BitSet();
    new Killers(tombstones).markNeeded(rows(1, 10, 12, 40), needed);
    assertThat(needed.stream()).containsExactly(0);
    assertThat(tombstones.select(needed).positions()).containsExactly(20);
  }

  @Test
  void keysOfAnotherTypeAreRefused() {
    Killers killers = new Killers(Tombstones.none(DataType.VARCHAR));
    assertThatThrownBy(() -> killers.firstKillers(rows(1, 10)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tombstonesAreConcatenatedInPositionOrder() {
    Tombstones low = tombstones(new long[][] {{1, 10, 10}, {2, 11, 5}});
    Tombstones high = tombstones(new long[][] {{3, 12, 12}});
    Tombstones all =
        Tombstones.concat(DataType.INT64, List.of(high, Tombstones.none(DataType.INT64), low));
    assertThat(all.positions()).containsExactly(10, 11, 12);
    assertThat(all.upTo()).containsExactly(10, 5, 12);
    assertThat(RandomRows.values(all.keys(), 3)).containsExactly(1L, 2L, 3L);
    assertThatThrownBy(() -> Tombstones.concat(DataType.INT64, List.of(low, low)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tombstonesAreClippedAbovePositions() {
    Tombstones all = tombstones(new long[][] {{1, 10, 10}, {2, 12, 12}, {3, 14, 14}});
    assertThat(all.above(-1).positions()).containsExactly(10, 12, 14);
    assertThat(all.above(10).positions()).containsExactly(12, 14);
    assertThat(all.above(11).positions()).containsExactly(12, 14);
    assertThat(all.above(14).count()).isZero();
  }

  private static Column keys(DataType type, int[] keys) {
    return type == DataType.INT64
        ? new Column.Longs(type, IntStream.of(keys).asLongStream().toArray(), null)
        : new Column.Texts(
            type, IntStream.of(keys).mapToObj(Integer::toString).toArray(String[]::new), null);
  }

  /** Of (key, position, upTo). */
  private static Tombstones tombstones(long[][] mutations) {
    long[][] columns = new long[3][mutations.length];
    for (int i = 0; i < mutations.length; i++) {
      for (int column = 0; column < 3; column++) {
        columns[column][i] = mutations[i][column];
      }
    }
    return new Tombstones(
        new Column.Longs(DataType.INT64, columns[0], null), columns[1], columns[2]);
  }

  private static SegmentKeys rows(int key, long... positions) {
    int[] keys = new int[positions.length];
    Arrays.fill(keys, key);
    return new SegmentKeys(keys(DataType.INT64, keys), positions);
  }
}
