package io.cinclus.operators.ingest;

import io.cinclus.model.CollectionSchema;
import io.cinclus.v1.Generation;
import io.cinclus.v1.GrowingShard;
import io.cinclus.v1.ShardSealed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sealing of one generation: its records are gathered from the state a few at a time, then
 * written on a pool, again and again until that works. Lives on the task thread; only the write
 * runs elsewhere.
 */
final class SealTask {
  private static final Logger LOG = LoggerFactory.getLogger(SealTask.class);

  static final long FIRST_RETRY_MILLIS = 200;
  static final long LAST_RETRY_MILLIS = 10_000;

  private final GrowingShard shard;
  private final CollectionSchema schema;
  private final List<ShardSealer.Chunk> chunks = new ArrayList<>();
  private @Nullable CompletableFuture<ShardSealed> upload;
  private long retryMillis = FIRST_RETRY_MILLIS;
  private long notBeforeMillis;

  /** Of the oldest closed generation of {@code shard}. */
  SealTask(GrowingShard shard, CollectionSchema schema) {
    this.shard = shard;
    this.schema = schema;
  }

  Generation generation() {
    return shard.getClosed(0);
  }

  /** The next chunk to gather; empty once all are there. */
  Optional<Integer> nextChunk() {
    return chunks.size() < generation().getChunkCount()
        ? Optional.of(chunks.size())
        : Optional.empty();
  }

  void gather(ShardSealer.Chunk chunk) {
    chunks.add(chunk);
  }

  /** Starts the write once, or once more after a failure and a pause. */
  void startUpload(ShardSealer sealer, Executor pool, long nowMillis) {
    if (upload != null || nowMillis < notBeforeMillis) {
      return;
    }
    ShardSealer.Job job =
        new ShardSealer.Job(
            Generations.id(shard), shard.getSealedTo(), generation(), List.copyOf(chunks), schema);
    upload =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return sealer.seal(job);
              } catch (java.io.IOException e) {
                throw new CompletionException(e);
              }
            },
            pool);
  }

  /** What was sealed, when it is. A write that failed is forgotten, to be started again. */
  Optional<ShardSealed> poll(long nowMillis) {
    CompletableFuture<ShardSealed> running = upload;
    if (running == null || !running.isDone()) {
      return Optional.empty();
    }
    try {
      return Optional.of(running.join());
    } catch (CompletionException e) {
      LOG.warn(
          "shard {}: segment up to {} could not be written; next try in {} ms",
          Generations.id(shard),
          generation().getLastPosition(),
          retryMillis,
          e.getCause());
      upload = null;
      notBeforeMillis = nowMillis + retryMillis;
      retryMillis = Math.min(LAST_RETRY_MILLIS, retryMillis * 2);
      return Optional.empty();
    }
  }
}
