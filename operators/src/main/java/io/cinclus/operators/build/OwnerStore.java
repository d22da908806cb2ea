package io.cinclus.operators.build;

import io.cinclus.model.ShardId;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.v1.OwnedChannel;
import io.cinclus.v1.OwnedShard;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * The keyed state of the manifest owner, mirrored in memory and written through. Every call is made
 * with the channel's key set.
 */
final class OwnerStore {
  private final ValueState<OwnedChannel> channel;
  private final MapState<String, OwnedShard> shards;
  private final Map<Integer, Mirror> mirrors = new HashMap<>();

  private static final class Mirror {
    @Nullable OwnedChannel channel;
    final Map<ShardId, OwnedShard> shards = new TreeMap<>();
  }

  OwnerStore(RuntimeContext context) {
    channel =
        context.getState(
            new ValueStateDescriptor<>("channel", new ProtoTypeInfo<>(OwnedChannel.class)));
    shards =
        context.getMapState(
            new MapStateDescriptor<>(
                "shards", Types.STRING, new ProtoTypeInfo<>(OwnedShard.class)));
  }

  private Mirror mirror(int key) throws Exception {
    Mirror mirror = mirrors.get(key);
    if (mirror == null) {
      mirror = new Mirror();
      mirror.channel = channel.value();
      for (OwnedShard shard : shards.values()) {
        mirror.shards.put(ShardOwner.id(shard), shard);
      }
      mirrors.put(key, mirror);
    }
    return mirror;
  }

  /** The channel, if anything of it was ever stored. */
  @Nullable OwnedChannel channel(int key) throws Exception {
    return mirror(key).channel;
  }

  void putChannel(int key, OwnedChannel changed) throws Exception {
    mirror(key).channel = changed;
    channel.update(changed);
  }

  Collection<OwnedShard> shards(int key) throws Exception {
    return mirror(key).shards.values();
  }

  /** The shard, an empty one where nothing of it was ever stored. */
  OwnedShard shard(int key, ShardId id) throws Exception {
    OwnedShard shard = mirror(key).shards.get(id);
    return shard == null ? ShardOwner.empty(id) : shard;
  }

  boolean has(int key, ShardId id) throws Exception {
    return mirror(key).shards.containsKey(id);
  }

  void putShard(int key, OwnedShard shard) throws Exception {
    ShardId id = ShardOwner.id(shard);
    mirror(key).shards.put(id, shard);
    shards.put(id.toString(), shard);
  }

  void removeShard(int key, ShardId id) throws Exception {
    mirror(key).shards.remove(id);
    shards.remove(id.toString());
  }
}
