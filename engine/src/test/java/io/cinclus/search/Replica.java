package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.index.IndexFiles;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.VectorIndex;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.segment.Compaction;
import io.cinclus.segment.Killers;
import io.cinclus.segment.MutationRun;
import io.cinclus.segment.SealedRange;
import io.cinclus.segment.Sealing;
import io.cinclus.segment.SegmentRows;
import io.cinclus.segment.Tombstones;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Vectors;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A view, the manifests of its shard, and the loads between them, driven at random. */
final class Replica {
  private static final ShardId SHARD = new ShardId(1, 0);

  private final Random random;
  private final NaiveShard shard;
  private final CollectionSchema schema;
  private final List<ShardView.Loaded> loads = new ArrayList<>();
  private final GrowingIndexes growing;
  private Manifest manifest;
  private ShardView view;

  private record Segment(String path, long partitionId, SegmentRows rows) {}

  private record Manifest(
      long generation,
      long sealedTo,
      long horizon,
      List<Segment> segments,
      Tombstones tombstones) {}

  Replica(Random random, NaiveShard shard, GrowingIndexes growing) {
    this.random = random;
    this.growing = growing;
    this.shard = shard;
    this.schema = TestRows.schema(shard.keyType());
    this.manifest = new Manifest(0, Position.NONE, 0, List.of(), Tombstones.none(shard.keyType()));
    this.view = newView();
  }

  private ShardView newView() {
    ShardView made = new ShardView("shard", schema, growing);
    made.indexGrowing(Map.of(TestRows.VECTOR, Metric.L2));
    return made;
  }

  ShardView view() {
    return view;
  }

  /** One thing that may happen. */
  void step() {
    switch (random.nextInt(12)) {
      case 0 -> seal();
      case 1 -> compact();
      case 2, 3 -> startLoad();
      case 4, 5 -> finishLoad();
      case 6 -> evict();
      case 7 -> {
        if (random.nextInt(4) == 0) {
          restart();
        }
      }
      default -> apply(shard.append());
    }
  }

  /** Loads the newest manifest and swaps it in. */
  void catchUp() {
    startLoad();
    view.swap(loads.remove(loads.size() - 1));
  }

  private void apply(MutationRun run) {
    if (run instanceof MutationRun.Inserts inserts) {
      view.insert(inserts.rows(), inserts.partitionId(), run.firstPosition());
    } else if (run instanceof MutationRun.Deletes deletes) {
      view.delete(deletes.keys(), run.count(), run.firstPosition(), run.upTo());
    }
  }

  /** Seals up to any position, which may lie inside a run. */
  private void seal() {
    long unsealed = shard.end() - manifest.sealedTo();
    if (unsealed == 0) {
      return;
    }
    long to = shard.end() - (random.nextBoolean() ? random.nextLong(unsealed) : 0);
    SealedRange range = new SealedRange(SHARD, manifest.sealedTo(), to);
    Sealing.Content content = Sealing.seal(schema, range, shard.log());
    List<Segment> segments = new ArrayList<>(manifest.segments());
    content
        .rows()
        .forEach((id, rows) -> segments.add(new Segment("sealed-" + to + "-" + id, id, rows)));
    Tombstones tombstones =
        Tombstones.concat(shard.keyType(), List.of(manifest.tombstones(), content.tombstones()));
    manifest =
        new Manifest(manifest.generation() + 1, to, manifest.horizon(), segments, tombstones);
  }

