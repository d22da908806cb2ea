package io.cinclus.operators.serve;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.CollectionSettings;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.ShardId;
import io.cinclus.search.GrowingIndexes;
import io.cinclus.search.SealedRows;
import io.cinclus.search.ShardView;
import io.cinclus.segment.CorruptFileException;
import io.cinclus.segment.MissingFileException;
import io.cinclus.v1.Failure;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A shard that a replica serves: its view, and the manifest that is on its way into it. A manifest
 * is swapped in when its segments are in memory and the channel has applied what it covers; only
 * ever a newer one.
 *
 * <p>Lives on the task thread; only the loading runs elsewhere.
 */
final class ServedShard {
  private static final Logger LOG = LoggerFactory.getLogger(ServedShard.class);

  /** After a load that failed, the next one starts this much later. */
  static final long RETRY_MILLIS = 2_000;

  private final ShardId id;
  private final ShardView view;
  private CollectionInfo known;
  private @Nullable Manifest newest;
  private @Nullable Manifest loading;
  private @Nullable CompletableFuture<SegmentLoader.Result> load;
  private List<String> warnings = List.of();
  private @Nullable Failure failure;
  private long notBeforeMillis;
  private boolean resting;

  /** The time of the view's horizon; 0: not known. */
  private long horizonMillis;

  private long requiredGeneration = ShardView.NO_GENERATION;

  /** Loads a manifest somewhere else. */
  interface Loads {
    CompletableFuture<SegmentLoader.Result> start(
        Manifest manifest, CollectionInfo collection, List<SealedRows> inUse);
  }

  ServedShard(ShardId id, CollectionInfo collection, GrowingIndexes growing) {
    this.id = id;
    this.view = new ShardView("growing rows of shard " + id, collection.schema(), growing);
    this.known = collection;
    view.indexGrowing(ApproximateFields.of(collection));
  }

  ShardId id() {
    return id;
  }

  ShardView view() {
    return view;
  }

  /** Nothing is answered before a generation at or above the newest known now is in. */
  void requireNewest() {
    requiredGeneration = newest == null ? ShardView.NO_GENERATION : newest.getGeneration();
  }

  /**
   * Whether the view may answer about some partitions. One that was loaded since the last {@link
   * #advance} has to wait for the next: the view does without its segments until then.
   */
  boolean isReady(Collection<Long> partitionIds) {
    return view.isResident()
        && view.generation() >= requiredGeneration
        && Collections.disjoint(known.releasedIds(), partitionIds)
        && Collections.disjoint(view.missing(), partitionIds);
  }

  /** Why the shard is not ready and will not soon be; empty where it only needs time. */
  Optional<Failure> failure(Collection<Long> partitionIds) {
    return isReady(partitionIds) ? Optional.empty() : Optional.ofNullable(failure);
  }

  /** Why nobody can tell as of a position what the shard held; empty where it is known. */
  Optional<Failure> gone(long position) {
    long horizon = view.horizon();
    if (Math.max(position, 0) >= horizon) {
      return Optional.empty();
    }
    String orTime =
        horizonMillis == 0
            ? ""
            : ", or as of a time from %s on".formatted(Instant.ofEpochMilli(horizonMillis));
    return Optional.of(
        Failure.newBuilder()
            .setCode(ErrorCode.HISTORY_GONE.number())
            .setMessage(
                "shard %s is not known as of position %d any more: ask as of position %d or later%s; %s keeps more from when it is raised"
                    .formatted(id, position, horizon, orTime, CollectionSettings.RETENTION_SECONDS))
            .build());
  }

  /** What somebody should look at, although the answers are right. */
  List<String> warnings() {
    Failure newestFailed = failure;
    if (newestFailed == null) {
      return warnings;
    }
    List<String> all = new ArrayList<>(warnings);
    all.add(newestFailed.getMessage());
    return all;
  }

  /** Hears of a manifest; older ones than the newest known are ignored. */
  void announce(Manifest manifest) {
    if (newest == null || manifest.getGeneration() > newest.getGeneration()) {
      newest = manifest;
      failure = null;
      notBeforeMillis = 0;
    }
  }

