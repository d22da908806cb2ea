package io.cinclus.standalone.chaos;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** The collections that are there, as they should be, and the clock of all. Thread-safe. */
final class Models {
  private final Map<String, CollectionModel> collections = new ConcurrentHashMap<>();
  private final AtomicLong clock = new AtomicLong();

  /** A time of its own, after all earlier ones. */
  long tick() {
    return clock.incrementAndGet();
  }

  CollectionModel get(String collection) {
    CollectionModel model = collections.get(collection);
    if (model == null) {
      throw new IllegalStateException("the workload uses " + collection + ", which is not there");
    }
    return model;
  }

  List<CollectionModel> all() {
    return List.copyOf(collections.values());
  }

  void create(Shape shape) {
    collections.put(shape.name(), new CollectionModel(shape));
  }

  void drop(String collection) {
    collections.remove(collection);
  }
}
