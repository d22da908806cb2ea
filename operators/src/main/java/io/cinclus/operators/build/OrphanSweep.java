package io.cinclus.operators.build;

import io.cinclus.catalog.Catalog;
import io.cinclus.model.ShardId;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.segment.SegmentNames;
import io.cinclus.v1.OwnedShard;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks through one folder at a time, off the task thread, for files that nobody names. Of a shard
 * it only tells which those are; what lies in the folder of a collection that has been dropped for
 * long it deletes. A folder that cannot be listed is looked at again an interval later. Used by one
 * task thread.
 */
final class OrphanSweep {
  private static final Logger LOG = LoggerFactory.getLogger(OrphanSweep.class);

  /** Orphans of a folder that are told at once; the others are found the next time. */
  private static final int MAX_FOUND = 1000;

  private static final ShardId ROOT = new ShardId(0, 0);

  private final ObjectStorage storage;
  private final ExecutorService thread;
  private final BuildOptions.Files limits;
  private final Map<ShardId, Long> dueMillis = new HashMap<>();
  private final Map<Long, Long> droppedSinceMillis = new HashMap<>(); // Of the sweeping thread.
  private @Nullable Look look;

  /** A folder that is being looked through. */
  private record Look(ShardId shard, long startMillis, CompletableFuture<List<String>> orphans) {}

  OrphanSweep(ObjectStorage storage, ExecutorService thread, BuildOptions.Files limits) {
    this.storage = storage;
    this.thread = thread;
    this.limits = limits;
  }

  /** The orphans that were found since this was asked; starts to look for more when it is time. */
  List<String> orphans(OwnedShard shard, long publishedTo, long nowMillis) {
    ShardId id = ShardOwner.id(shard);
    Look current = look;
    if (current != null && current.shard().equals(id) && current.orphans().isDone()) {
      look = null;
      return current.orphans().join();
    }
    if (mayStart(id, nowMillis)) {
      start(id, nowMillis, () -> list(shard, publishedTo, nowMillis - limits.orphanAgeMillis()));
    }
    return List.of();
  }

  /** Deletes, when it is time, what is left of collections that are not in {@code catalog}. */
  void deleteDropped(Catalog catalog, long nowMillis) {
    if (mayStart(ROOT, nowMillis)) {
      start(
          ROOT,
          nowMillis,
          () -> {
            deleteFolders(catalog, nowMillis);
            return List.of();
          });
    }
  }

  private boolean mayStart(ShardId id, long nowMillis) {
    if (nowMillis < dueMillis.getOrDefault(id, 0L)) {
      return false;
    }
    Look current = look;
    return current == null
        || (current.orphans().isDone()
            && (current.shard().equals(ROOT)
                || nowMillis - current.startMillis() >= limits.orphanIntervalMillis()));
  }

  /** What a look does. */
  private interface Listing {
    List<String> run() throws IOException;
  }

  private void start(ShardId id, long nowMillis, Listing listing) {
    dueMillis.put(id, nowMillis + limits.orphanIntervalMillis());
    look =
        new Look(
            id,
            nowMillis,
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return listing.run();
                  } catch (IOException | RuntimeException e) {
                    LOG.warn("looking for orphans in folder {} failed; later again", id, e);
                    return List.of();
                  }
                },
                thread));
  }

  private List<String> list(OwnedShard shard, long publishedTo, long oldBeforeMillis)
      throws IOException {
    List<String> orphans = new ArrayList<>();
    storage.forEachFile(
        SegmentNames.folder(ShardOwner.id(shard)),
        file -> {
          if (orphans.size() < MAX_FOUND
              && Orphans.isOrphan(shard, file, publishedTo, oldBeforeMillis)) {
            orphans.add(file.path());
          }
        });
    return orphans;
  }

  /** A collection's files are orphans when it has been seen to be dropped for their age. */
  private void deleteFolders(Catalog catalog, long nowMillis) throws IOException {
    Set<Long> dropped = new HashSet<>();
    for (String folder : storage.folders()) {
      if (folder.matches("\\d{1,18}")) {
        long id = Long.parseLong(folder);
        if (id <= catalog.position() && !catalog.isLive(id)) {
          dropped.add(id);
        }
      }
    }
    droppedSinceMillis.keySet().retainAll(dropped);
    for (long id : dropped) {
      long since = droppedSinceMillis.computeIfAbsent(id, first -> nowMillis);
      if (nowMillis - since >= limits.orphanAgeMillis()) {
        deleteFolder(Long.toString(id), nowMillis - limits.orphanAgeMillis());
      }
    }
  }

  private void deleteFolder(String folder, long oldBeforeMillis) throws IOException {
    List<String> old = new ArrayList<>();
    storage.forEachFile(
        folder,
        file -> {
          if (old.size() < MAX_FOUND && file.modifiedMillis() < oldBeforeMillis) {
            old.add(file.path());
          }
        });
    for (String path : old) {
      storage.delete(path);
      LOG.info("deleted {} of a dropped collection", path);
    }
  }

  /** The shard is no longer this task's. */
  void forget(ShardId shard) {
    dueMillis.remove(shard);
    Look current = look;
    if (current != null && current.shard().equals(shard)) {
      look = null;
    }
  }
}
