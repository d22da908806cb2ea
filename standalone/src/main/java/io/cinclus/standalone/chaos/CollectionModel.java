package io.cinclus.standalone.chaos;

import io.cinclus.model.ShardId;
import io.cinclus.standalone.chaos.KeyHistory.Write;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What may be in a collection, key by key. Thread-safe.
 *
 * <p>A collection that is dropped and created again while others use it goes through epochs. What
 * was begun in one and ended in another, or began while it was being created again, is held to
 * nothing.
 */
final class CollectionModel {
  private final Shape shape;
  private final KeyHistory[] histories;
  private final Set<Integer> partitions = new TreeSet<>();
  private final Map<ShardId, Long> flushed = new HashMap<>();
  private final Past past = new Past();
  private boolean isLoaded = true;

  /** Odd while the collection is being created again. */
  private long epoch;

  /** An empty collection. */
  CollectionModel(Shape shape) {
    this.shape = shape;
    this.histories = new KeyHistory[shape.keys()];
    for (int key = 0; key < histories.length; key++) {
      histories[key] = new KeyHistory();
    }
    for (int partition = 0; partition < shape.partitions(); partition++) {
      partitions.add(partition);
    }
  }

  /**
   * When something was begun.
   *
   * @param epoch of the collection
   * @param sentAt the tick
   */
  record Begin(long epoch, long sentAt) {}

  Shape shape() {
    return shape;
  }

  /** Answers of a collection that is never created again, and keeps its partitions. */
  Past past() {
    return past;
  }

  synchronized Begin begin(long now) {
    return new Begin(epoch, now);
  }

  /** Whether the collection has been the same all the time since. */
  synchronized boolean isSameSince(Begin begin) {
    return begin.epoch() == epoch && epoch % 2 == 0;
  }

  /** Writes are being sent; what each key is to hold. */
  synchronized List<Write> send(Map<Integer, Content> contents, Begin begin) {
    List<Write> writes = new ArrayList<>();
    contents.forEach((key, content) -> writes.add(histories[key].begin(content, begin.sentAt())));
    return writes;
  }

  synchronized void acknowledge(List<Write> writes, Begin begin, long now) {
    if (isSameSince(begin)) {
      writes.forEach(write -> write.acknowledge(now));
    }
  }

  /** A flush was acknowledged: each shard is to be sealed so far. */
  synchronized void flushed(Map<ShardId, Long> positions, Begin begin) {
    if (isSameSince(begin)) {
      positions.forEach((shard, position) -> flushed.merge(shard, position, Math::max));
    }
  }

  /** How far each shard must be sealed by the end. */
  synchronized Map<ShardId, Long> flushed() {
    return Map.copyOf(flushed);
  }

  /** What a read may find in each key; empty where it is held to nothing. */
  synchronized Optional<Map<Integer, Set<Content>>> possible(Begin begin, long answeredAt) {
    if (!isSameSince(begin)) {
      return Optional.empty();
    }
    Map<Integer, Set<Content>> possible = new TreeMap<>();
    for (int key = 0; key < histories.length; key++) {
      possible.put(key, histories[key].possible(begin.sentAt(), answeredAt));
    }
    return Optional.of(possible);
  }

  /** What a read has shown of some keys; times as in {@link KeyHistory#observe}. */
  synchronized void observe(Map<Integer, Predicate<Content>> shown, Begin begin, long answeredAt) {
    if (isSameSince(begin)) {
      shown.forEach(
          (key, contents) -> histories[key].observe(contents, begin.sentAt(), answeredAt));
    }
  }

  /**
   * Nothing is under way any more, and these versions are there; a key that is not named holds
   * nothing. Each must be possible now.
   */
  synchronized void settle(Map<Integer, Long> versions, long now) {
    Map<Integer, Content> contents = new LinkedHashMap<>();
    versions.forEach(
        (key, version) ->
            histories[key].possible(now, now).stream()
                .filter(content -> content.version() == version)
                .forEach(content -> contents.put(key, content)));
    for (int key = 0; key < histories.length; key++) {
      histories[key].settle(contents.getOrDefault(key, Content.NONE));
    }
  }

  /** The partitions that are there. */
  synchronized Set<Integer> partitions() {
    return Set.copyOf(partitions);
  }

  synchronized void createPartition(int partition) {
    partitions.add(partition);
  }

  /** A partition is gone, with the rows that it holds or may yet get. */
  synchronized void dropPartition(int partition) {
    partitions.remove(partition);
    for (KeyHistory history : histories) {
      history.replace(content -> content.partition() == partition ? Content.NONE : content);
    }
  }

  synchronized boolean isLoaded() {
    return isLoaded;
  }

  synchronized void load(boolean loaded) {
    isLoaded = loaded;
  }

  /** The collection is about to be dropped and created again, or still is. */
  synchronized void beginAgain() {
    epoch += 1 - epoch % 2;
  }

  /** It is there again, and empty. */
  synchronized void endAgain() {
    epoch++;
    flushed.clear();
    for (KeyHistory history : histories) {
      history.empty();
    }
  }
}
