package io.cinclus.client;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.PartitionInfo;
import io.cinclus.log.WalDecoder;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.Position;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowRules;
import io.cinclus.model.ShardId;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.text.FunctionOutputs;
import io.cinclus.v1.Flush;
import io.cinclus.v1.Marker;
import io.cinclus.v1.WalRecord;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

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

  /** What the catalog says of a write that was appended to what is gone. */
  private static final Set<ErrorCode> VERDICTS =
      EnumSet.of(
          ErrorCode.DATABASE_NOT_FOUND,
          ErrorCode.COLLECTION_NOT_FOUND,
          ErrorCode.PARTITION_NOT_FOUND);

  private static final int CHECK_THREADS = 4;

  /** Appended writes whose collection is still to be checked; further ones fail. */
  private static final int MAX_CHECKS = 10_000;

  private final Lease<LogServices> services;
  private final ChannelAppender appender;
  private final MutationSplitter splitter = new MutationSplitter();
  private final KeySource keySource;
  private final ExecutorService checks = checks();

  /** By channel, of which the log has a fixed number. */
  private final Map<Integer, Long> acknowledged = new ConcurrentHashMap<>();

  /**
   * A writer of its own id.
   *
   * @param log where to write
   * @param catalog announces the writer
   * @param name for people who look at the log
   */
  public WalWriter(LogConfig log, CatalogClient catalog, String name) {
    this(new ChannelAppender(log, catalog.startNode(name)), LogServices.SHARED.acquire(log));
  }

  WalWriter(ChannelAppender appender, Lease<LogServices> services) {
    this.appender = appender;
    this.services = services;
    this.keySource = new KeySource(appender.writerId());
  }

  /** The id that is this writer's alone, among all that ever were. */
  public long writerId() {
    return appender.writerId();
  }

  /** Writing again and the caller's own continuations may wait, which no client's thread may. */
  private static ExecutorService checks() {
    AtomicInteger number = new AtomicInteger();
    return new ThreadPoolExecutor(
        CHECK_THREADS,
        CHECK_THREADS,
        0,
        TimeUnit.SECONDS,
        new ArrayBlockingQueue<>(MAX_CHECKS),
        work -> {
          Thread thread = new Thread(work, "wal-writer-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        });
  }

  /**
   * Where writes go.
   *
   * @param database empty: the default database
   * @param collection name or alias
   * @param partition empty: the default partition
   * @param collectionId of the only collection that is written to; {@link #ANY}: whichever has the
   *     name
   */
  public record Target(String database, String collection, String partition, long collectionId)
      implements Serializable {
    private static final long serialVersionUID = 1L;

    /** The target is whichever collection has the name. */
    public static final long ANY = -1;

    /** By name only. */
    public Target(String database, String collection, String partition) {
      this(database, collection, partition, ANY);
    }

    public static Target of(String collection) {
      return new Target("", collection, "");
    }

    /**
     * The same while the name means the collection of this id. The fields of rows are numbered in
     * each collection anew: who keeps a schema for longer than a write keeps the id with it.
     */
    public Target pinnedTo(long id) {
      return new Target(database, collection, partition, id);
    }

    private boolean accepts(CollectionInfo found) {
      return collectionId == ANY || collectionId == found.id();
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
    return insertWithKeys(target, rows).thenApply(Inserted::positions);
  }

  /**
   * What an insert did.
   *
   * @param positions of the last row on each channel
   * @param keys of the rows, in their order, those that were made as well
   */
  public record Inserted(Map<Integer, Long> positions, Column keys) {}

  /** Inserts rows; where the schema has keys made, rows may come without that column. */
  public CompletableFuture<Inserted> insertWithKeys(Target target, RowBatch rows) {
    AtomicReference<Column> keys = new AtomicReference<>();
    return write(
            target,
            collection -> {
              CollectionSchema schema = collection.schema();
              RowBatch complete = FunctionOutputs.fill(keySource.complete(rows, schema), schema);
              RowRules.check(complete, schema);
              keys.set(complete.column(schema.primaryKey().id()));
              return splitter.inserts(
                  collection, partitionOf(target, collection, complete), complete);
            })
        .thenApply(
            written -> new Inserted(written.byChannel(), Objects.requireNonNull(keys.get())));
  }

  /** Deletes rows by key; keys that are not there are passed over. Returns as an insert does. */
  public CompletableFuture<Map<Integer, Long>> delete(Target target, Column keys, int count) {
    return delete(target, keys, count, Map.of());
  }

  /**
   * Deletes rows by key, as they were when their keys were read: a row that was written since
   * stays.
   *
   * @param upTo the position of each channel at which the keys were read
   */
  public CompletableFuture<Map<Integer, Long>> delete(
      Target target, Column keys, int count, Map<Integer, Long> upTo) {
    return write(
            target,
            collection -> {
              RowRules.checkKeys(keys, count, collection.schema());
              return splitter.deletes(collection, keys, count, upTo);
            })
        .thenApply(Written::byChannel);
  }

  /**
   * Closes the growing segments of a collection, so that what was written before gets sealed.
   *
   * @return the position of each shard's marker; what was written is sealed when every shard's
   *     manifest has reached its own
   */
  public CompletableFuture<Map<ShardId, Long>> flush(Target target) {
    Marker flush = Marker.newBuilder().setFlush(Flush.getDefaultInstance()).build();
    return write(
            target,
            collection ->
                markers(collection, IntStream.range(0, collection.shardCount()).toArray(), flush))
        .thenApply(Written::byShard);
  }

  /**
   * Appends a marker to each channel of a collection.
   *
   * @return its position on each
   */
  CompletableFuture<Map<Integer, Long>> mark(Target target, Marker marker) {
    return write(
            target,
            collection -> {
              List<Integer> channels = collection.channels();
              int[] firstOfChannel =
                  IntStream.range(0, channels.size())
                      .filter(shard -> channels.indexOf(channels.get(shard)) == shard)
                      .toArray();
              return markers(collection, firstOfChannel, marker);
            })
        .thenApply(Written::byChannel);
  }

  private static Map<Integer, List<WalRecord.Builder>> markers(
      CollectionInfo collection, int[] shards, Marker marker) {
    Map<Integer, List<WalRecord.Builder>> markers = new HashMap<>();
    for (int shard : shards) {
      WalRecord.Builder record =
          WalRecord.newBuilder().setCollectionId(collection.id()).setShard(shard).setMarker(marker);
      markers.put(shard, List.of(record));
    }
    return markers;
  }

  /**
   * The newest position on each channel of what this writer has acknowledged: a {@code SESSION}
   * search with them sees all of it.
   */
  public Map<Integer, Long> acknowledged() {
    return Map.copyOf(acknowledged);
  }

  private CompletableFuture<Written> write(Target target, Split split) {
    return append(new Attempt(target, split, resolve(target), MAX_ATTEMPTS));
  }

  /**
   * One of the times that a write is made.
   *
   * @param collection that had the name
   * @param left attempts, this one included
   */
  private record Attempt(Target target, Split split, CollectionInfo collection, int left) {
    boolean isFirst() {
      return left == MAX_ATTEMPTS;
    }
  }

  /**
   * The last position on each shard.
   *
   * @param collection that was written to
   * @param positions by shard number
   */
  private record Written(CollectionInfo collection, Map<Integer, Long> positions) {
    Map<Integer, Long> byChannel() {
      Map<Integer, Long> last = new HashMap<>();
      positions.forEach(
          (shard, position) -> last.merge(collection.channels().get(shard), position, Math::max));
      return last;
    }

    Map<ShardId, Long> byShard() {
      Map<ShardId, Long> last = new HashMap<>();
      positions.forEach(
          (shard, position) -> last.put(new ShardId(collection.id(), shard), position));
      return last;
    }
  }

  /**
   * Appends, and asks at the same time what the name means: the write counts only if it went to
   * what has the name after it was received. If that is another collection by now, whose creation
   * this JVM had not heard of, the write is made again there.
   */
  private CompletableFuture<Written> append(Attempt attempt) {
    Map<Integer, List<WalRecord.Builder>> records = attempt.split().of(attempt.collection());
    CompletableFuture<Catalog> asked = newest();
    CompletableFuture<Written> written = appendTo(attempt, records);
    return CompletableFuture.allOf(written, asked)
        .thenComposeAsync(done -> check(attempt, written.join(), asked.join()), checks)
        .exceptionallyCompose(
            failure -> CompletableFuture.failedFuture(verdictOrNotAcknowledged(failure)));
  }

  /** The write, where it went to what has the name. */
  private CompletableFuture<Written> check(Attempt attempt, Written written, Catalog catalog) {
    Target target = attempt.target();
    CollectionInfo before = attempt.collection();
    CollectionInfo named = pinned(target, catalog);
    if (named.id() == before.id()
        && partition(target, named).id() == partition(target, before).id()) {
      written.byChannel().forEach((channel, at) -> acknowledged.merge(channel, at, Math::max));
      return CompletableFuture.completedFuture(written);
    }
    if (named.id() != before.id() && !named.schema().equals(before.schema())) {
      throw notFound("collection '%s' was created anew, with other fields", target);
    }
    if (attempt.left() == 1) {
      throw notFound("collection '%s' or its partition is created anew all the time", target);
    }
    return append(new Attempt(target, attempt.split(), named, attempt.left() - 1));
  }

  /** The catalog's word on what was written to, or that nobody knows what became of the write. */
  private static CinclusException verdictOrNotAcknowledged(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof CinclusException known && VERDICTS.contains(known.code())) {
      return known;
    }
    return new CinclusException(
        ErrorCode.WRITE_NOT_ACKNOWLEDGED,
        "the write may have happened or not (%s): write it again".formatted(cause.getMessage()),
        cause);
  }

  /** {@link ErrorCode#OVERLOADED} is thrown only while nothing of the write has been sent. */
  private CompletableFuture<Written> appendTo(
      Attempt attempt, Map<Integer, List<WalRecord.Builder>> records) {
    CollectionInfo collection = attempt.collection();
    long catalogPosition = services.value().catalog().current().position();
    Map<Integer, Long> positions = new ConcurrentHashMap<>();
    List<CompletableFuture<?>> appends = new ArrayList<>();
    try {
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
                          offset -> positions.merge(shard, Position.of(offset, last), Math::max)));
            }
          });
    } catch (RuntimeException e) {
      if (appends.isEmpty() && attempt.isFirst()) {
        throw e;
      }
      return CompletableFuture.failedFuture(e);
    }
    return CompletableFuture.allOf(appends.toArray(CompletableFuture[]::new))
        .thenApply(done -> new Written(collection, Map.copyOf(positions)));
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
    boolean isKnown =
        known
            .findCollection(target.database(), target.collection())
            .filter(target::accepts)
            .isPresent();
    return pinned(target, isKnown ? known : Futures.await(newest()));
  }

  /** What has the name; {@link ErrorCode#COLLECTION_NOT_FOUND} where the target is another. */
  private static CollectionInfo pinned(Target target, Catalog catalog) {
    CollectionInfo named = catalog.collection(target.database(), target.collection());
    if (!target.accepts(named)) {
      throw notFound("collection '%s' was dropped and created anew", target);
    }
    return named;
  }

  private static CinclusException notFound(String what, Target target) {
    return new CinclusException(
        ErrorCode.COLLECTION_NOT_FOUND,
        what.formatted(target.collection()) + ": read its schema and write to what it is now");
  }

  /** Which partition each row goes to: the one that is named, or that its partition key chooses. */
  private static IntToLongFunction partitionOf(
      Target target, CollectionInfo collection, RowBatch rows) {
    Optional<FieldSchema> key = collection.schema().partitionKey();
    if (key.isEmpty()) {
      long id = partition(target, collection).id();
      return row -> id;
    }
    if (!target.partition().isEmpty()) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "collection '%s' has the partition key '%s', which chooses the partitions: name none"
              .formatted(target.collection(), key.get().name()));
    }
    int[] numbers = new int[rows.rowCount()];
    collection.route(rows.column(key.get().id()), numbers);
    return row -> collection.partitions().get(numbers[row]).id();
  }

  private static PartitionInfo partition(Target target, CollectionInfo collection) {
    return target.partition().isEmpty()
        ? collection.partitions().get(0)
        : collection.partition(target.partition());
  }

  @Override
  public void close() {
    appender.close();
    checks.shutdown();
    Futures.close(services);
  }
}
