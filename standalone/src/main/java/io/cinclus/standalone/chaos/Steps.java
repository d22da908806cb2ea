package io.cinclus.standalone.chaos;

import io.cinclus.model.ErrorCode;
import io.cinclus.standalone.chaos.CollectionModel.Begin;
import io.cinclus.standalone.chaos.KeyHistory.Write;
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
import io.cinclus.standalone.chaos.Violation.Kind;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Does operations on a store, tells the models, and checks the answers. As thread-safe as the
 * store.
 */
final class Steps {
  private final Store store;
  private final Models models;

  Steps(Store store, Models models) {
    this.store = store;
    this.models = models;
  }

  /**
   * Does an operation to its end.
   *
   * @throws Unavailable where it is not known whether it happened
   * @throws Violation where its answer is not a right one
   */
  void run(Operation operation) throws Unavailable {
    if (operation instanceof Change change) {
      change(change);
      return;
    }
    if (operation instanceof AskInVain inVain) {
      askInVain(inVain);
      return;
    }
    CollectionModel model = models.get(operation.collection());
    if (operation instanceof Through through) {
      run(model, model.shape().named(through.alias()), through.operation());
    } else {
      run(model, model.shape(), operation);
    }
  }

  private void run(CollectionModel model, Shape shape, Operation operation) throws Unavailable {
    Begin begin = model.begin(models.tick());
    try {
      if (operation instanceof Insert insert) {
        List<Write> writes = model.send(insert.rows(), begin);
        store.insert(shape, insert.partition(), insert.rows());
        model.acknowledge(writes, begin, models.tick());
      } else if (operation instanceof Delete delete) {
        Map<Integer, Content> gone = new TreeMap<>();
        delete.keys().forEach(key -> gone.put(key, Content.NONE));
        List<Write> writes = model.send(gone, begin);
        store.delete(shape, delete.keys());
        model.acknowledge(writes, begin, models.tick());
      } else if (operation instanceof Flush) {
        model.flushed(store.flush(shape), begin);
      } else {
        read(new Read(model, shape, begin), operation);
      }
    } catch (Refused e) {
      if (model.isSameSince(begin)) {
        throw new Violation(Kind.WRONG, "%s was refused: %s".formatted(operation, e), e);
      }
    }
  }

  /** A read of a collection, which was begun then. */
  private record Read(CollectionModel model, Shape shape, Begin begin) {}

  private void read(Read read, Operation operation) throws Unavailable {
    Shape shape = read.shape();
    if (operation instanceof Count count) {
      long counted = store.count(shape, count.selection());
      check(read, count.selection(), Shown.NOTHING, answers -> answers.checkCount(counted));
    } else if (operation instanceof Lookup lookup) {
      List<Found> rows = store.lookup(shape, lookup.selection(), lookup.keys());
      check(
          read,
          lookup.selection(),
          new Shown(rows, lookup.keys()),
          answers -> answers.checkRows(lookup.keys(), rows));
    } else if (operation instanceof Scan scan) {
      scan(read, scan);
    } else if (operation instanceof LookBack lookBack) {
      lookBack(read, lookBack);
    } else if (operation instanceof Search search) {
      List<Found> hits = store.search(shape, search);
      check(
          read,
          search.selection(),
          new Shown(hits, Set.of()),
          answers -> answers.checkNearest(shape, search, hits));
    } else {
      throw new IllegalArgumentException("not a read: " + operation);
    }
  }

  private List<Found> scan(Read read, Scan scan) throws Unavailable {
    List<Found> rows = store.scan(read.shape(), scan.selection(), scan.page());
    checkScan(read, scan, rows);
    return rows;
  }

  private void checkScan(Read read, Scan scan, List<Found> rows) {
    Set<Integer> all =
        scan.page().equals(Page.ALL)
            ? IntStream.range(0, read.shape().keys()).boxed().collect(Collectors.toSet())
            : Set.of();
    check(
        read,
        scan.selection(),
        new Shown(rows, all),
        answers -> answers.checkPage(read.shape(), scan.page(), rows));
  }

