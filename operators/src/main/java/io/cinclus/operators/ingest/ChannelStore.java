package io.cinclus.operators.ingest;

import io.cinclus.log.WriterTable;
import io.cinclus.log.WriterWindow;
import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.v1.ChunkKey;
import io.cinclus.v1.GrowingShard;
import io.cinclus.v1.IngestChannel;
import io.cinclus.v1.NextProgress;
import io.cinclus.v1.WalRecord;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.jspecify.annotations.Nullable;

/**
 * The keyed state of the ingest operator: small things mirrored in memory and written through, the
 * records only in the state backend. Every call is made with the channel's key set.
 */
final class ChannelStore {
  private final ValueState<IngestChannel> channel;
  private final ValueState<NextProgress> nextProgress;
  private final MapState<Long, io.cinclus.v1.WriterWindow> writers;
  private final MapState<String, GrowingShard> shards;
  private final MapState<ChunkKey, byte[]> chunks;
  private final Map<Integer, Mirror> mirrors = new HashMap<>();

  /** The mirrored part of one channel. */
  private static final class Mirror {
    IngestChannel channel = NEW_CHANNEL;
    NextProgress nextProgress = NextProgress.getDefaultInstance();
    final WriterTable writers = new WriterTable();
    final Map<ShardId, GrowingShard> shards = new TreeMap<>();
  }

  private static final IngestChannel NEW_CHANNEL =
      IngestChannel.newBuilder().setBase(Position.NONE).setEmittedProgress(Position.NONE).build();

  ChannelStore(RuntimeContext context) {
    channel =
        context.getState(
            new ValueStateDescriptor<>("channel", new ProtoTypeInfo<>(IngestChannel.class)));
    nextProgress =
        context.getState(
            new ValueStateDescriptor<>("nextProgress", new ProtoTypeInfo<>(NextProgress.class)));
    writers =
        context.getMapState(
            new MapStateDescriptor<>(
                "writers", Types.LONG, new ProtoTypeInfo<>(io.cinclus.v1.WriterWindow.class)));
    shards =
        context.getMapState(
            new MapStateDescriptor<>(
                "shards", Types.STRING, new ProtoTypeInfo<>(GrowingShard.class)));
    chunks =
        context.getMapState(
            new MapStateDescriptor<>(
                "chunks",
                new ProtoTypeInfo<>(ChunkKey.class),
                PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO));
  }

  private Mirror mirror(int key) throws Exception {
    Mirror mirror = mirrors.get(key);
    if (mirror == null) {
      mirror = new Mirror();
      IngestChannel stored = channel.value();
      mirror.channel = stored == null ? NEW_CHANNEL : stored;
      NextProgress candidates = nextProgress.value();
      mirror.nextProgress = candidates == null ? NextProgress.getDefaultInstance() : candidates;
      mirror.writers.restore(writers.values());
      for (GrowingShard shard : shards.values()) {
        mirror.shards.put(Generations.id(shard), shard);
      }
      mirrors.put(key, mirror);
    }
    return mirror;
  }

  IngestChannel channel(int key) throws Exception {
    return mirror(key).channel;
  }

  void putChannel(int key, IngestChannel changed) throws Exception {
    mirror(key).channel = changed;
    channel.update(changed);
  }

  NextProgress nextProgress(int key) throws Exception {
    return mirror(key).nextProgress;
  }

  void putNextProgress(int key, NextProgress changed) throws Exception {
    if (!changed.equals(mirror(key).nextProgress)) {
      mirror(key).nextProgress = changed;
      nextProgress.update(changed);
    }
  }

  Collection<WriterWindow> writers(int key) throws Exception {
    return mirror(key).writers.windows();
  }

  /** Whether a record is new; if so it counts as applied. */
  boolean isNew(int key, WalRecord record, long offset) throws Exception {
    Optional<WriterTable.Taken> taken =
        mirror(key).writers.take(record.getWriterId(), record.getSequence(), offset);
    if (taken.isEmpty()) {
      return false;
    }
    if (taken.get().forgotten().isPresent()) {
      writers.remove(taken.get().forgotten().getAsLong());
    }
    writers.put(record.getWriterId(), taken.get().window().toProto());
    return true;
  }

  void replaceWriters(int key, List<io.cinclus.v1.WriterWindow> windows) throws Exception {
    mirror(key).writers.restore(windows);
    writers.clear();
    for (io.cinclus.v1.WriterWindow window : windows) {
      writers.put(window.getWriterId(), window);
    }
  }

  Collection<GrowingShard> shards(int key) throws Exception {
    return mirror(key).shards.values();
  }

  @Nullable GrowingShard shard(int key, ShardId id) throws Exception {
    return mirror(key).shards.get(id);
  }

  void putShard(int key, GrowingShard shard) throws Exception {
    ShardId id = Generations.id(shard);
    mirror(key).shards.put(id, shard);
    shards.put(id.toString(), shard);
  }

  void removeShard(int key, ShardId id) throws Exception {
    mirror(key).shards.remove(id);
    shards.remove(id.toString());
  }

  byte[] chunk(ChunkKey key) throws Exception {
    byte[] chunk = chunks.get(key);
    if (chunk == null) {
      throw new IllegalStateException("the state has lost chunk " + key);
    }
    return chunk;
  }

  void putChunk(ChunkKey key, byte[] chunk) throws Exception {
    chunks.put(key, chunk);
  }

  void removeChunk(ChunkKey key) throws Exception {
    chunks.remove(key);
  }
}
