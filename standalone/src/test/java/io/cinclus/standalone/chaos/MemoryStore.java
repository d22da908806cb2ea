package io.cinclus.standalone.chaos;

import io.cinclus.standalone.chaos.Operation.Create;
import io.cinclus.standalone.chaos.Operation.Delete;
import io.cinclus.standalone.chaos.Operation.Drop;
import io.cinclus.standalone.chaos.Operation.DropPartition;
import io.cinclus.standalone.chaos.Operation.Insert;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A store in memory, for one writer, whose clients may time out: such a write happens at once,
 * later, or never. It may have a fault, which shows now and then.
 */
final class MemoryStore {
  private static final int FAULTY_ONE_IN = 20;

  enum Fault {
    NONE,
    LOSES_WRITES,
    LOSES_DELETES,
    ANSWERS_FROM_THE_PAST,
    SHOWS_ROWS_TWICE,
    FORGETS_DROPPED_PARTITIONS
  }

  private final Map<String, Map<Integer, Content>> collections = new HashMap<>();
  private final List<Runnable> late = new ArrayList<>();
  private final SplittableRandom random;
  private final Fault fault;

  MemoryStore(long seed, Fault fault) {
    this.random = new SplittableRandom(seed);
    this.fault = fault;
  }

  private boolean fails(Fault suspected) {
    return fault == suspected && random.nextInt(FAULTY_ONE_IN) == 0;
  }

  /** Whether the write was acknowledged. */
  boolean write(Operation operation) {
    boolean acknowledged = random.nextInt(10) > 0;
    if (acknowledged || random.nextInt(3) == 0) {
      apply(operation);
    } else if (random.nextBoolean()) {
      late.add(() -> apply(operation));
    }
    if (!late.isEmpty() && random.nextInt(20) == 0) {
      late.remove(0).run();
    }
    return acknowledged;
  }

  /** What has not happened yet never will. */
  void restart() {
    late.clear();
  }

  void change(Operation operation) {
    if (operation instanceof Create create) {
      collections.put(create.collection(), new TreeMap<>());
    } else if (operation instanceof Drop drop) {
      collections.remove(drop.collection());
      late.clear();
    } else if (operation instanceof DropPartition drop) {
      late.forEach(Runnable::run);
      late.clear();
      if (fault != Fault.FORGETS_DROPPED_PARTITIONS) {
        rows(drop.collection()).values().removeIf(row -> row.partition() == drop.partition());
      }
    }
  }

  private Map<Integer, Content> rows(String collection) {
    return collections.getOrDefault(collection, new TreeMap<>());
  }

  private void apply(Operation operation) {
    if (operation instanceof Insert insert && !fails(Fault.LOSES_WRITES)) {
      rows(operation.collection()).putAll(insert.rows());
    } else if (operation instanceof Delete delete && !fails(Fault.LOSES_DELETES)) {
      rows(operation.collection()).keySet().removeAll(delete.keys());
    }
  }

  /** The selected rows, with their distances from a vector, nearest first. */
  List<Found> read(Shape shape, Selection selection, List<Float> query) {
    List<Found> found = new ArrayList<>();
    rows(shape.name())
        .forEach(
            (key, row) -> {
              if (selection.matches(row)) {
                Content shown =
                    fails(Fault.ANSWERS_FROM_THE_PAST)
                        ? new Content(row.version() - 1, row.partition())
                        : row;
                float distance = shape.distance(query, shown.vector());
                found.add(new Found(key, shown.version(), shown.tag(), shown.vector(), distance));
              }
            });
    if (!found.isEmpty() && fails(Fault.SHOWS_ROWS_TWICE)) {
      found.add(found.get(0));
    }
    Comparator<Found> nearest = Comparator.comparing(Found::distance);
    found.sort(shape.metric().largerIsBetter() ? nearest.reversed() : nearest);
    return found;
  }
}
