package io.cinclus.segment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.ShardId;
import io.cinclus.v1.Segment;
import io.cinclus.v1.ShardSealed;
import io.cinclus.v1.TombstoneFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SegmentStoreTest {
  private static final SealedRange RANGE = new SealedRange(new ShardId(7, 2), -1, 100);
  private static final List<MutationRun> RUNS =
      List.of(
          new MutationRun.Inserts(10, 1, Rows.batch(5, 6, 5)),
          new MutationRun.Inserts(20, 2, Rows.batch(7)),
          new MutationRun.Deletes(21, Rows.keys(5, 6), 2, 11));

  private final Path folder;
  private final SegmentStore store;

  SegmentStoreTest(@TempDir Path folder) {
    this.folder = folder;
    store = new SegmentStore(new ObjectStorage(folder.toUri().toString()));
  }

  @Test
  void aSealIsWrittenUnderItsNamesAndReadBack() throws IOException {
    Sealing.Content content = Sealing.seal(Rows.SCHEMA, RANGE, RUNS);
    ShardSealed seal = store.writeSeal(RANGE, Rows.SCHEMA, content, 77);

    assertThat(seal.getCatalogPosition()).isEqualTo(77);
    assertThat(seal.getTo()).isEqualTo(100);
    assertThat(seal.getSegmentsList())
        .extracting(segment -> segment.getFile().getPath())
        .containsExactly("7/2/1/-1-100.arrow", "7/2/2/-1-100.arrow");
    assertThat(seal.getSegments(0).getRowCount()).isEqualTo(3);
    SegmentRows rows = store.readRows(seal.getSegments(0), Rows.SCHEMA);
    assertThat(rows.positions()).containsExactly(10, 11, 12);
    assertThat(RandomRows.values(rows.rows().column(Rows.VALUE), 3)).containsExactly(50L, 60L, 50L);
    SegmentKeys keys = store.readKeys(seal.getSegments(1), Rows.SCHEMA);
    assertThat(keys.positions()).containsExactly(20);
    assertThat(RandomRows.values(keys.keys(), 1)).containsExactly(7L);

    assertThat(seal.getTombstones().getFile().getPath()).isEqualTo("7/2/-1-100.tombstones");
    assertThat(seal.getTombstones().getCount()).isEqualTo(6);
    Tombstones tombstones = store.readTombstones(List.of(seal.getTombstones()), DataType.INT64);
    assertThat(tombstones.positions()).containsExactly(10, 11, 12, 20, 21, 22);
    assertThat(tombstones.upTo()).containsExactly(10, 11, 12, 20, 11, 11);
    assertThat(RandomRows.values(tombstones.keys(), 6)).containsExactly(5L, 6L, 5L, 7L, 5L, 6L);
  }

  @Test
  void sealingAgainWritesTheSameFiles() throws IOException {
    Sealing.Content content = Sealing.seal(Rows.SCHEMA, RANGE, RUNS);
    ShardSealed first = store.writeSeal(RANGE, Rows.SCHEMA, content, 77);
    Sealing.Content again = Sealing.seal(Rows.SCHEMA, RANGE, RUNS);
    assertThat(store.writeSeal(RANGE, Rows.SCHEMA, again, 77)).isEqualTo(first);
  }

  @Test
  void theFilesOfASealAreTheSameInEveryRuntime() throws IOException {
    CollectionSchema schema = RandomRows.everyType(DataType.INT64);
    MutationRun run = new MutationRun.Inserts(0, 9, new RandomRows(41).batch(schema, 90));
    Sealing.Content content = Sealing.seal(schema, RANGE, List.of(run));
    ShardSealed seal = store.writeSeal(RANGE, schema, content, 77);
    // A change of these means that a file written again after an upgrade replaces another one.
    assertThat(Integer.toHexString(seal.getSegments(0).getFile().getCrc32C()))
        .isEqualTo("3d64df80");
    assertThat(Integer.toHexString(seal.getTombstones().getFile().getCrc32C()))
        .isEqualTo("33284416");
  }

  @Test
  void anEmptySealHasNoFiles() throws IOException {
    Sealing.Content content = Sealing.seal(Rows.SCHEMA, RANGE, List.of());
    ShardSealed seal = store.writeSeal(RANGE, Rows.SCHEMA, content, 77);
    assertThat(seal.getSegmentsList()).isEmpty();
    assertThat(seal.hasTombstones()).isFalse();
    assertThat(seal.getTo()).isEqualTo(100);
  }

  @Test
  void whatLiesAtOrBelowTheClipIsNotRead() throws IOException {
    Sealing.Content content = Sealing.seal(Rows.SCHEMA, RANGE, RUNS);
    ShardSealed seal = store.writeSeal(RANGE, Rows.SCHEMA, content, 77);
    Segment clipped = seal.getSegments(0).toBuilder().setFrom(11).build();
    assertThat(store.readRows(clipped, Rows.SCHEMA).positions()).containsExactly(12);
    assertThat(store.readKeys(clipped, Rows.SCHEMA).positions()).containsExactly(12);
    Segment empty = seal.getSegments(0).toBuilder().setFrom(50).build();
    assertThat(store.readRows(empty, Rows.SCHEMA).rowCount()).isZero();
    TombstoneFile tombstones = seal.getTombstones().toBuilder().setFrom(20).build();
    assertThat(store.readTombstones(List.of(tombstones), DataType.INT64).positions())
        .containsExactly(21, 22);
  }

  @Test
  void aFieldAddedLaterHasItsDefaultOrIsNull() throws IOException {
    Sealing.Content content = Sealing.seal(Rows.SCHEMA, RANGE, RUNS);
    ShardSealed seal = store.writeSeal(RANGE, Rows.SCHEMA, content, 77);
    List<FieldSchema> fields = new ArrayList<>(Rows.SCHEMA.fields());
    fields.add(FieldSchema.of("a", DataType.INT64, Limits.NONE).withId(102).withDefault(9L));
    fields.add(FieldSchema.of("b", DataType.VARCHAR, Limits.NONE).withId(103).asNullable());
    fields.add(FieldSchema.of("c", DataType.FLOAT, Limits.NONE).withId(104).withDefault(0.1));
    fields.remove(1);
    CollectionSchema schema = new CollectionSchema("", fields);
    SegmentRows rows = store.readRows(seal.getSegments(0), schema);
    assertThat(rows.rows().columns()).containsOnlyKeys(Rows.KEY, 102, 103, 104);
    assertThat(RandomRows.values(rows.rows().column(102), 3)).containsExactly(9L, 9L, 9L);
    assertThat(RandomRows.values(rows.rows().column(103), 3)).containsOnlyNulls();
    assertThat(RandomRows.values(rows.rows().column(104), 3)).containsOnly((double) 0.1f);
  }

  @Test
  void everySampledFlipAndTruncationOfAFileIsFoundAndNamed() throws IOException {
    long seed = 31;
    CollectionSchema schema = RandomRows.everyType(DataType.VARCHAR);
    MutationRun run = new MutationRun.Inserts(0, 1, new RandomRows(seed).batch(schema, 90));
    Sealing.Content content = Sealing.seal(schema, RANGE, List.of(run));
    ShardSealed seal = store.writeSeal(RANGE, schema, content, 77);
    Segment segment = seal.getSegments(0);
    Path file = folder.resolve(segment.getFile().getPath());
    byte[] bytes = Files.readAllBytes(file);
    Random random = new Random(seed);
    for (int round = 0; round < 300; round++) {
      byte[] broken = bytes.clone();
      if (round % 3 == 0) {
        broken = Arrays.copyOf(bytes, random.nextInt(bytes.length));
      } else {
        broken[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      }
      Files.write(file, broken);
      assertThatThrownBy(() -> store.readRows(segment, schema))
          .as("round %d of seed %d", round, seed)
          .isInstanceOf(CorruptFileException.class)
          .hasMessageContaining("7/2/1/-1-100.arrow");
      assertThatThrownBy(() -> store.readKeys(segment, schema))
          .isInstanceOf(CorruptFileException.class);
    }
    Files.delete(file);
    assertThatThrownBy(() -> store.readRows(segment, schema))
        .isInstanceOf(MissingFileException.class)
        .hasMessageContaining("7/2/1/-1-100.arrow");
  }

  @Test
  void textKeysAreReadBack() throws IOException {
    CollectionSchema schema = RandomRows.everyType(DataType.VARCHAR);
    MutationRun run = new MutationRun.Inserts(0, 1, new RandomRows(5).batch(schema, 40));
    Sealing.Content content = Sealing.seal(schema, RANGE, List.of(run));
    ShardSealed seal = store.writeSeal(RANGE, schema, content, 77);
    Tombstones tombstones = store.readTombstones(List.of(seal.getTombstones()), DataType.VARCHAR);
    Column written = run.keys(schema.primaryKey());
    assertThat(RandomRows.values(tombstones.keys(), 40)).isEqualTo(RandomRows.values(written, 40));
  }
}
