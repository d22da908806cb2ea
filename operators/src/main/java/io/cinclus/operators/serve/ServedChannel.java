package io.cinclus.operators.serve;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.log.WalDecoder;
import io.cinclus.log.WriterTable;
import io.cinclus.model.CinclusException;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.search.GrowingIndexes;
import io.cinclus.segment.MutationRun;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.ManifestEvent;
import io.cinclus.v1.WalRecord;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What one channel serves: its shards at the position applied. Knows nothing before its log has
 * started, and answers nothing before it has read the manifests to the end that they had after the
 * log's start was known, and swapped them in.
 *
 * <p>Single-threaded; no Flink, no clock.
 */
final class ServedChannel {
  private static final Logger LOG = LoggerFactory.getLogger(ServedChannel.class);

  private static final long UNKNOWN = -1;

  private final int channel;
  private final GrowingIndexes growing;
  private final Map<ShardId, ServedShard> shards = new TreeMap<>();
  private final Map<ShardId, Manifest> manifests = new HashMap<>();
  private final WriterTable writers = new WriterTable();
  private long nextOffset = UNKNOWN;
  private long manifestsNext;
  private long manifestsEnd = UNKNOWN;
  private boolean manifestsRead;

  /** A channel whose growing rows are indexed by {@code growing}. */
  ServedChannel(int channel, GrowingIndexes growing) {
    this.channel = channel;
    this.growing = growing;
  }

  int channel() {
    return channel;
  }

  /** The position up to which the log has been applied. */
  long applied() {
    return nextOffset == UNKNOWN ? Position.NONE : Position.before(nextOffset);
  }

  /** The log starts: what is below is in the manifests. */
  void start(LogEvent event) {
    nextOffset = event.getOffset();
    writers.restore(event.getStarted().getProgress().getWritersList());
  }

  /** Where the manifests ended, by a call that started after the log had. */
  void manifestsEndAt(long end, Catalog catalog) {
    manifestsEnd = end;
    checkManifestsRead(catalog);
  }

  /** The position in the catalog that must have been folded before a record is applied. */
  static long catalogPosition(WalRecord record) {
    return Math.max(record.getCatalogPosition(), record.getCollectionId());
  }

  /** Passes over an offset that holds nothing to apply. */
  void skip(long offset) {
    nextOffset = Math.max(nextOffset, offset + 1);
  }

  /**
   * Applies a record.
   *
   * @param catalog that has reached {@link #catalogPosition}
   */
  void apply(WalRecord record, long offset, Catalog catalog) {
    if (offset < nextOffset) {
      return;
    }
    nextOffset = offset + 1;
    if (!isNew(record, offset) || record.hasMarker()) {
      return;
    }
    Optional<CollectionInfo> collection = catalog.collection(record.getCollectionId());
    if (collection.isEmpty()) {
      return;
    }
    List<MutationRun> runs;
    try {
      runs = WalDecoder.decode(record, offset, collection.get().schema());
    } catch (CinclusException deadLetter) {
      LOG.warn(
          "the record at offset {} of channel {} is skipped: {}",
          offset,
          channel,
          deadLetter.getMessage());
      return;
    }
    ShardId id = new ShardId(record.getCollectionId(), record.getShard());
    ServedShard shard = shard(id, collection.get());
    for (MutationRun run : runs) {
      if (run instanceof MutationRun.Inserts inserts) {
        shard.view().insert(inserts.rows(), inserts.partitionId(), inserts.firstPosition());
      } else if (run instanceof MutationRun.Deletes deletes) {
        shard
            .view()
            .delete(deletes.keys(), deletes.count(), deletes.firstPosition(), deletes.upTo());
      }
    }
  }

  private boolean isNew(WalRecord record, long offset) {
    return writers.take(record.getWriterId(), record.getSequence(), offset).isPresent();
  }

  private ServedShard shard(ShardId id, CollectionInfo collection) {
    ServedShard shard = shards.get(id);
    if (shard == null) {
      shard = new ServedShard(id, collection, growing);
      shards.put(id, shard);
      Manifest manifest = manifests.get(id);
      if (manifest != null) {
        shard.announce(manifest);
        if (manifestsRead) {
          shard.requireNewest();
        }
      }
    }
    shard.view().adopt(collection.schema());
    return shard;
  }

  /** Reads what the manifests topic says next. */
  void readManifest(LogEvent event, Catalog catalog) throws InvalidProtocolBufferException {
    byte[] key = event.getKey().toByteArray();
    if (event.hasTombstone() && !PublishedManifests.isProgress(key)) {
      manifests.remove(PublishedManifests.shardOf(key));
    } else if (event.hasRecord() && !PublishedManifests.isProgress(key)) {
      Manifest manifest = ManifestEvent.parseFrom(event.getRecord()).getManifest();
      ShardId id = PublishedManifests.shardOf(key);
      manifests.merge(
          id,
          manifest,
          (known, read) -> read.getGeneration() > known.getGeneration() ? read : known);
      ServedShard shard = shards.get(id);
      if (shard != null) {
        shard.announce(manifest);
      }
    }
    manifestsNext = event.getOffset() + 1;
    checkManifestsRead(catalog);
  }

  private void checkManifestsRead(Catalog catalog) {
    if (manifestsRead || manifestsEnd == UNKNOWN || manifestsNext < manifestsEnd) {
      return;
    }
    manifestsRead = true;
    openShards(catalog);
    shards.values().forEach(ServedShard::requireNewest);
  }

  /**
   * Every live shard that has a manifest gets its place, so that loading starts before it is asked.
   */
  private void openShards(Catalog catalog) {
    for (ShardId id : manifests.keySet()) {
      catalog.collection(id.collectionId()).ifPresent(collection -> shard(id, collection));
    }
  }

  /**
   * Whether it may answer: its log has started, and the manifests have been read to the end that
   * they had after that. Each shard has a say as well, see {@link ServedShard#isReady}.
   */
  boolean hasReadManifests() {
    return manifestsRead && nextOffset != UNKNOWN;
  }

  /** Goes on with loads and swaps, and forgets the shards of dropped collections. */
  void advance(Catalog catalog, long nowMillis, ServedShard.Loads loads) {
    if (manifestsRead) {
      openShards(catalog);
    }
    for (ServedShard shard : List.copyOf(shards.values())) {
      Optional<CollectionInfo> collection = catalog.collection(shard.id().collectionId());
      if (collection.isPresent()) {
        shard.advance(collection.get(), catalog, applied(), nowMillis, loads);
      } else {
        shard.view().close();
        shards.remove(shard.id());
        manifests.remove(shard.id());
      }
    }
  }

  /** Gives up what others work on for it. */
  void close() {
    shards.values().forEach(shard -> shard.view().close());
  }

  /** Whether something is to come that no event will announce. */
  boolean isWorking() {
    return !manifestsRead || shards.values().stream().anyMatch(ServedShard::isWorking);
  }

  /**
   * The shards of a collection that there are; one without rows and manifest is not among them.
   *
   * @param numbers which shards
   */
  List<ServedShard> shardsOf(CollectionInfo collection, Collection<Integer> numbers) {
    List<ServedShard> found = new ArrayList<>();
    for (int number : numbers) {
      ShardId id = new ShardId(collection.id(), number);
      // A manifest may have been read before the catalog told of its collection.
      if (shards.containsKey(id) || manifests.containsKey(id)) {
        found.add(shard(id, collection));
      }
    }
    return found;
  }
}