  /** Whether something is to come that no event will announce. */
  boolean isWorking() {
    boolean isBehind = newest != null && newest.getGeneration() > view.generation();
    return load != null || (!resting && (isBehind || lacksSegments()));
  }

  private boolean lacksSegments() {
    return !view.isResident() || !view.missing().isEmpty();
  }

  /**
   * Goes on with what is under way.
   *
   * @param collection as {@code catalog} has it
   * @param applied the position that the channel has applied
   */
  void advance(
      CollectionInfo collection, Catalog catalog, long applied, long nowMillis, Loads loads) {
    if (!collection.equals(known)) {
      followPartitions(known.releasedIds(), collection);
      known = collection;
      view.adopt(collection.schema());
      view.indexGrowing(ApproximateFields.of(collection));
    }
    resting = !collection.loaded();
    if (resting) {
      rest(applied);
      return;
    }
    finishLoad(applied, nowMillis);
    Manifest wanted = newest;
    if (wanted == null || load != null || nowMillis < notBeforeMillis) {
      return;
    }
    if (catalog.position() < wanted.getCatalogPosition()) {
      return; // Its files may have fields that this catalog does not know.
    }
    if (wanted.getGeneration() > view.generation() || lacksSegments()) {
      loading = wanted;
      load = loads.start(wanted, collection, view.sealed());
    }
  }

  /**
   * What a load under way brings, or why one failed, is of other partitions than are wanted now.
   *
   * @param before those that were released
   */
  private void followPartitions(Set<Long> before, CollectionInfo collection) {
    Set<Long> now = collection.releasedIds();
    if (before.equals(now)) {
      return;
    }
    load = null;
    loading = null;
    failure = null;
    notBeforeMillis = 0;
    view.evict(now);
    Set<Long> added = new HashSet<>(before);
    added.removeAll(now);
    added.retainAll(collection.partitionIds()); // The others have been dropped.
    if (newest != null) {
      added.retainAll(newest.getSegmentsList().stream().map(Segment::getPartitionId).toList());
      view.lack(added);
    }
  }

  /** A collection that is not loaded keeps only its growing rows. */
  private void rest(long applied) {
    load = null;
    loading = null;
    failure = null;
    notBeforeMillis = 0;
    Manifest known = newest;
    if (known != null && applied >= known.getSealedTo()) {
      view.swap(
          new ShardView.Loaded(
              known.getGeneration(),
              known.getSealedTo(),
              List.of(),
              false,
              SegmentLoader.past(known)));
    }
    view.evict();
  }

  private void finishLoad(long applied, long nowMillis) {
    CompletableFuture<SegmentLoader.Result> running = load;
    Manifest manifest = loading;
    if (running == null || manifest == null || !running.isDone()) {
      return;
    }
    try {
      SegmentLoader.Result result = running.join();
      if (applied < manifest.getSealedTo()) {
        return; // Held until the channel has applied what it covers.
      }
      if (view.swap(result.loaded())) {
        warnings = result.warnings();
        horizonMillis = manifest.getHorizonMillis();
        failure = null;
      }
    } catch (CompletionException e) {
      fail(manifest, e.getCause() == null ? e : e.getCause(), nowMillis);
    }
    load = null;
    loading = null;
  }

  private void fail(Manifest manifest, Throwable cause, long nowMillis) {
    if (newest != null && newest.getGeneration() > manifest.getGeneration()) {
      // Its files may be deleted, since a newer generation does without them: that one is next.
      LOG.info("shard {}: generation {} is skipped", id, manifest.getGeneration(), cause);
      return;
    }
    boolean isLost = cause instanceof CorruptFileException || cause instanceof MissingFileException;
    failure =
        Failure.newBuilder()
            .setCode((isLost ? ErrorCode.STORAGE_CORRUPT : ErrorCode.NOT_READY).number())
            .setMessage(
                "shard %s: generation %d cannot be loaded: %s"
                    .formatted(id, manifest.getGeneration(), isLost ? cause.getMessage() : cause))
            .build();
    notBeforeMillis = nowMillis + RETRY_MILLIS;
    LOG.error(
        "shard {}: generation {} cannot be loaded; next try in {} ms",
        id,
        manifest.getGeneration(),
        RETRY_MILLIS,
        cause);
  }
}
