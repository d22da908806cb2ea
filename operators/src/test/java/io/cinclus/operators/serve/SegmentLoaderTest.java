package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.filter.Filter;
import io.cinclus.index.IndexType;
import io.cinclus.model.Column;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.search.SealedRows;
import io.cinclus.search.ShardSnapshot;
import io.cinclus.search.ShardView;
import io.cinclus.search.VectorSearch;
import io.cinclus.segment.CorruptFileException;
import io.cinclus.segment.Killers;
import io.cinclus.segment.MissingFileException;
import io.cinclus.segment.MutationRun;
import io.cinclus.segment.Tombstones;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
import io.cinclus.v1.ShardSealed;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentLoaderTest {
  private static final long END = Position.before(2);

  @TempDir private Path folder;

  private final CollectionInfo things = new TestCatalog().createLoaded("things", 0);
  private TestFiles files = new TestFiles(Path.of("."));
  private Segment segment = Segment.getDefaultInstance();
  private Manifest manifest = Manifest.getDefaultInstance();

  @BeforeEach
  void write() throws Exception {
    files = new TestFiles(folder);
    MutationRun rows =
        new MutationRun.Inserts(
            Position.of(1, 0), things.id(), TestLog.rows(things.schema(), 5, 1, 4, 2, 3));
    ShardSealed seal = files.seal(things, Position.NONE, END, rows);
    segment = files.index(things, seal.getSegments(0), 5, 1, 4, 2, 3);
    manifest = TestFiles.manifest(things, 1, seal).toBuilder().setSegments(0, segment).build();
  }

  @Test
  void aManifestComesIntoMemoryWithItsIndexes() throws Exception {
    SegmentLoader.Result result = load();
    assertThat(result.warnings()).isEmpty();
    assertThat(result.loaded().generation()).isEqualTo(1);
    assertThat(result.loaded().sealedTo()).isEqualTo(END);
    assertThat(result.loaded().resident()).isTrue();
    assertThat(nearest(result, 2)).containsExactly(1f, 4f);
  }

  @Test
  void anIndexThatIsReadFromDiskAnswersToo() throws Exception {
    Segment plain = segment.toBuilder().clearIndexes().build();
    Segment onDisk = files.index(things, plain, IndexType.DISKANN, 5, 1, 4, 2, 3);
    manifest = manifest.toBuilder().setSegments(0, onDisk).build();
    SegmentLoader.Result result = load();
    assertThat(result.warnings()).isEmpty();
    assertThat(nearest(result, 3)).containsExactly(1f, 4f, 9f);
  }

  @Test
  void aCorruptIndexIsReportedAndItsSegmentIsSearchedExactly() throws Exception {
    String path = segment.getIndexes(0).getFile().getPath();
    files.corrupt(path);
    SegmentLoader.Result result = load();
    assertThat(result.warnings()).hasSize(1).first().asString().contains(path, "without its index");
    assertThat(nearest(result, 5)).containsExactly(1f, 4f, 9f, 16f, 25f);
  }

  @Test
  void aMissingIndexIsReportedAndItsSegmentIsSearchedExactly() throws Exception {
    String path = segment.getIndexes(0).getFile().getPath();
    files.delete(path);
    SegmentLoader.Result result = load();
    assertThat(result.warnings()).hasSize(1).first().asString().contains(path);
    assertThat(nearest(result, 3)).containsExactly(1f, 4f, 9f);
  }

  @Test
  void anIndexOfOtherRowsIsReportedAndNotUsed() throws Exception {
    Segment wrong = files.index(things, segment.toBuilder().clearIndexes().build(), 1, 2);
    manifest = manifest.toBuilder().setSegments(0, wrong).build();
    SegmentLoader.Result result = load();
    assertThat(result.warnings()).hasSize(1);
    assertThat(nearest(result, 3)).containsExactly(1f, 4f, 9f);
  }

  @Test
  void aScalarIndexComesAlongAndFiltersGoByIt() throws Exception {
    manifest =
        manifest.toBuilder()
            .setSegments(0, files.textIndex(things, segment, 5, 1, 4, 2, 3))
            .build();
    SegmentLoader.Result result = load();
    assertThat(result.warnings()).isEmpty();
    assertThat(nearest(result, 3, "text in ['text 2', 'text 5']")).containsExactly(4f, 25f);
  }

  @Test
  void aScalarIndexThatCannotBeReadIsReportedAndNotUsed() throws Exception {
    Segment indexed = files.textIndex(things, segment, 5, 1, 4, 2, 3);
    manifest = manifest.toBuilder().setSegments(0, indexed).build();
    String path = indexed.getIndexes(1).getFile().getPath();
    files.corrupt(path);
    SegmentLoader.Result result = load();
    assertThat(result.warnings()).hasSize(1).first().asString().contains(path, "without its index");
    assertThat(nearest(result, 3, "text in ['text 2', 'text 5']")).containsExactly(4f, 25f);
  }

  @Test
  void aScalarIndexOfOtherRowsIsReportedAndNotUsed() throws Exception {
    manifest =
        manifest.toBuilder()
            .setSegments(0, files.textIndex(things, segment, 5, 1, 4, 2, 6))
            .build();
    SegmentLoader.Result result = load();
    assertThat(result.warnings()).hasSize(1);
    assertThat(nearest(result, 3, "text in ['text 3', 'text 6']")).containsExactly(9f);
  }

  @Test
  void aCorruptSegmentFailsTheLoadAndIsNamed() throws Exception {
    files.corrupt(segment.getFile().getPath());
    assertThatThrownBy(this::load)
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining(segment.getFile().getPath());
  }

  @Test
  void corruptTombstonesFailTheLoadForTheyDecideWhatLives() throws Exception {
    files.corrupt(manifest.getTombstones(0).getFile().getPath());
    assertThatThrownBy(this::load)
        .isInstanceOf(CorruptFileException.class)
        .hasMessageContaining(manifest.getTombstones(0).getFile().getPath());
  }

  @Test
  void aMissingSegmentFailsTheLoadAndIsNamed() throws Exception {
    files.delete(segment.getFile().getPath());
    assertThatThrownBy(this::load)
        .isInstanceOf(MissingFileException.class)
        .hasMessageContaining(segment.getFile().getPath());
  }

  @Test
  void whatWasLoadedIsNotReadAgain() throws Exception {
    SegmentLoader loader = loader();
    loader.load(manifest, things, List.of());
    files.delete(segment.getFile().getPath());
    files.delete(segment.getIndexes(0).getFile().getPath());
    SegmentLoader.Result again = loader.load(manifest, things, List.of());
    assertThat(again.warnings()).isEmpty();
    assertThat(nearest(again, 1)).containsExactly(1f);
  }

  @Test
  void aSegmentInUseIsTakenOverWithItsDeathsAndGetsItsNewIndex() throws Exception {
    Manifest plain =
        manifest.toBuilder().setSegments(0, segment.toBuilder().clearIndexes()).build();
    SegmentLoader loader = loader();
    List<SealedRows> inUse = loader.load(plain, things, List.of()).loaded().segments();
    long[] deletedAt = {END + 1};
    Column deleted = TestLog.rows(things.schema(), 1).column(things.schema().primaryKey().id());
    inUse.get(0).bury(new Killers(new Tombstones(deleted, deletedAt, deletedAt)));
    SegmentLoader.Result result = loader.load(manifest, things, inUse);
    assertThat(nearest(result, 2)).containsExactly(4f, 9f);
  }

  private SegmentLoader loader() {
    return new SegmentLoader(new SegmentCache(files.root(), 1 << 20));
  }

  private SegmentLoader.Result load() throws Exception {
    return loader().load(manifest, things, List.of());
  }

  /** The squared distances of the k nearest to (0, 0). */
  private List<Float> nearest(SegmentLoader.Result result, int k) {
    return nearest(result, k, "id >= 0");
  }

  private List<Float> nearest(SegmentLoader.Result result, int k, String filter) {
    ShardView view = new ShardView("shard " + new ShardId(things.id(), 0), things.schema());
    view.swap(result.loaded());
    List<ShardSnapshot> shards = List.of(view.snapshot(Position.before(100)));
    VectorSearch.Spec spec =
        new VectorSearch.Spec(
            things.field("vector").id(),
            Metric.L2,
            new float[][] {{0, 0}},
            k,
            ScoreRange.ALL,
            Map.of(),
            Filter.compile(filter, things.schema()));
    return new VectorSearch(spec, Kernels.fastest())
        .search(shards, new long[] {things.id()}, () -> false).get(0).stream()
            .map(row -> Metric.L2.distance(row.score()))
            .toList();
  }
}
