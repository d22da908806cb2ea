package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.filter.Filter;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.Position;
import io.cinclus.model.RowBatch;
import io.cinclus.search.ShardView.Loaded;
import io.cinclus.segment.Killers;
import io.cinclus.segment.Tombstones;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

/** The rules of the protocol that a view keeps, one by one; the model test mixes them. */
class ShardViewTest {
  private static final CollectionSchema SCHEMA = TestRows.schema(DataType.INT64);
  private static final long PARTITION = 3;
  private static final int NUMBER = 103;
  private static final int TEXT = 104;

  private final ShardView view = new ShardView("shard", SCHEMA);
  private long end = Position.NONE;

  private void insert(long first, int... keys) {
    view.insert(batch(first, keys), PARTITION, first);
    end = Math.max(end, first + keys.length - 1);
  }

  private void delete(long first, long upTo, int... keys) {
    view.delete(TestRows.keys(DataType.INT64, keys), keys.length, first, upTo);
    end = Math.max(end, first + keys.length - 1);
  }

  /** Rows whose values are their positions. */
  private static RowBatch batch(long first, int... keys) {
    long[] positions = new long[keys.length];
    Arrays.setAll(positions, row -> first + row);
    return TestRows.batch(DataType.INT64, keys, positions);
  }

  private static SealedRows segment(String path, long first, int... keys) {
    long[] positions = new long[keys.length];
    Arrays.setAll(positions, row -> first + row);
    return new SealedRows(
        new SealedRows.Content(path, batch(first, keys), positions, TestRows.KEY),
        PARTITION,
        Map.of());
  }

  private boolean swap(long generation, long sealedTo, SealedRows... segments) {
    return view.swap(new Loaded(generation, sealedTo, List.of(segments), true));
  }

  /** The positions of the visible rows, in key order. */
  private List<Long> visible() {
    return visible(view.snapshot(end));
  }

  private static List<Long> visible(ShardSnapshot snapshot) {
    List<FoundRow> rows =
        new RowQuery(null, null, 0)
            .rows(List.of(snapshot), new long[] {PARTITION}, 100, () -> false);
    return rows.stream().map(row -> TestRows.value(row.batch(), row.row())).toList();
  }

  @Test
  void anInsertReplacesTheRowOfItsKey() {
    insert(10, 1, 2, 1);
    assertThat(visible()).containsExactly(12L, 11L);
    insert(20, 2);
    assertThat(visible()).containsExactly(12L, 20L);
  }

  @Test
  void rowsThatAreOlderThanAFieldHaveItsDefaultOrNull() {
    insert(10, 1, 2);
    insert(20, 3);
    ShardSnapshot before = view.snapshot(end);
    CollectionSchema wider = widened();
    view.adopt(wider);
    RowBatch newer =
        batch(30, 4, 1)
            .with(
                Map.of(
                    NUMBER, new Column.Longs(DataType.INT64, new long[] {40, 41}, new boolean[2]),
                    TEXT, new Column.Texts(DataType.VARCHAR, new String[] {"d", "a"}, null)));
    view.insert(newer, PARTITION, 30);
    end = 31;

    assertThat(visible()).containsExactly(31L, 11L, 20L, 30L);
    assertThat(added(view.snapshot(end)))
        .containsExactly("1: 41 a", "2: null none", "3: null none", "4: 40 d");
    assertThat(visible(before)).containsExactly(10L, 11L, 20L);

    swap(1, 11, segment("a", 10, 1, 2));
    assertThat(added(view.snapshot(end)))
        .as("a segment that was read without the fields")
        .containsExactly("1: 41 a", "2: null none", "3: null none", "4: 40 d");
  }

  @Test
  void sealedRowsThatAreInMemoryGetTheFieldToo() {
    insert(10, 1, 2);
    swap(1, 11, segment("a", 10, 1, 2));
    delete(20, 0, 1);
    view.adopt(widened());
    assertThat(added(view.snapshot(end))).containsExactly("2: null none");
    delete(21, 0, 2);
    assertThat(visible()).isEmpty();
  }

  private static CollectionSchema widened() {
    return SCHEMA
        .withField(
            FieldSchema.of("number", DataType.INT64, Limits.NONE)
                .withId(NUMBER)
                .asNullable()
                .withAddedAt(7))
        .withField(
            FieldSchema.of("text", DataType.VARCHAR, Limits.maxLength(9))
                .withId(TEXT)
                .withDefault("none")
                .withAddedAt(8));
  }

