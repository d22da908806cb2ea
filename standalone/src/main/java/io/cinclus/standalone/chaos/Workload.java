package io.cinclus.standalone.chaos;

import io.cinclus.standalone.chaos.Operation.AskInVain;
import io.cinclus.standalone.chaos.Operation.Count;
import io.cinclus.standalone.chaos.Operation.Create;
import io.cinclus.standalone.chaos.Operation.CreatePartition;
import io.cinclus.standalone.chaos.Operation.Delete;
import io.cinclus.standalone.chaos.Operation.Drop;
import io.cinclus.standalone.chaos.Operation.DropPartition;
import io.cinclus.standalone.chaos.Operation.Flush;
import io.cinclus.standalone.chaos.Operation.Insert;
import io.cinclus.standalone.chaos.Operation.Lookup;
import io.cinclus.standalone.chaos.Operation.Scan;
import io.cinclus.standalone.chaos.Operation.Search;
import io.cinclus.vector.Metric;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The steps of one writer: a function of the seed and the writer's number, whatever the answers
 * are. All writers work on the {@link #STEADY} collections, each on keys of its own, and each on a
 * passing collection that it creates, drops, and creates again in another shape.
 *
 * <p>Used by one thread.
 */
final class Workload {
  /** The collections that all writers share. */
  static final List<Shape> STEADY =
      List.of(
          new Shape("steady_numbers", false, Metric.L2, false, 3, 3, 600),
          new Shape("steady_texts", true, Metric.IP, true, 2, 2, 300));

  private static final int PASSING_KEYS = 120;
  private static final int MAX_SHARDS = 3;
  private static final int MAX_BATCH = 20;

  /** Hits that a search asks for. */
  static final int MAX_LIMIT = 10;

  private static final int MAX_PAUSE_MILLIS = 20;

  private final SplittableRandom random;
  private final int writer;
  private final int writers;
  private final Queue<Operation> next = new ArrayDeque<>();
  private final Set<Integer> partitions = new TreeSet<>();
  private @Nullable Shape passing;
  private long writeCount;
  private long changeCount;

  /**
   * The steps of a writer.
   *
   * @param writer its number, below {@code writers}
   */
  Workload(long seed, int writer, int writers) {
    SplittableRandom root = new SplittableRandom(seed);
    for (int i = 0; i < writer; i++) {
      root.split();
    }
    this.random = root.split();
    this.writer = writer;
    this.writers = writers;
  }

  /** How long to wait before the next step. */
  int pauseMillis() {
    return random.nextInt(MAX_PAUSE_MILLIS);
  }

  Operation next() {
    Operation prepared = next.poll();
    if (prepared != null) {
      return prepared;
    }
    int draw = random.nextInt(100);
    if (draw < 40) {
      return data(STEADY.get(0), allPartitions(STEADY.get(0)), true);
    }
    if (draw < 65) {
      return data(STEADY.get(1), allPartitions(STEADY.get(1)), true);
    }
    Shape shape = passing;
    return shape == null ? create() : onPassing(shape);
  }

  private static Set<Integer> allPartitions(Shape shape) {
    Set<Integer> all = new TreeSet<>();
    for (int partition = 0; partition < shape.partitions(); partition++) {
      all.add(partition);
    }
    return all;
  }

  private Operation create() {
    Shape shape =
        new Shape(
            "passing_" + writer,
            random.nextBoolean(),
            random.nextBoolean() ? Metric.L2 : Metric.IP,
            random.nextBoolean(),
            1 + random.nextInt(MAX_SHARDS),
            1 + random.nextInt(MAX_SHARDS),
            PASSING_KEYS);
    passing = shape;
    partitions.clear();
    partitions.addAll(allPartitions(shape));
    next.add(new Count(shape.name(), Selection.ALL));
    return new Create(changeId(), shape);
  }

  private Operation onPassing(Shape shape) {
    int draw = random.nextInt(100);
    if (draw < 2) {
      passing = null;
      next.add(new AskInVain(shape.name()));
      return new Drop(changeId(), shape.name());
    }
    int partition = random.nextInt(shape.partitions());
    if (draw < 6 && partition > 0) {
      next.add(new Scan(shape.name(), Selection.ALL));
      if (partitions.remove(partition)) {
        return new DropPartition(changeId(), shape.name(), partition);
      }
      partitions.add(partition);
      return new CreatePartition(changeId(), shape.name(), partition);
    }
    return data(shape, partitions, false);
  }

  private String changeId() {
    return "chaos-%d-%d".formatted(writer, changeCount++);
  }

  private Operation data(Shape shape, Set<Integer> live, boolean shared) {
    int draw = random.nextInt(100);
    String name = shape.name();
    if (draw < 40) {
      return insert(shape, live, shared);
    } else if (draw < 52) {
      return new Delete(name, keys(shape, shared));
    } else if (draw < 54) {
      return new Flush(name);
    } else if (draw < 66) {
      return new Count(name, selection(live));
    } else if (draw < 78) {
      return new Lookup(name, selection(live), keys(shape, random.nextBoolean() && shared));
    } else if (draw < 82) {
      return new Scan(name, selection(live));
    }
    return new Search(
        name, selection(live), Content.vector(random.nextLong()), 1 + random.nextInt(MAX_LIMIT));
  }

  private Insert insert(Shape shape, Set<Integer> live, boolean shared) {
    int partition = oneOf(live);
    return new Insert(
        shape.name(),
        partition,
        keys(shape, shared).stream()
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    key -> new Content(version(), partition),
                    (one, other) -> one,
                    TreeMap::new)));
  }

  /** Unique in a run: no two writers share the upper half. */
  private long version() {
    return ((long) (writer + 1) << Integer.SIZE) | ++writeCount;
  }

  /** Some keys; the writer's own, or anybody's. */
  private Set<Integer> keys(Shape shape, boolean own) {
    int count = 1 + random.nextInt(MAX_BATCH);
    Set<Integer> keys = new TreeSet<>();
    for (int i = 0; i < count; i++) {
      keys.add(
          own
              ? random.nextInt(shape.keys() / writers) * writers + writer
              : random.nextInt(shape.keys()));
    }
    return keys;
  }

  private Selection selection(Set<Integer> live) {
    Set<Integer> some = new HashSet<>();
    if (random.nextInt(4) == 0) {
      some.add(oneOf(live));
      some.add(oneOf(live));
    }
    OptionalInt tag =
        random.nextInt(4) == 0 ? OptionalInt.of(random.nextInt(Content.TAGS)) : OptionalInt.empty();
    return new Selection(some, tag);
  }

  private int oneOf(Set<Integer> numbers) {
    return numbers.stream().skip(random.nextInt(numbers.size())).findFirst().orElseThrow();
  }
}
