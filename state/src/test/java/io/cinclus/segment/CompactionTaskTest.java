package io.cinclus.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.model.ShardId;
import io.cinclus.segment.ManifestEdit.Changed;
import io.cinclus.v1.BuildFinished;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.CompactionPlan;
import io.cinclus.v1.CompactionResult;
import io.cinclus.v1.FileRef;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
import io.cinclus.v1.TombstoneFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompactionTaskTest {
  private static final ShardId SHARD = new ShardId(7, 2);
  private static final Set<Long> PARTITIONS = Set.of(1L, 2L);

  private final Path folder;
  private final ObjectStorage storage;
  private final SegmentStore store;
  private final CompactionTask task;

  CompactionTaskTest(@TempDir Path folder) {
    this.folder = folder;
    storage = new ObjectStorage(folder.toUri().toString());
    store = new SegmentStore(storage);
    task = new CompactionTask(store, CompactionTask.MAX_INPUT_BYTES);
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3})
  void sealsAndCompactionsThroughFilesKeepWhatIsVisible(long seed) throws IOException {
    Random random = new Random(seed);
    ShardHistory history = new ShardHistory(random);
    Manifest manifest = ManifestEdits.empty(SHARD);
    int rowsBefore = 0;
    int rowsAfter = 0;
    for (int round = 0; round < 12; round++) {
      for (int i = 0; i < 4; i++) {
        history.append(List.of(1L, 2L));
      }
      // Now and then a seal of an ingest that was restored from an older state: it is clipped.
      long from = random.nextInt(3) == 0 ? -1 : manifest.getSealedTo();
      manifest = seal(manifest, history, new SealedRange(SHARD, from, history.end()));
      BuildPlan plan = plan(manifest, random, round);
      CompactionResult result = task.run(plan, Rows.SCHEMA);
      assertThat(task.run(plan, Rows.SCHEMA)).isEqualTo(result);
      rowsBefore += rowCount(plan.getCompaction().getInputsList());
      rowsAfter += rowCount(List.of(result.getOutput()));
      BuildFinished finished =
          BuildFinished.newBuilder().setPlan(plan).setCompaction(result).build();
      Changed edit = (Changed) ManifestEdits.finish(manifest, finished);
      manifest = edit.manifest();
      delete(edit.replaced());
      assertSameAs(history, manifest);
    }
    assertThat(rowsAfter).isLessThan(rowsBefore);
    List<String> left = new ArrayList<>();
    storage.forEachFile(SegmentNames.folder(SHARD), file -> left.add(file.path()));
    assertThat(left)
        .containsExactlyInAnyOrderElementsOf(
            ManifestEdits.files(manifest).stream().map(FileRef::getPath).toList());
  }

  @Test
  void aPlanWithoutInputsOnlyDropsTombstones() throws IOException {
    ShardHistory history = new ShardHistory(new Random(1));
    for (int i = 0; i < 30; i++) {
      history.append(List.of(1L, 2L));
    }
    Manifest manifest =
        seal(ManifestEdits.empty(SHARD), history, new SealedRange(SHARD, -1, history.end()));
    BuildPlan plan = plan(manifest, segment -> false, -1);
    CompactionResult result = task.run(plan, Rows.SCHEMA);
    assertThat(result.hasOutput()).isFalse();
    assertThat(result.getTombstones().getCount())
        .isBetween(1L, manifest.getTombstones(0).getCount() - 1);
    BuildFinished finished = BuildFinished.newBuilder().setPlan(plan).setCompaction(result).build();
    Changed edit = (Changed) ManifestEdits.finish(manifest, finished);
    assertThat(edit.manifest().getSegmentsList()).isEqualTo(manifest.getSegmentsList());
    assertSameAs(history, edit.manifest());
  }

  @Test
  void theOutputBeginsWhereRowsHaveNotExpired() throws IOException {
    ShardHistory history = new ShardHistory(new Random(1));
    for (int i = 0; i < 30; i++) {
      history.append(List.of(1L, 2L));
    }
    Manifest manifest =
        seal(ManifestEdits.empty(SHARD), history, new SealedRange(SHARD, -1, history.end()));
    long below = history.end() / 2;
    BuildPlan.Builder plan =
        plan(manifest, segment -> segment.getPartitionId() == 1, -1).toBuilder();
    plan.getCompactionBuilder().setExpiredBelow(below);
    Segment output = task.run(plan.build(), Rows.SCHEMA).getOutput();
    assertThat(output.getFrom()).isEqualTo(below - 1);
    long[] positions = store.readRows(output, Rows.SCHEMA).positions();
    assertThat(positions).isNotEmpty().hasSize((int) output.getRowCount());
    assertThat(positions[0]).isGreaterThanOrEqualTo(below);
  }

  @Test
  void whenEverythingIsDeadNothingIsWritten() throws IOException {
    Manifest manifest =
        seal(
            ManifestEdits.empty(SHARD),
            List.of(
                new MutationRun.Inserts(0, 1, Rows.batch(1, 2)),
                new MutationRun.Deletes(2, Rows.keys(1, 2), 2, MutationRun.BELOW_ITSELF)),
            new SealedRange(SHARD, -1, 3));
    BuildPlan plan = plan(manifest, segment -> true, 3);
    assertThat(task.run(plan, Rows.SCHEMA)).isEqualTo(CompactionResult.getDefaultInstance());
  }

  @Test
  void aPlanThatIsTooLargeIsRefused() throws IOException {
    Manifest manifest =
        seal(
            ManifestEdits.empty(SHARD),
            List.of(new MutationRun.Inserts(0, 1, Rows.batch(1, 2))),
            new SealedRange(SHARD, -1, 3));
    BuildPlan plan = plan(manifest, segment -> true, 3);
    long sizeBytes =
        ManifestEdits.files(manifest).stream().mapToLong(FileRef::getLengthBytes).sum();
    new CompactionTask(store, sizeBytes).run(plan, Rows.SCHEMA);
    assertThatThrownBy(() -> new CompactionTask(store, sizeBytes - 1).run(plan, Rows.SCHEMA))
        .isInstanceOfSatisfying(
            CinclusException.class,
            failure -> assertThat(failure.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED))
        .hasMessageContaining("7/2");
  }

  @Test
  void aMissingInputIsNamed() throws IOException {
    Manifest manifest =
        seal(
            ManifestEdits.empty(SHARD),
            List.of(new MutationRun.Inserts(0, 1, Rows.batch(1, 2))),
            new SealedRange(SHARD, -1, 3));
    storage.delete("7/2/1/-1-3.arrow");
    assertThatThrownBy(() -> task.run(plan(manifest, segment -> true, 3), Rows.SCHEMA))
        .isInstanceOf(MissingFileException.class)
        .hasMessageContaining("7/2/1/-1-3.arrow");
  }

  @Test
  void allTombstonesAreKeptForAnotherSegmentThatCannotBeRead() throws IOException {
    // The row in partition 2 needs the delete; nothing needs the inserts.
    Manifest manifest =
        seal(
            ManifestEdits.empty(SHARD),
            List.of(
                new MutationRun.Inserts(0, 1, Rows.batch(1)),
                new MutationRun.Inserts(1, 2, Rows.batch(2)),
                new MutationRun.Deletes(2, Rows.keys(2), 1, MutationRun.BELOW_ITSELF)),
            new SealedRange(SHARD, -1, 3));
    BuildPlan plan = plan(manifest, segment -> segment.getPartitionId() == 1, 1);
    CompactionResult whole = task.run(plan, Rows.SCHEMA);
    assertThat(whole.getTombstones().getCount()).isEqualTo(1);

    Path other = folder.resolve("7/2/2/-1-3.arrow");
    Files.writeString(other, "broken");
    CompactionResult corrupt = task.run(plan, Rows.SCHEMA);
    Files.delete(other);
    CompactionResult missing = task.run(plan, Rows.SCHEMA);
    assertThat(missing).isEqualTo(corrupt);
    assertThat(missing.getOutput()).isEqualTo(whole.getOutput());
    assertThat(missing.getTombstones().getCount()).isEqualTo(3);
    // What the first run wrote is still as it was registered.
    assertThat(store.readTombstones(List.of(whole.getTombstones()), DataType.INT64).positions())
        .containsExactly(2);
  }

  @Test
  void aPlanThatCannotReadEverythingWritesNothing() throws IOException {
    Manifest manifest =
        seal(
            ManifestEdits.empty(SHARD),
            List.of(
                new MutationRun.Inserts(0, 1, Rows.batch(1)),
                new MutationRun.Inserts(1, 2, Rows.batch(2))),
            new SealedRange(SHARD, -1, 3));
    Path other = folder.resolve("7/2/2/-1-3.arrow");
    // A folder in its place: neither missing nor corrupt.
    Files.delete(other);
    Files.createDirectories(other);
    BuildPlan plan = plan(manifest, segment -> segment.getPartitionId() == 1, 1);
    assertThatThrownBy(() -> task.run(plan, Rows.SCHEMA)).isInstanceOf(IOException.class);
    List<String> left = new ArrayList<>();
    storage.forEachFile(SegmentNames.folder(SHARD), file -> left.add(file.path()));
    assertThat(left).containsExactlyInAnyOrder("7/2/1/-1-3.arrow", "7/2/-1-3.tombstones");
  }

  @Test
  void segmentsFromBeforeAFieldWasAddedGetItsDefault() throws IOException {
    Manifest manifest =
        seal(
            ManifestEdits.empty(SHARD),
            List.of(new MutationRun.Inserts(0, 1, Rows.batch(1, 2))),
            new SealedRange(SHARD, -1, 3));
    List<FieldSchema> fields = new ArrayList<>(Rows.SCHEMA.fields());
    FieldSchema pages = FieldSchema.of("pages", DataType.INT64, Limits.NONE).withId(102);
    fields.add(pages.withDefault(7L));
    fields.add(FieldSchema.of("shelf", DataType.INT64, Limits.NONE).withId(103).asNullable());
    CollectionSchema wider = new CollectionSchema("", fields);
    RowBatch later =
        Rows.batch(3)
            .with(
                Map.of(
                    102, new Column.Longs(DataType.INT64, new long[] {300}, null),
                    103, new Column.Longs(DataType.INT64, new long[] {30}, null)));
    SealedRange range = new SealedRange(SHARD, 3, 5);
    Sealing.Content content =
        Sealing.seal(wider, range, List.of(new MutationRun.Inserts(4, 1, later)));
    manifest =
        ((Changed) ManifestEdits.register(manifest, store.writeSeal(range, wider, content, 9), -1))
            .manifest();
    CompactionResult result = task.run(plan(manifest, segment -> true, 5), wider);
    SegmentRows rows = store.readRows(result.getOutput(), wider);
    assertThat(rows.positions()).containsExactly(0, 1, 4);
    assertThat(RandomRows.values(rows.rows().column(102), 3)).containsExactly(7L, 7L, 300L);
    assertThat(RandomRows.values(rows.rows().column(103), 3)).containsExactly(null, null, 30L);
  }

  @Test
  void theOutputSaysWhatIsPurgedFromIt() throws IOException {
    Manifest manifest =
        seal(
            ManifestEdits.empty(SHARD),
            List.of(new MutationRun.Inserts(0, 1, Rows.batch(1, 2))),
            new SealedRange(SHARD, -1, 3));
    CompactionResult result = task.run(plan(manifest, segment -> true, 2), Rows.SCHEMA);
    assertThat(result.getOutput().getPurgedTo()).isEqualTo(2);
  }

  @Test
  void theTombstonesSayHowManyOfTheirRowsCanBeDropped() throws IOException {
    Manifest first =
        seal(
            ManifestEdits.empty(SHARD),
            List.of(new MutationRun.Inserts(0, 1, Rows.batch(1, 2, 3, 4))),
            new SealedRange(SHARD, -1, 3));
    Manifest both =
        seal(
            first,
            List.of(
                new MutationRun.Inserts(0, 1, Rows.batch(1, 2, 3, 4)),
                new MutationRun.Deletes(5, Rows.keys(1, 2, 3), 3, MutationRun.BELOW_ITSELF)),
            new SealedRange(SHARD, 3, 9));
    CompactionResult result = task.run(plan(both, segment -> false, 6), Rows.SCHEMA);
    assertThat(result.getTombstones().getCount()).isEqualTo(3);
    assertThat(result.getTombstones().getPurgeable()).isEqualTo(2);
    assertThat(result.getTombstones().getPurgeableTo()).isEqualTo(6);
    TombstoneFile young = task.run(plan(both, segment -> false, 4), Rows.SCHEMA).getTombstones();
    assertThat(young.hasPurgeable()).isTrue();
    assertThat(young.getPurgeable()).isZero();
  }

  private Manifest seal(Manifest manifest, ShardHistory history, SealedRange range)
      throws IOException {
    return seal(manifest, history.runs(), range);
  }

  private Manifest seal(Manifest manifest, List<MutationRun> runs, SealedRange range)
      throws IOException {
    Sealing.Content content = Sealing.seal(Rows.SCHEMA, range, runs);
    return ((Changed)
            ManifestEdits.register(manifest, store.writeSeal(range, Rows.SCHEMA, content, 5), -1))
        .manifest();
  }

  private static BuildPlan plan(Manifest manifest, Random random, int planId) {
    long partition = random.nextLong(1, 3);
    long horizon =
        manifest.getHorizon()
            + random.nextInt((int) (manifest.getSealedTo() - manifest.getHorizon()) + 1);
    Set<String> inputs = new HashSet<>();
    for (Segment segment : manifest.getSegmentsList()) {
      if (segment.getPartitionId() == partition && random.nextInt(4) > 0) {
        inputs.add(segment.getFile().getPath());
      }
    }
    BuildPlan plan =
        plan(manifest, segment -> inputs.contains(segment.getFile().getPath()), horizon);
    return plan.toBuilder()
        .setPlanId(planId)
        .setCompaction(plan.getCompaction().toBuilder().setPartitionId(partition))
        .build();
  }

  private static BuildPlan plan(Manifest manifest, Predicate<Segment> isInput, long horizon) {
    CompactionPlan.Builder compaction =
        CompactionPlan.newBuilder()
            .setPartitionId(1)
            .addAllTombstones(manifest.getTombstonesList())
            .setHorizon(horizon);
    for (Segment segment : manifest.getSegmentsList()) {
      if (isInput.test(segment)) {
        compaction.addInputs(segment);
      } else {
        compaction.addOthers(segment);
      }
    }
    return BuildPlan.newBuilder()
        .setCollectionId(SHARD.collectionId())
        .setShard(SHARD.shard())
        .setCompaction(compaction)
        .build();
  }

  private void assertSameAs(ShardHistory history, Manifest manifest) throws IOException {
    List<SegmentRows> rows = new ArrayList<>();
    for (Segment segment : manifest.getSegmentsList()) {
      rows.add(store.readRows(segment, Rows.SCHEMA));
    }
    Tombstones tombstones = store.readTombstones(manifest.getTombstonesList(), DataType.INT64);
    long horizon = Math.max(0, manifest.getHorizon());
    for (long position = horizon; position <= manifest.getSealedTo(); position++) {
      assertThat(ShardHistory.visible(rows, tombstones, position))
          .as("at position %d, horizon %d", position, horizon)
          .isEqualTo(history.visible(position, PARTITIONS));
    }
  }

  private void delete(List<FileRef> files) throws IOException {
    for (FileRef file : files) {
      storage.delete(file.getPath());
    }
  }

  private static int rowCount(List<Segment> segments) {
    return segments.stream().mapToInt(segment -> (int) segment.getRowCount()).sum();
  }
}
