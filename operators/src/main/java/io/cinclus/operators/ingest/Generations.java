package io.cinclus.operators.ingest;

import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.v1.ChunkKey;
import io.cinclus.v1.Generation;
import io.cinclus.v1.GrowingShard;

/**
 * What happens to a shard's generations, as pure functions of its state: records are appended to
 * the open one, which is closed, sealed once its content is durable, and discarded.
 */
final class Generations {
  private Generations() {}

  /**
   * A shard none of whose records has been read; what is at or below {@code sealedTo} is sealed.
   */
  static GrowingShard empty(ShardId shard, long sealedTo) {
    return GrowingShard.newBuilder()
        .setCollectionId(shard.collectionId())
        .setShard(shard.shard())
        .setSealedTo(sealedTo)
        .setOpen(Generation.getDefaultInstance())
        .build();
  }

  static ShardId id(GrowingShard shard) {
    return new ShardId(shard.getCollectionId(), shard.getShard());
  }

  /** Names a chunk of a generation. */
  static ChunkKey chunk(GrowingShard shard, Generation generation, int chunk) {
    return ChunkKey.newBuilder()
        .setCollectionId(shard.getCollectionId())
        .setShard(shard.getShard())
        .setGeneration(generation.getNumber())
        .setChunk(chunk)
        .build();
  }

  /**
   * A record on its way into the open generation.
   *
   * @param first position of its first mutation
   * @param mutations how many it has
   * @param sizeBytes of the record
   * @param catalogPosition at which it was written
   * @param nowMillis when it was read
   */
  record Appended(long first, int mutations, int sizeBytes, long catalogPosition, long nowMillis) {}

  /** The shard with one chunk more, whose number was the open generation's chunk count. */
  static GrowingShard append(GrowingShard shard, Appended record) {
    Generation open = shard.getOpen();
    Generation.Builder longer = open.toBuilder();
    if (open.getChunkCount() == 0) {
      longer.setFirstPosition(record.first()).setOpenedAtMillis(record.nowMillis());
    }
    longer
        .setChunkCount(open.getChunkCount() + 1)
        .setMutationCount(open.getMutationCount() + record.mutations())
        .setSizeBytes(open.getSizeBytes() + record.sizeBytes())
        .setLastPosition(record.first() + record.mutations() - 1)
        .setCatalogPosition(Math.max(open.getCatalogPosition(), record.catalogPosition()));
    return shard.toBuilder().setOpen(longer).build();
  }

  /**
   * Closes the open generation, which may be empty, so that it covers what is at or below {@code
   * to}. Its content is durable when a checkpoint newer than {@code startedCheckpoint} completes.
   */
  static GrowingShard close(GrowingShard shard, long to, long startedCheckpoint) {
    Generation closed =
        shard.getOpen().toBuilder().setLastPosition(to).setClosedAfter(startedCheckpoint).build();
    return shard.toBuilder()
        .addClosed(closed)
        .setOpen(Generation.newBuilder().setNumber(closed.getNumber() + 1))
        .build();
  }

  /**
   * The shard whose oldest closed generation leaves out what names a catalog position at or above
   * {@code catalogEnd}. Decided durably when a checkpoint newer than {@code startedCheckpoint}
   * completes.
   */
  static GrowingShard limit(GrowingShard shard, long catalogEnd, long startedCheckpoint) {
    Generation limited =
        shard.getClosed(0).toBuilder()
            .setCatalogLimit(catalogEnd)
            .setClosedAfter(startedCheckpoint)
            .build();
    return shard.toBuilder().setClosed(0, limited).build();
  }

  /** Whether a record that names this catalog position counts. */
  static boolean counts(Generation generation, long catalogPosition) {
    return !generation.hasCatalogLimit() || catalogPosition < generation.getCatalogLimit();
  }

  /**
   * The position up to which the catalog must have been folded before a generation can be sealed:
   * the highest that a record of it names, the collection's creation included.
   */
  static long catalogPosition(long collectionId, Generation generation) {
    long named = Math.max(collectionId, generation.getCatalogPosition());
    return counts(generation, named) ? named : generation.getCatalogLimit() - 1;
  }

  /** The shard after its oldest closed generation was sealed. */
  static GrowingShard sealed(GrowingShard shard) {
    return withoutOldest(shard).toBuilder()
        .setSealedTo(shard.getClosed(0).getLastPosition())
        .build();
  }

  /** The shard without its oldest closed generation, none of whose records count. */
  static GrowingShard withoutOldest(GrowingShard shard) {
    Generation oldest = shard.getClosed(0);
    GrowingShard.Builder rest = shard.toBuilder().removeClosed(0);
    if (oldest.getChunkCount() > 0) {
      rest.addDiscarded(oldest);
    }
    return rest.build();
  }

  /** Whether nothing is lost when the shard is forgotten: it holds nothing and never sealed. */
  static boolean isVoid(GrowingShard shard, long base) {
    return shard.getSealedTo() == base
        && shard.getOpen().getChunkCount() == 0
        && shard.getClosedCount() == 0
        && shard.getDiscardedCount() == 0;
  }

  /** The shard when nothing at or below {@code sealedTo} is needed, which is all that it has. */
  static GrowingShard discardAll(GrowingShard shard, long sealedTo) {
    GrowingShard.Builder rest = shard.toBuilder();
    for (Generation closed : shard.getClosedList()) {
      if (closed.getChunkCount() > 0) {
        rest.addDiscarded(closed);
      }
    }
    if (shard.getOpen().getChunkCount() > 0) {
      rest.addDiscarded(shard.getOpen());
    }
    return rest.clearClosed()
        .setOpen(Generation.newBuilder().setNumber(shard.getOpen().getNumber() + 1))
        .setSealedTo(Math.max(shard.getSealedTo(), sealedTo))
        .build();
  }

  /**
   * The first position that is not sealed; {@link Long#MAX_VALUE} where all that was read is. What
   * is closed but empty counts, since its seal is still to come.
   */
  static long firstUnsealed(GrowingShard shard) {
    for (Generation closed : shard.getClosedList()) {
      return closed.getChunkCount() > 0 ? closed.getFirstPosition() : closed.getLastPosition();
    }
    return shard.getOpen().getChunkCount() > 0
        ? shard.getOpen().getFirstPosition()
        : Long.MAX_VALUE;
  }

  /**
   * The position up to which everything on a channel is sealed: below the first unsealed position
   * of any of its shards. An idle shard does not hold it back.
   */
  static long progress(Iterable<GrowingShard> shards, long nextOffset) {
    long progress = Position.before(nextOffset);
    for (GrowingShard shard : shards) {
      progress = Math.min(progress, firstUnsealed(shard) - 1);
    }
    return progress;
  }
}
