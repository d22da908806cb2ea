package io.cinclus.operators.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.segment.ManifestEdit;
import io.cinclus.segment.ManifestEdits;
import io.cinclus.segment.SegmentStore;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.SealEvent;
import io.cinclus.v1.Segment;
import io.cinclus.v1.ShardSealed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads the log of seals as the manifest owner does, and knows which rows there should be. */
final class SealRegister {
  private final Map<ShardId, NavigableSet<Long>> rows = new TreeMap<>();
  private final Map<ShardId, Manifest> manifests = new TreeMap<>();
  private final List<ShardSealed> waiting = new ArrayList<>();
  private ChannelProgress progress =
      ChannelProgress.newBuilder().setSealedTo(Position.NONE).build();

  /** A row was appended to the log. */
  void expect(ShardId shard, long position) {
    rows.computeIfAbsent(shard, id -> new TreeSet<>()).add(position);
  }

  ChannelProgress progress() {
    return progress;
  }

  void read(SealEvent event) {
    if (event.hasSealed()) {
      waiting.add(event.getSealed());
      boolean registered = true;
      while (registered) { // What waited for one that was registered may follow.
        registered = waiting.removeIf(this::register);
      }
    } else if (waiting.isEmpty() && event.getProgress().getSealedTo() > progress.getSealedTo()) {
      progress = event.getProgress();
      rows.forEach(
          (shard, positions) ->
              assertThat(positions.subSet(sealedTo(shard), false, progress.getSealedTo(), true))
                  .as("unsealed rows of shard %s at or below progress %s", shard, progress)
                  .isEmpty());
    }
  }

  private long sealedTo(ShardId shard) {
    long sealedTo = manifest(shard).getSealedTo();
    return Math.min(sealedTo, progress.getSealedTo());
  }

  private Manifest manifest(ShardId shard) {
    return manifests.getOrDefault(shard, ManifestEdits.empty(shard));
  }

  private boolean register(ShardSealed seal) {
    ShardId shard = new ShardId(seal.getCollectionId(), seal.getShard());
    ManifestEdit edit = ManifestEdits.register(manifest(shard), seal, progress.getSealedTo());
    if (edit instanceof ManifestEdit.Changed changed) {
      manifests.put(shard, changed.manifest());
    }
    return !(edit instanceof ManifestEdit.Gap);
  }

  /** Compares the rows of all segments with those that were appended. */
  void checkRows(SegmentStore store, CollectionSchema schema) throws IOException {
    assertThat(waiting).as("seals behind a gap").isEmpty();
    for (Map.Entry<ShardId, NavigableSet<Long>> shard : rows.entrySet()) {
      List<Long> sealed = new ArrayList<>();
      for (Segment segment : manifest(shard.getKey()).getSegmentsList()) {
        for (long position : store.readRows(segment, schema).positions()) {
          sealed.add(position);
        }
      }
      assertThat(sealed).containsExactlyInAnyOrderElementsOf(shard.getValue());
    }
  }
}
