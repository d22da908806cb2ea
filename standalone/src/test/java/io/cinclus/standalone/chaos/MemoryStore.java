package io.cinclus.standalone.chaos;

import io.cinclus.model.ErrorCode;
import io.cinclus.model.ShardId;
import io.cinclus.standalone.chaos.Operation.Change;
import io.cinclus.standalone.chaos.Operation.Create;
import io.cinclus.standalone.chaos.Operation.Drop;
import io.cinclus.standalone.chaos.Operation.DropPartition;
import io.cinclus.standalone.chaos.Operation.Load;
import io.cinclus.standalone.chaos.Operation.Point;
import io.cinclus.standalone.chaos.Operation.Recreate;
import io.cinclus.standalone.chaos.Operation.Release;
import io.cinclus.standalone.chaos.Operation.Search;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;

/**
 * A store in memory, for one writer, whose calls may time out: such a write happens at once, later,
 * or never, and such a change has happened. It may have a fault, which shows now and then.
 */
final class MemoryStore implements Store {
  private static final int FAULTY_ONE_IN = 20;
  private static final int UNAVAILABLE_ONE_IN = 10;

  enum Fault {
    NONE,
    LOSES_WRITES,
    LOSES_DELETES,
    ANSWERS_FROM_THE_PAST,
    SHOWS_ROWS_TWICE,
    PASSES_OVER_NOTHING,
    FORGETS_DROPPED_PARTITIONS,
    FORGETS_DROPPED_COLLECTIONS,
    ANSWERS_WHEN_RELEASED,
    KEEPS_OLD_ALIASES,
    FORGETS_THE_PAST
  }

  private final Map<String, Map<Integer, Content>> collections = new HashMap<>();
  private final Map<String, String> aliases = new HashMap<>();
  private final Set<String> released = new HashSet<>();
  private final Set<String> changed = new HashSet<>();
  private final List<Runnable> late = new ArrayList<>();
  private final List<List<Found>> past = new ArrayList<>();
  private final SplittableRandom random;
  private final Fault fault;

  MemoryStore(long seed, Fault fault) {
    this.random = new SplittableRandom(seed);
    this.fault = fault;
  }

  private boolean fails(Fault suspected) {
    return fault == suspected && random.nextInt(FAULTY_ONE_IN) == 0;
  }

  /** What has not happened yet never will. */
  void restart() {
    late.clear();
  }

  private Map<Integer, Content> rows(String name) {
    Map<Integer, Content> rows = collections.get(aliases.getOrDefault(name, name));
    if (rows == null) {
      throw new Refused(ErrorCode.COLLECTION_NOT_FOUND, name);
    }
    return rows;
  }

  @Override
  public void insert(Shape shape, int partition, Map<Integer, Content> rows) throws Unavailable {
    Map<Integer, Content> into = rows(shape.name());
    boolean isLost = fails(Fault.LOSES_WRITES);
    write(
        () -> {
          if (!isLost) {
            into.putAll(rows);
          }
        });
  }

  @Override
  public void delete(Shape shape, Set<Integer> keys) throws Unavailable {
    Map<Integer, Content> from = rows(shape.name());
    boolean isLost = fails(Fault.LOSES_DELETES);
    write(
        () -> {
          if (!isLost) {
            from.keySet().removeAll(keys);
          }
        });
  }

  private void write(Runnable write) throws Unavailable {
    boolean acknowledged = random.nextInt(UNAVAILABLE_ONE_IN) > 0;
    if (acknowledged || random.nextInt(3) == 0) {
      write.run();
    } else if (random.nextBoolean()) {
      late.add(write);
    }
    if (!late.isEmpty() && random.nextInt(20) == 0) {
      late.remove(0).run();
    }
    if (!acknowledged) {
      throw new Unavailable("a write timed out");
    }
  }

  @Override
  public Map<ShardId, Long> flush(Shape shape) {
    return Map.of();
  }

  @Override
  public void change(Change change, Shape shape) throws Unavailable {
    if (changed.add(change.id())) {
      apply(change);
    }
    if (random.nextInt(UNAVAILABLE_ONE_IN) == 0) {
      throw new Unavailable("a change timed out");
    }
  }

  private void apply(Change change) {
    String name = change.collection();
    if (change instanceof Drop || change instanceof Recreate) {
      Map<Integer, Content> gone = collections.remove(name);
      if (change instanceof Recreate) {
        collections.put(
            name,
            fault == Fault.FORGETS_DROPPED_COLLECTIONS && gone != null ? gone : new TreeMap<>());
      }
    } else if (change instanceof Create) {
      collections.put(name, new TreeMap<>());
    } else if (change instanceof DropPartition drop) {
      late.forEach(Runnable::run);
      late.clear();
      if (fault != Fault.FORGETS_DROPPED_PARTITIONS) {
        rows(name).values().removeIf(row -> row.partition() == drop.partition());
      }
    } else if (change instanceof Release) {
      released.add(name);
    } else if (change instanceof Load) {
      released.remove(name);
    } else if (change instanceof Point point
        && (point.isNew() || fault != Fault.KEEPS_OLD_ALIASES)) {
      aliases.put(point.alias(), name);
    }
  }

  @Override
  public long count(Shape shape, Selection selection) {
    return read(shape, selection, Content.vector(0)).size();
  }

  @Override
  public List<Found> lookup(Shape shape, Selection selection, Set<Integer> keys) {
    return read(shape, selection, Content.vector(0)).stream()
        .filter(row -> keys.contains(row.key()))
        .toList();
  }

  @Override
  public List<Found> scan(Shape shape, Selection selection, Page page) {
    return cut(inOrder(shape, selection), page);
  }

  private List<Found> inOrder(Shape shape, Selection selection) {
    List<Found> rows = read(shape, selection, Content.vector(0));
    rows.sort((one, other) -> shape.compareKeys(one.key(), other.key()));
    return rows;
  }

  @Override
  public Past.Answer scanNow(Shape shape) {
    List<Found> rows = inOrder(shape, Selection.ALL);
    past.add(rows);
    return new Past.Answer(Map.of(0, past.size() - 1L), rows, System.nanoTime());
  }

  @Override
  public List<Found> scanAsOf(Shape shape, Past.Answer then) {
    return fault == Fault.FORGETS_THE_PAST
        ? inOrder(shape, Selection.ALL)
        : past.get(Objects.requireNonNull(then.positions().get(0)).intValue());
  }

  @Override
  public List<Found> search(Shape shape, Search search) {
    List<Found> rows = read(shape, search.selection(), search.query());
    Comparator<Found> nearest = Comparator.comparing(Found::distance);
    rows.sort(shape.metric().largerIsBetter() ? nearest.reversed() : nearest);
    return cut(rows, search.page());
  }

  private List<Found> cut(List<Found> rows, Page page) {
    int offset = fails(Fault.PASSES_OVER_NOTHING) ? 0 : page.offset();
    return rows.stream().skip(offset).limit(page.limit()).toList();
  }

  /** The selected rows, with their distances from a vector. */
  private List<Found> read(Shape shape, Selection selection, List<Float> query) {
    Map<Integer, Content> rows = rows(shape.name());
    if (released.contains(shape.name()) && fault != Fault.ANSWERS_WHEN_RELEASED) {
      throw new Refused(ErrorCode.COLLECTION_NOT_LOADED, shape.name());
    }
    List<Found> found = new ArrayList<>();
    rows.forEach(
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
    return found;
  }
}