  /** An answer of the past is given again, or refused if it is older than the retention. */
  private void lookBack(Read read, LookBack lookBack) throws Unavailable {
    Shape shape = read.shape();
    Past.Answer now = store.scanNow(shape);
    checkScan(read, new Scan(shape.name(), Selection.ALL, Page.ALL), now.rows());
    Past.Answer then = read.model().past().exchange(now, lookBack.draw());
    List<Found> again;
    try {
      again = store.scanAsOf(shape, then);
    } catch (Refused e) {
      boolean isOld = System.nanoTime() - then.atNanos() > ChaosSettings.RETENTION.toNanos();
      if (e.code() == ErrorCode.HISTORY_GONE && isOld) {
        return;
      }
      throw e;
    }
    if (!again.equals(then.rows())) {
      throw new Violation(
          Kind.WRONG,
          "%s had %s at %s; asked again as of then it had %s"
              .formatted(shape.name(), then.rows(), then.positions(), again));
    }
  }

  /**
   * What an answer says.
   *
   * @param rows that were found
   * @param asked keys of which something is said even where they are not found
   */
  private record Shown(List<Found> rows, Set<Integer> asked) {
    static final Shown NOTHING = new Shown(List.of(), Set.of());
  }

  /** Holds an answer that has just come against the model, and remembers what it has shown. */
  private void check(Read read, Selection selection, Shown shown, Consumer<Answers> check) {
    long answeredAt = models.tick();
    read.model()
        .possible(read.begin(), answeredAt)
        .ifPresent(
            possible -> {
              Answers answers = new Answers(read.shape().name(), possible, selection);
              check.accept(answers);
              read.model()
                  .observe(answers.shown(shown.rows(), shown.asked()), read.begin(), answeredAt);
            });
  }

  private void askInVain(AskInVain inVain) throws Unavailable {
    try {
      long count = store.count(inVain.shape(), Selection.ALL);
      throw new Violation(
          Kind.WRONG,
          "%s should answer %s, and says that it has %d rows"
              .formatted(inVain.collection(), inVain.expected(), count));
    } catch (Refused e) {
      if (e.code() != inVain.expected()) {
        throw new Violation(
            Kind.WRONG,
            "%s should answer %s, not %s".formatted(inVain.collection(), inVain.expected(), e),
            e);
      }
    }
  }

  private void change(Change change) throws Unavailable {
    Shape shape =
        change instanceof Create create ? create.shape() : models.get(change.collection()).shape();
    if (change instanceof Recreate) {
      models.get(change.collection()).beginAgain();
    }
    try {
      store.change(change, shape);
    } catch (Refused e) {
      throw new Violation(Kind.WRONG, "%s was rejected: %s".formatted(change, e), e);
    }
    if (change instanceof Create) {
      models.create(shape);
    } else if (change instanceof Drop) {
      models.drop(shape.name());
    } else {
      changed(models.get(change.collection()), change);
    }
  }

  private static void changed(CollectionModel model, Change change) {
    if (change instanceof Recreate) {
      model.endAgain();
    } else if (change instanceof CreatePartition create) {
      model.createPartition(create.partition());
    } else if (change instanceof DropPartition drop) {
      model.dropPartition(drop.partition());
    } else if (change instanceof Load || change instanceof Release) {
      model.load(change instanceof Load);
    } else if (!(change instanceof Point)) {
      throw new IllegalArgumentException("not a change of a collection: " + change);
    }
  }

  /**
   * Reads a collection back after a restart, when nothing is under way: from then on it is known
   * what every key holds. One that is not loaded stays unknown.
   */
  void settle(CollectionModel model) throws Unavailable {
    if (!model.isLoaded()) {
      return;
    }
    Shape shape = model.shape();
    Read read = new Read(model, shape, model.begin(models.tick()));
    List<Found> rows = scan(read, new Scan(shape.name(), Selection.ALL, Page.ALL));
    model.settle(
        rows.stream().collect(Collectors.toMap(Found::key, Found::version)), models.tick());
    for (int partition : model.partitions()) {
      run(new Count(shape.name(), new Selection(Set.of(partition), Condition.NONE)));
    }
    Page page = new Page(0, Workload.MAX_LIMIT);
    run(new Search(shape.name(), Selection.ALL, Content.vector(0), page, true));
  }
}
