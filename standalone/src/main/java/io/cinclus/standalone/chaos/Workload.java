package io.cinclus.standalone.chaos;

import io.cinclus.model.ErrorCode;
import io.cinclus.standalone.chaos.Operation.AskInVain;
import io.cinclus.standalone.chaos.Operation.Change;
import io.cinclus.standalone.chaos.Operation.Count;
import io.cinclus.standalone.chaos.Operation.Create;
import io.cinclus.standalone.chaos.Operation.CreatePartition;
import io.cinclus.standalone.chaos.Operation.Delete;
import io.cinclus.standalone.chaos.Operation.Drop;
import io.cinclus.standalone.chaos.Operation.DropPartition;
import io.cinclus.standalone.chaos.Operation.Flush;
import io.cinclus.standalone.chaos.Operation.Insert;
import io.cinclus.standalone.chaos.Operation.Load;
import io.cinclus.standalone.chaos.Operation.LookBack;
import io.cinclus.standalone.chaos.Operation.Lookup;
import io.cinclus.standalone.chaos.Operation.Point;
import io.cinclus.standalone.chaos.Operation.Recreate;
import io.cinclus.standalone.chaos.Operation.Release;
import io.cinclus.standalone.chaos.Operation.Scan;
import io.cinclus.standalone.chaos.Operation.Search;
import io.cinclus.standalone.chaos.Operation.Through;
import io.cinclus.vector.Metric;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
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
 * are. All writers work on the {@link #STEADY} collections, each on keys of its own; on the {@link
 * #CONTENDED} one, all on the same keys, while the first now and then drops it and creates it
 * again; and each on a passing collection that it creates, drops, and creates again in another
 * shape.
 *
 * <p>Used by one thread.
 */
final class Workload {
  /** The collections that all writers share, each with keys of its own. */
  static final List<Shape> STEADY =
      List.of(
          new Shape("steady_numbers", false, Metric.L2, false, 3, 3, 600),
          new Shape("steady_texts", true, Metric.IP, true, 2, 2, 300));

  /** The collection all of whose keys all writers write. */
  static final Shape CONTENDED = new Shape("contended", false, Metric.L2, false, 2, 2, 60);

  private static final int PASSING_KEYS = 120;
  private static final int MAX_SHARDS = 3;
  private static final int MAX_BATCH = 20;

  /** Hits that a search asks for. */
  static final int MAX_LIMIT = 10;

  private static final int MAX_OFFSET = 30;
  private static final int MAX_PAUSE_MILLIS = 20;

  private final SplittableRandom random;

  /** Apart, since how many pauses there are depends on the answers. */
  private final SplittableRandom pauses;

  /** Apart, so that what is done beside looks back stays the same. */
  private final SplittableRandom looks;

  private final int writer;
  private final int writers;
  private final Queue<Operation> next = new ArrayDeque<>();
  private final Set<Integer> partitions = new TreeSet<>();
  private @Nullable Shape passing;
  private boolean hasAlias;
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
    this.pauses = random.split();
    this.looks = pauses.split();
    this.writer = writer;
    this.writers = writers;
  }

  /** What makes the collections that all writers share, and another name for each steady one. */
  static List<Change> setUp() {
    List<Change> changes = new ArrayList<>();
    for (Shape shape : STEADY) {
      changes.add(new Create("set-up-" + shape.name(), shape));
      changes.add(new Point("set-up-" + alias(shape), alias(shape), shape.name(), true));
    }
    changes.add(new Create("set-up-" + CONTENDED.name(), CONTENDED));
    return changes;
  }

  private static String alias(Shape shape) {
    return "also_" + shape.name();
  }

  /** How long to wait before the next step. */
  int pauseMillis() {
    return pauses.nextInt(MAX_PAUSE_MILLIS);
  }

  Operation next() {
    Operation prepared = next.poll();
    if (prepared != null) {
      return prepared;
    }
    int draw = random.nextInt(100);
    if (draw < 30) {
      return steady(STEADY.get(0));
    }
    if (draw < 50) {
      return steady(STEADY.get(1));
    }
    if (draw < 70) {
      return random.nextInt(60) == 0 && writer == 0
          ? new Recreate(changeId(), CONTENDED.name())
          : data(CONTENDED, allPartitions(CONTENDED), false);
    }
    if (draw < 71) {
      return point();
    }
    Shape shape = passing;
    return shape == null ? create() : onPassing(shape);
  }

  private Operation steady(Shape shape) {
    Operation operation = data(shape, allPartitions(shape), true);
    if (looks.nextInt(20) == 0) {
      next.add(new LookBack(shape.name(), looks.nextInt(Integer.MAX_VALUE)));
    }
    return random.nextInt(5) == 0 ? new Through(alias(shape), operation) : operation;
  }

  /** An alias of the writer's own means another collection than before, at once. */
  private Operation point() {
    String alias = "any_" + writer;
    Shape shape = STEADY.get(random.nextInt(STEADY.size()));
    boolean isNew = !hasAlias;
    hasAlias = true;
    next.add(new Through(alias, new Scan(shape.name(), Selection.ALL, Page.ALL)));
    return new Point(changeId(), alias, shape.name(), isNew);
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
      next.add(new AskInVain(shape, ErrorCode.COLLECTION_NOT_FOUND));
      return new Drop(changeId(), shape.name());
    }
    if (draw < 4) {
      return release(shape);
    }
    int partition = random.nextInt(shape.partitions());
    if (draw < 12 && partition > 0) {
      next.add(new Scan(shape.name(), Selection.ALL, Page.ALL));
      if (partitions.remove(partition)) {
        return new DropPartition(changeId(), shape.name(), partition);
      }
      partitions.add(partition);
      return new CreatePartition(changeId(), shape.name(), partition);
    }
    return data(shape, partitions, false);
  }

  /** Written to, but not asked, until it is loaded again. */
  private Operation release(Shape shape) {
    Release release = new Release(changeId(), shape.name());
    next.add(new AskInVain(shape, ErrorCode.COLLECTION_NOT_LOADED));
    next.add(insert(shape, partitions, false));
    next.add(new Delete(shape.name(), keys(shape, false)));
    next.add(new Load(changeId(), shape.name()));
    next.add(new Scan(shape.name(), Selection.ALL, Page.ALL));
    return release;
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
    } else if (draw < 84) {
      Page page = random.nextBoolean() ? Page.ALL : new Page(offset(), limit());
      return new Scan(name, selection(live), page);
    }
    List<Float> query = Content.vector(random.nextLong());
    int offset = random.nextInt(4) == 0 ? offset() : 0;
    return new Search(
        name, selection(live), query, new Page(offset, limit()), random.nextInt(3) > 0);
  }

  private int offset() {
    return random.nextInt(MAX_OFFSET);
  }

  private int limit() {
    return 1 + random.nextInt(MAX_LIMIT);
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
    Condition.Form[] forms = Condition.Form.values();
    Condition condition =
        random.nextInt(3) == 0
            ? new Condition(forms[random.nextInt(forms.length)], random.nextInt(Content.TAGS))
            : Condition.NONE;
    return new Selection(some, condition);
  }

  private int oneOf(Set<Integer> numbers) {
    return numbers.stream().skip(random.nextInt(numbers.size())).findFirst().orElseThrow();
  }
}