  /** The key of each visible row with what it has in the fields that were added. */
  private static List<String> added(ShardSnapshot snapshot) {
    Filter all = Filter.compile("number > 0 or number is null", widened());
    return new RowQuery(all, null, 0)
        .rows(List.of(snapshot), new long[] {PARTITION}, 100, () -> false).stream()
            .map(
                row -> {
                  Column number = row.batch().column(NUMBER);
                  return "%d: %s %s"
                      .formatted(
                          ((Column.Longs) row.batch().column(TestRows.KEY)).values()[row.row()],
                          number.isNull(row.row())
                              ? "null"
                              : ((Column.Longs) number).values()[row.row()],
                          ((Column.Texts) row.batch().column(TEXT)).values()[row.row()]);
                })
            .toList();
  }

  @Test
  void anInsertReplacesASealedRow() {
    insert(10, 1, 2);
    swap(1, 11, segment("a", 10, 1, 2));
    insert(20, 2);
    assertThat(visible()).containsExactly(10L, 20L);
  }

  @Test
  void aDeleteKillsGrowingAndSealedRowsButNotLaterOnes() {
    insert(10, 1, 2);
    swap(1, 11, segment("a", 10, 1, 2));
    insert(12, 3, 4);
    delete(20, 0, 1, 3);
    assertThat(visible()).containsExactly(11L, 13L);
    insert(30, 1, 3);
    assertThat(visible()).containsExactly(30L, 11L, 31L, 13L);
  }

  @Test
  void aDeleteByFilterSparesWhatCameAfterItsQuery() {
    insert(10, 1, 2);
    insert(20, 2);
    delete(30, 15, 1, 2);
    assertThat(visible()).containsExactly(20L);
  }

  @Test
  void whatArrivesLateAndIsSealedAlreadyIsIgnored() {
    swap(1, 11, segment("a", 10, 1, 2));
    delete(5, 0, 1);
    insert(10, 1, 2, 3);
    delete(11, 0, 2);
    assertThat(visible()).containsExactly(10L, 11L, 12L);
    assertThat(view.growingRowCount()).isEqualTo(1);
  }

  @Test
  void mutationsThatArrivedDuringTheLoadAreReapplied() {
    insert(10, 1, 2, 3);
    SealedRows loaded = segment("a", 10, 1, 2, 3);
    insert(20, 1);
    delete(21, 0, 2);
    delete(22, 11, 3);
    swap(1, 12, loaded);
    assertThat(visible()).containsExactly(20L, 12L);
  }

  @Test
  void aMutationOutlivesTheSegmentThatHeldItsRow() {
    insert(10, 1);
    swap(1, 10, segment("a", 10, 1));
    insert(20, 1);
    // The insert at 20 is sealed, and its row was purged; its tombstone is not.
    SealedRows rest = segment("a", 10, 1);
    rest.bury(
        new Killers(
            new Tombstones(TestRows.keys(DataType.INT64, 1), new long[] {20}, new long[] {20})));
    swap(2, 20, rest);
    assertThat(visible()).isEmpty();
  }

  @Test
  void swapsOnlyGoUpwards() {
    SealedRows newer = segment("a", 10, 1);
    assertThat(swap(5, 10, newer)).isTrue();
    assertThat(swap(4, 10, segment("b", 10, 1))).isFalse();
    assertThat(swap(5, 10, segment("b", 10, 1))).isFalse();
    assertThat(view.sealed()).containsExactly(newer);
    assertThat(view.generation()).isEqualTo(5);
  }

  @Test
  void aSnapshotIsNotMovedByWhatComesLater() {
    insert(10, 1, 2, 3);
    swap(1, 10, segment("a", 10, 1));
    ShardSnapshot held = view.snapshot(end);
    insert(20, 1, 2, 4);
    delete(30, 0, 3);
    swap(2, 30, segment("b", 20, 1, 2, 4));
    assertThat(visible(held)).containsExactly(10L, 11L, 12L);
    assertThat(visible()).containsExactly(20L, 21L, 22L);
  }

  @Test
  void whatIsSealedGrowsNoMore() {
    insert(10, 1, 2, 3);
    insert(20, 2, 4);
    swap(1, 20, segment("a", 10, 1, 2, 3), segment("b", 20, 2));
    assertThat(view.growingRowCount()).isEqualTo(1);
    assertThat(view.sealedTo()).isEqualTo(20);
  }