  /** Merges the segments of a partition and drops the tombstones that no row needs then. */
  private void compact() {
    if (manifest.segments().isEmpty()) {
      return;
    }
    long partition = manifest.segments().get(0).partitionId();
    long horizon = Math.max(manifest.horizon(), manifest.sealedTo() - random.nextInt(50));
    Killers killers = new Killers(manifest.tombstones());
    List<SegmentRows> inputs = new ArrayList<>();
    List<Segment> segments = new ArrayList<>();
    for (Segment segment : manifest.segments()) {
      if (segment.partitionId() == partition) {
        inputs.add(segment.rows());
      } else {
        segments.add(segment);
      }
    }
    SegmentRows output = Compaction.purge(schema, inputs, killers, new Compaction.Cut(horizon, 0));
    long generation = manifest.generation() + 1;
    if (output.rowCount() > 0) {
      segments.add(new Segment("compacted-" + generation, partition, output));
    }
    BitSet needed = new BitSet();
    for (Segment segment : segments) {
      killers.markNeeded(segment.rows().keys(schema.primaryKey()), needed);
    }
    manifest =
        new Manifest(
            generation,
            manifest.sealedTo(),
            horizon,
            segments,
            manifest.tombstones().select(needed));
  }

  private void startLoad() {
    Killers killers = new Killers(manifest.tombstones());
    List<SealedRows> segments = new ArrayList<>();
    for (Segment segment : manifest.segments()) {
      Optional<SealedRows> inUse =
          view.sealed().stream().filter(rows -> rows.path().equals(segment.path())).findFirst();
      segments.add(
          inUse
              .map(rows -> rows.withIndexes(indexes(segment)))
              .orElseGet(() -> fresh(segment, killers)));
    }
    loads.add(loaded(segments, true));
  }

  private ShardView.Loaded loaded(List<SealedRows> segments, boolean resident) {
    return new ShardView.Loaded(
        manifest.generation(),
        manifest.sealedTo(),
        segments,
        resident,
        new ShardView.Past(manifest.horizon(), 0));
  }

  private SealedRows fresh(Segment segment, Killers killers) {
    SealedRows rows =
        new SealedRows(
            new SealedRows.Content(
                segment.path(), segment.rows().rows(), segment.rows().positions(), TestRows.KEY),
            segment.partitionId(),
            indexes(segment));
    rows.bury(killers);
    return rows;
  }

  private Map<Integer, VectorIndex> indexes(Segment segment) {
    if (random.nextBoolean()) {
      return Map.of();
    }
    Column.FloatVectors column =
        (Column.FloatVectors) segment.rows().rows().column(TestRows.VECTOR);
    IndexParams params = IndexParams.parse(IndexType.FLAT, Metric.L2, Map.of());
    return Map.of(
        TestRows.VECTOR,
        IndexFiles.index(
            Kernels.scalar(), Vectors.of(column.values(), column.dimension()), params));
  }

  /** Swaps in whichever load has finished: maybe not the newest, maybe none that still counts. */
  private void finishLoad() {
    if (loads.isEmpty()) {
      return;
    }
    ShardView.Loaded loaded = loads.remove(random.nextInt(loads.size()));
    boolean isNewer = loaded.generation() > view.generation();
    boolean completes = loaded.generation() == view.generation() && !view.isResident();
    List<SealedRows> before = view.sealed();
    assertThat(view.swap(loaded)).isEqualTo(isNewer || completes);
    assertThat(view.sealed()).isEqualTo(isNewer || completes ? loaded.segments() : before);
  }

  /** The collection is released: loads under way are void. */
  private void evict() {
    loads.clear();
    if (random.nextBoolean()) {
      view.swap(loaded(List.of(), false));
    }
    view.evict();
    assertThat(view.isResident()).isEqualTo(view.generation() == ShardView.NO_GENERATION);
  }

  /** Another replica: reads the log from somewhere at or below what is sealed. */
  private void restart() {
    loads.clear();
    view.close();
    view = newView();
    long progress = manifest.sealedTo() - random.nextInt(30);
    int swapAfter = random.nextInt(shard.log().size() + 1);
    int applied = 0;
    for (MutationRun run : shard.log()) {
      if (applied++ == swapAfter) {
        catchUp();
      }
      if (run.firstPosition() + run.count() - 1 > progress) {
        apply(run);
      }
    }
    if (view.generation() == ShardView.NO_GENERATION) {
      catchUp();
    }
  }
}
