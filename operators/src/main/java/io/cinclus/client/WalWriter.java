package io.cinclus.client;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.CinclusException;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.Position;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowRules;
import io.cinclus.operators.log.EndPositions;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.Flush;
import io.cinclus.v1.Marker;
import io.cinclus.v1.WalRecord;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Writes to collections. A write that completes is durable, will be seen by every {@code STRONG}
 * search sent afterwards, and went to the collection that had the name when the write was sent. A
 * write that fails was either refused, or (with {@link ErrorCode#WRITE_NOT_ACKNOWLEDGED}) may have
 * happened all the same; writing it again is right, since a row replaces the one of its key.
 *
 * <p>Thread-safe. Blocks when the log is slow: at most {@link ChannelAppender#MAX_IN_FLIGHT}
 * records of a channel are unacknowledged.
 */
public final class WalWriter implements AutoCloseable {
  private final Lease<LogServices> services;
  private final ChannelAppender appender;
  private final MutationSplitter splitter = new MutationSplitter();

  /**
   * A writer of its own id.
   *
   * @param log where to write
   * @param catalog announces the writer
   * @param name for people who look at the log
   */
  public WalWriter(LogConfig log, CatalogClient catalog, String name) {
    this.services = LogServices.SHARED.acquire(log);
    this.appender = new ChannelAppender(log, catalog.startNode(name));
  }

  /**
   * Where writes go.
   *
   * @param database empty: the default database
   * @param collection name or alias
   * @param partition empty: the default partition
   */
  public record Target(String database, String collection, String partition)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    public static Target of(String collection) {
      return new Target("", collection, "");
    }
  }

  /**
   * Inserts rows, each replacing the one of its key.
   *
   * @return the position of the last row on each channel, for {@code SESSION} searches
   */
  public CompletableFuture<Map<Integer, Long>> insert(Target target, RowBatch rows) {
    CollectionInfo collection = resolve(target);
    RowRules.check(rows, collection.schema());
    long partition = partitionId(target, collection);
    return append(target, collection, splitter.inserts(collection, partition, rows));
  }

  /** Deletes rows by key; keys that are not there are passed over. */
  public CompletableFuture<Map<Integer, Long>> delete(Target target, Column keys, int count) {
    CollectionInfo collection = resolve(target);
    RowRules.checkKeys(keys, count, collection.schema());
    return append(target, collection, splitter.deletes(collection, keys, count, 0));
  }

  /**
   * Closes the growing segments of a collection, so that what was written before gets sealed.
   *
   * @return the position of the marker on each channel; sealed when every shard's manifest has
   *     reached the position of its channel
   */
  public CompletableFuture<Map<Integer, Long>> flush(Target target) {
    CollectionInfo collection = resolve(target);
    Map<Integer, List<WalRecord.Builder>> markers = new HashMap<>();
    for (int shard = 0; shard < collection.shardCount(); shard++) {
      WalRecord.Builder marker =
          WalRecord.newBuilder()
              .setCollectionId(collection.id())
              .setShard(shard)
              .setMarker(Marker.newBuilder().setFlush(Flush.getDefaultInstance()));
      markers.put(shard, List.of(marker));
    }
    return append(target, collection, markers);
  }

  private CompletableFuture<Map<Integer, Long>> append(
      Target target, CollectionInfo collection, Map<Integer, List<WalRecord.Builder>> records) {
    CompletableFuture<Catalog> catalog =
        services
            .value()
            .ends()
            .ask()
            .thenApply(EndPositions.Ends::catalog)
            .thenCompose(end -> services.value().catalog().atLeast(end));
    long catalogPosition = services.value().catalog().current().position();
    Map<Integer, Long> positions = new HashMap<>();
    List<CompletableFuture<?>> appends = new ArrayList<>();
    records.forEach(
        (shard, ofShard) -> {
          int channel = collection.channels().get(shard);
          for (WalRecord.Builder record : ofShard) {
            record.setCatalogPosition(catalogPosition);
            appends.add(
                appender
                    .append(channel, record)
                    .thenAccept(offset -> keepHighest(positions, channel, offset, record)));
          }
        });
    return CompletableFuture.allOf(appends.toArray(CompletableFuture[]::new))
        .thenCombine(catalog, (done, newest) -> acknowledge(target, collection, newest, positions));
  }

  private static void keepHighest(
      Map<Integer, Long> positions, int channel, long offset, WalRecord.Builder record) {
    int last = Math.max(0, io.cinclus.log.WalDecoder.mutationCount(record.build()) - 1);
    synchronized (positions) {
      positions.merge(channel, Position.of(offset, last), Math::max);
    }
  }

  /** The name must still mean the collection that was written to. */
  private static Map<Integer, Long> acknowledge(
      Target target, CollectionInfo written, Catalog newest, Map<Integer, Long> positions) {
    CollectionInfo named =
        newest.findCollection(target.database(), target.collection()).orElse(null);
    if (named == null || named.id() != written.id()) {
      throw new CinclusException(
          ErrorCode.COLLECTION_NOT_FOUND,
          "collection '%s' was dropped while it was being written to"
              .formatted(target.collection()));
    }
    synchronized (positions) {
      return Map.copyOf(positions);
    }
  }

  private CollectionInfo resolve(Target target) {
    Catalog known = services.value().catalog().current();
    if (known.findCollection(target.database(), target.collection()).isEmpty()) {
      known =
          Futures.await(
              services
                  .value()
                  .ends()
                  .ask()
                  .thenCompose(ends -> services.value().catalog().atLeast(ends.catalog())));
    }
    return known.collection(target.database(), target.collection());
  }

  private static long partitionId(Target target, CollectionInfo collection) {
    return target.partition().isEmpty()
        ? collection.partitions().get(0).id()
        : collection.partition(target.partition()).id();
  }

  @Override
  public void close() {
    appender.close();
    Futures.close(services);
  }
}
