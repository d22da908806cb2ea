package io.cinclus.client;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.PartitionInfo;
import io.cinclus.log.WalDecoder;
import io.cinclus.model.CinclusException;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.Position;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowRules;
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
import java.util.concurrent.ConcurrentHashMap;

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
  /** How often a write follows a name to another collection. */
  private static final int MAX_ATTEMPTS = 3;

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

  /** Turns a write into records for a collection, by shard; checks it against the schema. */
  private interface Split {
    Map<Integer, List<WalRecord.Builder>> of(CollectionInfo collection);
  }

  /**
   * Inserts rows, each replacing the one of its key.
   *
   * @return the position of the last row on each channel, for {@code SESSION} searches
   */
  public CompletableFuture<Map<Integer, Long>> insert(Target target, RowBatch rows) {
    return write(
        target,
        collection -> {
          RowRules.check(rows, collection.schema());
          return splitter.inserts(collection, partition(target, collection).id(), rows);
        });
  }

  /** Deletes rows by key; keys that are not there are passed over. */
  public CompletableFuture<Map<Integer, Long>> delete(Target target, Column keys, int count) {
    return write(
        target,
        collection -> {
          RowRules.checkKeys(keys, count, collection.schema());
          return splitter.deletes(collection, keys, count, 0);
        });
  }

  /**
   * Closes the growing segments of a collection, so that what was written before gets sealed.
   *
   * @return the position of the marker on each channel; sealed when every shard's manifest has
   *     reached the position of its channel
   */
  public CompletableFuture<Map<Integer, Long>> flush(Target target) {
    return write(target, WalWriter::markers);
  }

  private static Map<Integer, List<WalRecord.Builder>> markers(CollectionInfo collection) {
    Map<Integer, List<WalRecord.Builder>> markers = new HashMap<>();
    for (int shard = 0; shard < collection.shardCount(); shard++) {
      WalRecord.Builder marker =
          WalRecord.newBuilder()
              .setCollectionId(collection.id())
              .setShard(shard)
              .setMarker(Marker.newBuilder().setFlush(Flush.getDefaultInstance()));
      markers.put(shard, List.of(marker));
    }
    return markers;
  }

  private CompletableFuture<Map<Integer, Long>> write(Target target, Split split) {
    CollectionInfo collection = resolve(target);
    return append(target, collection, split, MAX_ATTEMPTS);
  }

  /**
   * Appends, and asks at the same time what the name means: the write counts only if it went to
   * what has the name after it was received. If that is another collection by now, whose creation
   * this JVM had not heard of, the write is made again there.
   */
  private CompletableFuture<Map<Integer, Long>> append(
      Target target, CollectionInfo collection, Split split, int attempts) {
    CompletableFuture<Catalog> asked = newest();
    return appendTo(collection, split.of(collection))
        .thenCombine(asked, (positions, catalog) -> new Written(positions, catalog))
        .thenComposeAsync( // Appending may wait.
            written -> {
              CollectionInfo named =
                  written.catalog().collection(target.database(), target.collection());
              boolean samePartition =
                  partition(target, named).id() == partition(target, collection).id();
              if (named.id() == collection.id() && samePartition) {
                return CompletableFuture.completedFuture(written.positions());
              }
              if (attempts == 1) {
                throw new CinclusException(
                    ErrorCode.COLLECTION_NOT_FOUND,
                    "collection '%s' or its partition is dropped and created all the time: write again later"
                        .formatted(target.collection()));
              }
              return append(target, named, split, attempts - 1);
            });
  }

  private record Written(Map<Integer, Long> positions, Catalog catalog) {}

  private CompletableFuture<Map<Integer, Long>> appendTo(
      CollectionInfo collection, Map<Integer, List<WalRecord.Builder>> records) {
    long catalogPosition = services.value().catalog().current().position();
    Map<Integer, Long> positions = new ConcurrentHashMap<>();
    List<CompletableFuture<?>> appends = new ArrayList<>();
    records.forEach(
        (shard, ofShard) -> {
          int channel = collection.channels().get(shard);
          for (WalRecord.Builder record : ofShard) {
            record.setCatalogPosition(catalogPosition);
            int last = Math.max(0, WalDecoder.mutationCount(record.build()) - 1);
            appends.add(
                appender
                    .append(channel, record)
                    .thenAccept(
                        offset -> positions.merge(channel, Position.of(offset, last), Math::max)));
          }
        });
    return CompletableFuture.allOf(appends.toArray(CompletableFuture[]::new))
        .thenApply(done -> Map.copyOf(positions));
  }

  /** A catalog that has everything acknowledged before this call. */
  private CompletableFuture<Catalog> newest() {
    return services
        .value()
        .ends()
        .ask()
        .thenCompose(ends -> services.value().catalog().atLeast(ends.catalog()));
  }

  private CollectionInfo resolve(Target target) {
    Catalog known = services.value().catalog().current();
    if (known.findCollection(target.database(), target.collection()).isEmpty()) {
      known = Futures.await(newest());
    }
    return known.collection(target.database(), target.collection());
  }

  private static PartitionInfo partition(Target target, CollectionInfo collection) {
    return target.partition().isEmpty()
        ? collection.partitions().get(0)
        : collection.partition(target.partition());
  }

  @Override
  public void close() {
    appender.close();
    Futures.close(services);
  }
}
