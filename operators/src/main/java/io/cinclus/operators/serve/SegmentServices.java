package io.cinclus.operators.serve;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.operators.types.Shared;
import io.cinclus.search.GrowingIndexes;
import io.cinclus.search.SealedRows;
import io.cinclus.v1.Manifest;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/**
 * What the serving operators of a task manager share: the segments in memory, the threads that load
 * them, those that search, and those that index growing rows. Thread-safe.
 */
final class SegmentServices implements AutoCloseable {
  static final Shared<Key, SegmentServices> SHARED = new Shared<>(SegmentServices::new);

  private static final int LOAD_THREADS = 2;

  private final SegmentLoader loader;
  private final SegmentCache cache;
  private final ExecutorService loads;
  private final ExecutorService searches;
  private final ExecutorService builds;
  private final GrowingIndexes growing;

  /**
   * Operators with the same key share.
   *
   * @param storageRoot where the segments are
   * @param cacheBytes kept in memory beyond those in use
   * @param searchThreads that search
   * @param growing how growing rows are indexed
   */
  record Key(
      String storageRoot, long cacheBytes, int searchThreads, ServeOptions.GrowingIndex growing) {
    static Key of(ServeOptions options) {
      return new Key(
          options.storageRoot(),
          options.limits().segmentCacheBytes(),
          options.limits().searchThreads(),
          options.growing());
    }
  }

  private SegmentServices(Key key) {
    this(
        key,
        Executors.newFixedThreadPool(LOAD_THREADS, daemon("segment-load")),
        Executors.newFixedThreadPool(key.growing().threads(), daemon("growing-index")));
  }

  SegmentServices(Key key, ExecutorService loads, ExecutorService builds) {
    cache = new SegmentCache(key.storageRoot(), key.cacheBytes());
    loader = new SegmentLoader(cache);
    this.loads = loads;
    this.builds = builds;
    growing = new GrowingIndexes(builds, key.growing().minRows(), key.growing().maxBytes());
    searches = Executors.newFixedThreadPool(key.searchThreads(), daemon("search"));
  }

  /** Makes threads of this name that do not keep the JVM alive. */
  static ThreadFactory daemon(String name) {
    return work -> {
      Thread thread = new Thread(work, name);
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Loads a manifest on one of the load threads. */
  CompletableFuture<SegmentLoader.Result> load(
      Manifest manifest, CollectionInfo collection, List<SealedRows> inUse) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return loader.load(manifest, collection, inUse);
          } catch (IOException e) {
            throw new CompletionException(e);
          }
        },
        loads);
  }

  ExecutorService searches() {
    return searches;
  }

  /** Builds the indexes of growing rows. */
  GrowingIndexes growing() {
    return growing;
  }

  @Override
  public void close() {
    loads.shutdownNow();
    builds.shutdownNow();
    searches.shutdownNow();
    cache.close();
  }
}
