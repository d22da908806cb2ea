package io.cinclus.standalone.chaos;

import io.cinclus.standalone.chaos.KeyHistory.Write;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What may be in a collection, key by key. Thread-safe; each key has one writer at a time. */
final class CollectionModel {
  private final Shape shape;
  private final KeyHistory[] histories;
  private final Set<Integer> partitions = new TreeSet<>();

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

  Shape shape() {
    return shape;
  }

  /** Writes are being sent; what each key is to hold. */
  synchronized List<Write> begin(Map<Integer, Content> contents, long now) {
    List<Write> writes = new ArrayList<>();
    contents.forEach((key, content) -> writes.add(histories[key].begin(content, now)));
    return writes;
  }

  synchronized void acknowledge(List<Write> writes, long now) {
    writes.forEach(write -> write.acknowledge(now));
  }

  /** What a read may find in each key; times as in {@link KeyHistory#possible}. */
  synchronized Map<Integer, Set<Content>> possible(long sentAt, long answeredAt) {
    Map<Integer, Set<Content>> possible = new TreeMap<>();
    for (int key = 0; key < histories.length; key++) {
      possible.put(key, histories[key].possible(sentAt, answeredAt));
    }
    return possible;
  }

  /**
   * Nothing is under way any more, and this is what is there; a key that is not named holds
   * nothing.
   */
  synchronized void settle(Map<Integer, Content> contents) {
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

  /** The contents that were found, for {@link #settle}; each must be possible now. */
  synchronized Map<Integer, Content> resolve(Map<Integer, Long> versions, long now) {
    Map<Integer, Content> contents = new LinkedHashMap<>();
    versions.forEach(
        (key, version) ->
            histories[key].possible(now, now).stream()
                .filter(content -> content.version() == version)
                .forEach(content -> contents.put(key, content)));
    return contents;
  }
}