  @Test
  void aReleasedShardAnswersAgainWhenItsGenerationIsLoadedAgain() {
    insert(10, 1, 2);
    swap(1, 11, segment("a", 10, 1, 2));
    view.evict();
    insert(20, 1);
    assertThat(view.isResident()).isFalse();
    assertThatThrownBy(() -> view.snapshot(end)).hasMessageContaining("generation 1 are evicted");
    assertThat(swap(1, 11, segment("a", 10, 1, 2))).isTrue();
    assertThat(visible()).containsExactly(20L, 11L);
    assertThat(swap(1, 11, segment("a", 10, 1, 2))).isFalse();
  }

  @Test
  void aReleasedShardFollowsTheManifestsWithoutTheirSegments() {
    insert(10, 1, 2);
    insert(20, 3);
    view.evict();
    assertThat(visible()).containsExactly(10L, 11L, 20L);
    view.swap(new Loaded(1, 11, List.of(), false));
    assertThat(view.isResident()).isFalse();
    assertThat(view.growingRowCount()).isEqualTo(1);
    assertThat(swap(1, 11, segment("a", 10, 1, 2))).isTrue();
    assertThat(visible()).containsExactly(10L, 11L, 20L);
  }

  private static ShardView.Past expired(long below) {
    return new ShardView.Past(0, below);
  }

  @Test
  void theHorizonNeverFalls() {
    assertThat(view.horizon()).isZero();
    view.swap(new Loaded(1, 20, List.of(), true, new ShardView.Past(12, 0)));
    assertThat(view.horizon()).isEqualTo(12);
    view.swap(new Loaded(2, 20, List.of(), true, new ShardView.Past(11, 0)));
    assertThat(view.horizon()).isEqualTo(12);
    view.swap(new Loaded(2, 20, List.of(), true, new ShardView.Past(20, 0)));
    assertThat(view.horizon()).as("no newer generation").isEqualTo(12);
  }

  @Test
  void expiredRowsAreNeitherThereNorComeBack() {
    insert(10, 1, 2, 3);
    insert(20, 4, 5);
    view.swap(new Loaded(1, 12, List.of(segment("a", 10, 1, 2, 3)), true, expired(12)));
    assertThat(visible()).as("of a segment").containsExactly(12L, 20L, 21L);
    view.swap(new Loaded(2, 12, List.of(), true, expired(21)));
    assertThat(visible()).as("of growing rows").containsExactly(21L);
    assertThat(visible(view.snapshot(end).at(11))).as("earlier too").isEmpty();
    assertThat(
            new RowQuery(null, null, 0)
                .count(List.of(view.snapshot(end)), new long[] {PARTITION}, () -> false))
        .isEqualTo(1);
    insert(30, 1);
    view.swap(new Loaded(3, 12, List.of(), true, expired(0)));
    assertThat(visible()).containsExactly(30L, 21L);
    view.swap(new Loaded(4, 12, List.of(), true, expired(31)));
    assertThat(visible()).isEmpty();
  }

  @Test
  void aSegmentThatIsUsedAgainKeepsItsDeaths() {
    SealedRows first = segment("a", 10, 1, 2);
    swap(1, 11, first);
    insert(20, 1);
    SealedRows again = first.withIndexes(Map.of());
    delete(21, 0, 2);
    swap(2, 21, again, segment("b", 20, 1));
    assertThat(visible()).containsExactly(20L);
  }

  @Test
  void aSegmentWithoutRowsIsNoSlice() {
    swap(1, 10, segment("a", 10));
    assertThat(view.snapshot(10).slices()).isEmpty();
  }

  @Test
  void aKeyThatIsWrittenAgainAndAgainStaysFast() {
    int count = 100_000;
    int[] same = new int[count];
    Assertions.assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          insert(0, same);
          swap(1, count - 1L, segment("a", 0, same));
          for (int i = 0; i < count; i += 1000) {
            insert(count + i, new int[1000]);
          }
          assertThat(visible()).containsExactly(2L * count - 1);
        });
  }

  @Test
  void chunksOfWideVectorsHaveFewerRows() {
    assertThat(GrowingRows.chunkRows(TestRows.schema(DataType.INT64, 3))).isEqualTo(1024);
    assertThat(GrowingRows.chunkRows(TestRows.schema(DataType.INT64, 768))).isEqualTo(256);
    assertThat(GrowingRows.chunkRows(TestRows.schema(DataType.INT64, 32768))).isEqualTo(64);
  }

  @Test
  void positionsAndRowsOfASegmentMatch() {
    assertThatThrownBy(() -> new SealedRows.Content("a", batch(0, 1, 2), new long[1], TestRows.KEY))
        .hasMessage("a has 2 rows and 1 positions");
  }
}
