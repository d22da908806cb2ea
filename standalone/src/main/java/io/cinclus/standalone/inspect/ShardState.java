package io.cinclus.standalone.inspect;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.segment.ManifestEdits;
import io.cinclus.v1.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;

/**
 * A shard as it is published: what is sealed, and how much is not yet. Immutable.
 *
 * @param channel on which it lies
 * @param manifest the newest; an empty one where nothing is sealed
 * @param growingMutations rows and deletes in the log behind what is sealed
 */
public record ShardState(int channel, Manifest manifest, long growingMutations) {

  /**
   * The shards of a collection, in order. Reads the manifests, and the log behind what is sealed.
   *
   * @throws InvalidProtocolBufferException where a record is not what its topic holds
   */
  public static List<ShardState> read(LogConfig log, CollectionInfo collection)
      throws InvalidProtocolBufferException {
    PublishedManifests published =
        PublishedManifests.read(log, new HashSet<>(collection.channels()));
    Map<Integer, Long> from = new HashMap<>();
    Map<ShardId, Long> sealedTo = new HashMap<>();
    List<Manifest> manifests = manifests(collection, published);
    for (Manifest manifest : manifests) {
      int channel = collection.channels().get(manifest.getShard());
      long covered =
          published.progress().containsKey(channel)
              ? published.progress().get(channel).getSealedTo()
              : Position.NONE;
      long to = Math.max(manifest.getSealedTo(), covered);
      sealedTo.put(new ShardId(collection.id(), manifest.getShard()), to);
      from.merge(channel, to, Math::min);
    }
    Map<ShardId, Long> growing = GrowingLog.countMutations(log, from, sealedTo);
    List<ShardState> shards = new ArrayList<>();
    for (Manifest manifest : manifests) {
      shards.add(
          new ShardState(
              collection.channels().get(manifest.getShard()),
              manifest,
              growing.getOrDefault(new ShardId(collection.id(), manifest.getShard()), 0L)));
    }
    return shards;
  }

  /** The newest manifest of each shard, in order; an empty one where there is none yet. */
  public static List<Manifest> manifests(CollectionInfo collection, PublishedManifests published) {
    List<Manifest> manifests = new ArrayList<>();
    for (int shard = 0; shard < collection.shardCount(); shard++) {
      ShardId id = new ShardId(collection.id(), shard);
      manifests.add(
          published
              .manifests()
              .getOrDefault(collection.channels().get(shard), Map.of())
              .getOrDefault(id, ManifestEdits.empty(id)));
    }
    return manifests;
  }
}
