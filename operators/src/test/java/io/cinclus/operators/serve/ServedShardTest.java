package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.search.GrowingIndexes;
import io.cinclus.segment.CorruptFileException;
import io.cinclus.segment.MissingFileException;
import io.cinclus.segment.MutationRun;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.v1.FileRef;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.ShardSealed;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServedShardTest {
  private static final long ALL = Position.before(1_000);

  @TempDir private Path folder;

  private final TestCatalog catalog = new TestCatalog();
  private final TestLoads loads = new TestLoads();
  private CollectionInfo things = catalog.createLoaded("things", 0);
  private ServedShard shard =
      new ServedShard(new ShardId(things.id(), 0), things, GrowingIndexes.NONE);
  private TestFiles files = new TestFiles(Path.of("."));
  private SegmentLoader loader = new SegmentLoader(new SegmentCache("file:///tmp/none", 0));

  @BeforeEach
  void open() {
    files = new TestFiles(folder);
    loader = new SegmentLoader(new SegmentCache(files.root(), 1 << 20));
  }

  @Test
  void aShardWithoutAManifestAnswersFromItsGrowingRows() {
    shard.requireNewest();
    insert(1, 7);
    advance(ALL);

    assertThat(shard.isReady(things.partitionIds())).isTrue();
    assertThat(shard.isWorking()).isFalse();
    assertThat(loads.started()).isEmpty();
    assertThat(keys(ALL)).containsExactly(7L);
  }

  @Test
  void nothingIsAnsweredBeforeTheNewestManifestIsIn() {
    shard.announce(manifest(5, 0));
    shard.requireNewest();
    assertThat(shard.isReady(things.partitionIds())).isFalse();
    assertThat(shard.failure(things.partitionIds())).isEmpty();

    advance(ALL);
    assertThat(shard.isReady(things.partitionIds())).isFalse();
    loads.finishEmpty();
    assertThat(shard.isReady(things.partitionIds())).isFalse();
    advance(ALL);
    assertThat(shard.isReady(things.partitionIds())).isTrue();
    assertThat(loads.started()).containsExactly(5L);
  }

  @Test
  void aManifestOfANewerCatalogWaitsForIt() {
    long next = catalog.current().position() + 1;
    shard.announce(manifest(5, 0).toBuilder().setCatalogPosition(next).build());
    advance(ALL);
    assertThat(loads.started()).isEmpty();
    assertThat(shard.isWorking()).isTrue();

    catalog.partition("things", "other");
    advance(ALL);
    assertThat(loads.started()).containsExactly(5L);
  }

  @Test
  void aManifestThatComesLaterHoldsNothingUp() {
    shard.requireNewest();
    shard.announce(manifest(5, 0));
    advance(ALL);

    assertThat(shard.isReady(things.partitionIds())).isTrue();
    assertThat(shard.isWorking()).isTrue();
  }

  @Test
  void aManifestIsSwappedInOnlyWhenTheChannelHasAppliedWhatItCovers() throws IOException {
    ShardSealed seal = seal(Position.NONE, Position.of(4, 1), inserts(3, 1), inserts(4, 2, 3));
    shard.announce(TestFiles.manifest(things, 1, seal));
    insert(3, 1);
    advance(Position.before(4));
    loads.finish(loader);
    advance(Position.before(4));
    assertThat(shard.view().generation()).isEqualTo(-1);
    assertThat(shard.isWorking()).isTrue();
    assertThat(keys(Position.before(4))).as("no row of offset 4 yet").containsExactly(1L);

    insert(4, 2, 3);
    advance(Position.of(4, 0));
    assertThat(shard.view().generation()).as("it ends inside the record").isEqualTo(-1);
    advance(Position.of(4, 1));
    assertThat(shard.view().generation()).isEqualTo(1);
    assertThat(shard.view().growingRowCount()).isZero();
    assertThat(keys(Position.of(4, 1))).containsExactly(1L, 2L, 3L);
    assertThat(shard.isWorking()).isFalse();
    assertThat(loads.started()).containsExactly(1L);
  }

  @Test
  void mutationsThatCameDuringTheLoadAreInTheSwappedView() throws IOException {
    ShardSealed seal = seal(Position.NONE, Position.before(4), inserts(3, 1, 2, 3, 4));
    shard.announce(TestFiles.manifest(things, 1, seal));
    insert(3, 1, 2, 3, 4);
    advance(Position.before(4));
    insert(4, 2);
    delete(5, 3);
    loads.finish(loader);
    delete(6, 4);
    advance(Position.before(7));

    assertThat(shard.view().generation()).isEqualTo(1);
    assertThat(keys(Position.before(7))).containsExactly(1L, 2L);
    delete(7, 1);
    assertThat(keys(Position.before(8))).containsExactly(2L);
  }

  @Test
  void tombstonesOfTheManifestKillRowsOfItsSegments() throws IOException {
    ShardSealed first = seal(Position.NONE, Position.before(2), inserts(1, 1, 2, 3));
    ShardSealed second =
        seal(
            Position.before(2),
            Position.before(5),
            inserts(2, 1),
            new MutationRun.Deletes(Position.of(4, 0), column(3), 1, 0));
    shard.announce(TestFiles.manifest(things, 1, first, second));
    advance(ALL);
    loads.finish(loader);
    advance(ALL);
    assertThat(keys(ALL)).containsExactly(1L, 2L);
  }

  @Test
  void segmentsThatAreInUseKeepTheirDeathsInTheNextGeneration() throws IOException {
    ShardSealed first = seal(Position.NONE, Position.before(2), inserts(1, 1, 2, 3));
    shard.announce(TestFiles.manifest(things, 1, first));
    advance(ALL);
    loads.finish(loader);
    advance(ALL);
    insert(2, 3);
    delete(1_000, 2);
    ShardSealed second = seal(Position.before(2), Position.before(3), inserts(2, 3));
    shard.announce(TestFiles.manifest(things, 2, first, second));
    advance(Position.before(1_001));
    loads.finish(loader);
    advance(Position.before(1_001));

    assertThat(shard.view().generation()).isEqualTo(2);
    assertThat(keys(Position.before(1_001))).containsExactly(1L, 3L);
  }

  @Test
  void swapsOnlyGoUpwards() {
    shard.announce(manifest(5, 0));
    shard.announce(manifest(4, 0));
    advance(ALL);
    loads.finishEmpty();
    advance(ALL);
    shard.announce(manifest(5, 0));
    shard.announce(manifest(3, 0));
    advance(ALL);
    assertThat(loads.started()).containsExactly(5L);
    assertThat(shard.view().generation()).isEqualTo(5);

    things = catalog.release("things");
    advance(ALL);
    things = catalog.load("things");
    advance(ALL);
    assertThat(loads.started()).containsExactly(5L, 5L);
  }

  @Test
  void aNewerManifestIsLoadedBehindTheOneThatIsLoading() {
    shard.announce(manifest(5, 0));
    advance(ALL);
    shard.announce(manifest(6, 0));
    shard.announce(manifest(7, 0));
    advance(ALL);
    assertThat(loads.started()).containsExactly(5L);
    loads.finishEmpty();
    advance(ALL);
    assertThat(shard.view().generation()).isEqualTo(5);
    assertThat(loads.started()).containsExactly(5L, 7L);
    loads.finishEmpty();
    advance(ALL);
    assertThat(shard.view().generation()).isEqualTo(7);
  }

  @Test
  void aFileMissingFromAnOldGenerationIsNoErrorAndTheNewestIsLoadedAtOnce() {
    shard.announce(manifest(5, 0));
    shard.requireNewest();
    advance(ALL);
    shard.announce(manifest(6, 0));
    loads.fail(missing("gone.arrow"));
    advance(ALL);

    assertThat(shard.failure(things.partitionIds())).isEmpty();
    assertThat(shard.warnings()).isEmpty();
    assertThat(loads.started()).containsExactly(5L, 6L);
    loads.finishEmpty();
    advance(ALL);
    assertThat(shard.isReady(things.partitionIds())).isTrue();
  }

  @Test
  void aFileMissingFromTheNewestGenerationIsAnErrorUntilANewerOneComes() {
    shard.announce(manifest(5, 0));
    shard.requireNewest();
    advance(ALL);
    loads.fail(missing("gone.arrow"));
    advance(ALL);

    assertThat(shard.isReady(things.partitionIds())).isFalse();
    assertThat(shard.failure(things.partitionIds()).orElseThrow().getCode())
        .isEqualTo(ErrorCode.STORAGE_CORRUPT.number());
    assertThat(shard.failure(things.partitionIds()).orElseThrow().getMessage())
        .contains("gone.arrow", "generation 5");

    shard.announce(manifest(6, 0));
    assertThat(shard.failure(things.partitionIds())).as("it only needs time now").isEmpty();
    advance(ALL);
    assertThat(loads.started()).containsExactly(5L, 6L);
  }

  @Test
  void aFailedLoadIsTriedAgainAfterAWhile() {
    shard.announce(manifest(5, 0));
    shard.requireNewest();
    advance(ALL, 10_000);
    loads.fail(new IOException("the store does not answer"));
    advance(ALL, 10_000);
    assertThat(shard.failure(things.partitionIds()).orElseThrow().getCode())
        .isEqualTo(ErrorCode.NOT_READY.number());
    assertThat(shard.failure(things.partitionIds()).orElseThrow().getMessage())
        .contains("does not answer");
    assertThat(shard.isWorking()).isTrue();

    advance(ALL, 10_000 + ServedShard.RETRY_MILLIS - 1);
    assertThat(loads.started()).hasSize(1);
    advance(ALL, 10_000 + ServedShard.RETRY_MILLIS);
    assertThat(loads.started()).hasSize(2);
    loads.finishEmpty("an index is broken");
    advance(ALL, 20_000);
    assertThat(shard.isReady(things.partitionIds())).isTrue();
    assertThat(shard.failure(things.partitionIds())).isEmpty();
    assertThat(shard.warnings()).containsExactly("an index is broken");
  }

  @Test
  void aGenerationThatCannotFollowLeavesTheOneBeforeAnsweringWithAWarning() {
    shard.announce(manifest(5, 0));
    shard.requireNewest();
    advance(ALL);
    loads.finishEmpty();
    advance(ALL);
    shard.announce(manifest(6, 0));
    advance(ALL);
    loads.fail(new CorruptFileException("bad.arrow", "it is bad"));
    advance(ALL);

    assertThat(shard.isReady(things.partitionIds())).isTrue();
    assertThat(shard.failure(things.partitionIds())).isEmpty();
    assertThat(shard.warnings()).hasSize(1).first().asString().contains("bad.arrow");
  }

  @Test
  void aReleasedCollectionLetsGoOfItsSegmentsAndGetsThemBackWhenItIsLoaded() throws IOException {
    ShardSealed seal = seal(Position.NONE, Position.before(2), inserts(1, 1, 2));
    shard.announce(TestFiles.manifest(things, 1, seal));
    insert(1, 1, 2);
    advance(Position.before(2));
    loads.finish(loader);
    advance(Position.before(2));

    things = catalog.release("things");
    advance(Position.before(2));
    assertThat(shard.view().sealed()).isEmpty();
    assertThat(shard.isReady(things.partitionIds())).isFalse();
    assertThat(shard.isWorking()).isFalse();

    insert(2, 3);
    delete(3, 1);
    ShardSealed next = seal(Position.before(2), Position.before(3), inserts(2, 3));
    shard.announce(TestFiles.manifest(things, 2, seal, next));
    advance(Position.before(4));
    assertThat(shard.view().growingRowCount()).as("sealed since").isZero();
    assertThat(loads.started()).hasSize(1);

    things = catalog.load("things");
    advance(Position.before(4));
    assertThat(shard.isReady(things.partitionIds())).isFalse();
    assertThat(shard.isWorking()).isTrue();
    loads.finish(loader);
    advance(Position.before(4));
    assertThat(shard.isReady(things.partitionIds())).isTrue();
    assertThat(keys(Position.before(4))).containsExactly(2L, 3L);
  }

  @Test
  void aReleasedCollectionFollowsAManifestOnlyWhenTheChannelHasAppliedWhatItCovers() {
    things = catalog.release("things");
    insert(1, 1);
    shard.announce(manifest(5, Position.before(3)));
    advance(Position.before(2));
    assertThat(shard.view().generation()).isEqualTo(-1);
    assertThat(shard.view().growingRowCount()).isEqualTo(1);
    advance(Position.before(3));
    assertThat(shard.view().generation()).isEqualTo(5);
    assertThat(shard.view().growingRowCount()).isZero();
  }

  @Test
  void aCollectionReleasedDuringALoadForgetsTheLoad() {
    shard.announce(manifest(5, 0));
    advance(ALL);
    things = catalog.release("things");
    advance(ALL);
    loads.finishEmpty();
    advance(ALL);
    assertThat(shard.isReady(things.partitionIds())).isFalse();
    assertThat(shard.isWorking()).isFalse();
  }

  @Test
  void aReleasedPartitionLetsGoOfItsSegmentsAndGetsThemBackWhileTheOthersAnswer()
      throws IOException {
    long other = catalog.partition("things", "other");
    things = catalog.load("things");
    MutationRun.Inserts rows = inserts(2, 3, 4);
    ShardSealed seal =
        seal(
            Position.NONE,
            Position.before(3),
            inserts(1, 1, 2),
            new MutationRun.Inserts(rows.firstPosition(), other, rows.rows()));
    shard.announce(TestFiles.manifest(things, 1, seal));
    advance(ALL);
    loads.finish(loader);
    advance(ALL);
    assertThat(keys(ALL, other)).containsExactly(3L, 4L);

    things = catalog.release("things", "other");
    advance(ALL);
    assertThat(shard.view().sealed()).hasSize(1);
    assertThat(keys(ALL)).containsExactly(1L, 2L);
    assertThat(shard.isWorking()).isFalse();
    delete(1_000, 2, 3);

    things = catalog.load("things", "other");
    assertThat(shard.isReady(List.of(other))).as("it has not heard of it").isFalse();
    advance(ALL);
    assertThat(shard.isWorking()).isTrue();
    assertThat(shard.isReady(List.of(other))).isFalse();
    assertThat(shard.isReady(List.of(things.id()))).as("it has all that is asked").isTrue();
    assertThat(keys(Position.before(1_001))).containsExactly(1L);
    loads.finish(loader);
    advance(ALL);
    assertThat(shard.isReady(things.partitionIds())).isTrue();
    assertThat(shard.isWorking()).isFalse();
    assertThat(keys(Position.before(1_001), other)).containsExactly(4L);
    assertThat(keys(Position.before(1_001))).containsExactly(1L);
  }

  @Test
  void aReleasedPartitionThatIsDroppedIsNotLoaded() throws IOException {
    long other = catalog.partition("things", "other");
    things = catalog.release("things", "other");
    MutationRun.Inserts rows = inserts(1, 1);
    ShardSealed seal =
        seal(
            Position.NONE,
            Position.before(2),
            new MutationRun.Inserts(rows.firstPosition(), other, rows.rows()));
    shard.announce(TestFiles.manifest(things, 1, seal));
    advance(ALL);
    loads.finish(loader);
    advance(ALL);

    things = catalog.dropPartition("things", "other");
    advance(ALL);
    assertThat(loads.started()).containsExactly(1L);
    assertThat(shard.isWorking()).isFalse();
    assertThat(shard.isReady(things.partitionIds())).isTrue();
  }

  @Test
  void aLoadThatFailedIsTriedAgainAtOnceWhereOtherPartitionsAreWanted() {
    catalog.partition("things", "other");
    things = catalog.load("things");
    shard.announce(manifest(5, 0));
    shard.requireNewest();
    advance(ALL);
    loads.fail(new CorruptFileException("bad.arrow", "it is bad"));
    advance(ALL);
    assertThat(shard.failure(List.of(things.id()))).isPresent();

    things = catalog.release("things", "other");
    advance(ALL);
    assertThat(shard.failure(List.of(things.id()))).as("it may have been of the other").isEmpty();
    assertThat(loads.started()).containsExactly(5L, 5L);
  }

  @Test
  void whatWasLoadedOfOtherPartitionsThanAreWantedIsForgotten() throws IOException {
    ShardSealed seal = seal(Position.NONE, Position.before(2), inserts(1, 1));
    catalog.partition("things", "other");
    things = catalog.release("things", "_default");
    shard.announce(TestFiles.manifest(things, 1, seal));
    advance(ALL);
    things = catalog.load("things", "_default");
    advance(ALL);
    assertThat(loads.started()).containsExactly(1L, 1L);
    loads.finishEmpty();
    advance(ALL);
    assertThat(shard.isReady(things.partitionIds())).as("that was the first").isFalse();
    loads.finish(loader);
    advance(ALL);
    assertThat(keys(ALL)).containsExactly(1L);
  }

  private static MissingFileException missing(String path) {
    try {
      new ObjectStorage("file:///nowhere").read(FileRef.newBuilder().setPath(path).build());
      throw new IllegalStateException("it should be missing");
    } catch (MissingFileException e) {
      return e;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private Manifest manifest(long generation, long sealedTo) {
    return Manifest.newBuilder()
        .setCollectionId(things.id())
        .setGeneration(generation)
        .setSealedTo(sealedTo)
        .build();
  }

  private ShardSealed seal(long from, long to, MutationRun... runs) throws IOException {
    return files.seal(things, from, to, runs);
  }

  private MutationRun.Inserts inserts(long offset, long... keys) {
    return new MutationRun.Inserts(
        Position.of(offset, 0), things.id(), TestLog.rows(things.schema(), keys));
  }

  private io.cinclus.model.Column column(long... keys) {
    return TestLog.rows(things.schema(), keys).column(things.schema().primaryKey().id());
  }

  private void insert(long offset, long... keys) {
    shard.view().insert(TestLog.rows(things.schema(), keys), things.id(), Position.of(offset, 0));
  }

  private void delete(long offset, long... keys) {
    shard.view().delete(column(keys), keys.length, Position.of(offset, 0), 0);
  }

  private void advance(long applied) {
    advance(applied, 0);
  }

  private void advance(long applied, long nowMillis) {
    shard.advance(things, catalog.current(), applied, nowMillis, loads);
  }

  private List<Long> keys(long applied) {
    return keys(applied, things.id());
  }

  private List<Long> keys(long applied, long partition) {
    return TestViews.keys(List.of(shard.view().snapshot(applied)), partition);
  }
}
