package io.cinclus.standalone.chaos;

import io.cinclus.catalog.CommandOutcome;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.model.ErrorCode;
import io.cinclus.standalone.StandaloneSettings;
import io.cinclus.standalone.chaos.KeyHistory.Write;
import io.cinclus.standalone.chaos.Life.Call;
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
import io.cinclus.standalone.chaos.Operation.Lookup;
import io.cinclus.standalone.chaos.Operation.Scan;
import io.cinclus.standalone.chaos.Operation.Search;
import io.cinclus.standalone.chaos.Violation.Kind;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.DropCollection;
import io.cinclus.v1.Hits;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Does operations on a running standalone, tells the models, and checks the answers. Thread-safe
 * where each key has one writer at a time.
 */
final class Steps {
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(10);

  private final Life life;
  private final Models models;

  Steps(Life life, Models models) {
    this.life = life;
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
    } else if (operation instanceof Insert insert) {
      Shape shape = shape(insert);
      Target target = new Target("", shape.name(), shape.partition(insert.partition()));
      write(
          insert,
          insert.rows(),
          () -> life.client().writer().insert(target, Messages.rows(shape, insert.rows())));
    } else if (operation instanceof Delete delete) {
      Map<Integer, Content> gone = new TreeMap<>();
      delete.keys().forEach(key -> gone.put(key, Content.NONE));
      write(
          delete,
          gone,
          () ->
              life.client()
                  .writer()
                  .delete(
                      Target.of(delete.collection()),
                      Messages.keys(shape(delete), delete.keys()),
                      delete.keys().size()));
    } else if (operation instanceof Flush flush) {
      life.await(() -> life.client().writer().flush(Target.of(flush.collection())));
    } else if (operation instanceof AskInVain inVain) {
      askInVain(inVain);
    } else {
      read(operation);
    }
  }

  private Shape shape(Operation operation) {
    return models.get(operation.collection()).shape();
  }

  private void write(
      Operation operation, Map<Integer, Content> contents, Call<Map<Integer, Long>> call)
      throws Unavailable {
    CollectionModel model = models.get(operation.collection());
    List<Write> writes = model.begin(contents, models.tick());
    life.await(call);
    model.acknowledge(writes, models.tick());
  }

  private void read(Operation operation) throws Unavailable {
    CollectionModel model = models.get(operation.collection());
    Shape shape = model.shape();
    long sentAt = models.tick();
    if (operation instanceof Count count) {
      Reply reply = ask(Messages.count(shape, count.selection()));
      answers(model, sentAt, "count of " + shape.name(), count.selection())
          .checkCount(reply.getQuery().getCount());
    } else if (operation instanceof Lookup lookup) {
      Reply reply = ask(Messages.lookup(shape, lookup.selection(), lookup.keys()));
      answers(model, sentAt, "rows by key of " + shape.name(), lookup.selection())
          .checkRows(lookup.keys(), rows(shape, reply));
    } else if (operation instanceof Scan scan) {
      Reply reply = ask(Messages.scan(shape, scan.selection()));
      Answers answers = answers(model, sentAt, "rows of " + shape.name(), scan.selection());
      answers.checkRows(answers.possible().keySet(), rows(shape, reply));
    } else if (operation instanceof Search search) {
      Reply reply = ask(Messages.search(shape, search.selection(), search.query(), search.limit()));
      Hits hits = reply.getSearch().getHits(0);
      answers(model, sentAt, "search in " + shape.name(), search.selection())
          .checkNearest(
              shape,
              search.query(),
              search.limit(),
              Messages.found(shape, hits.getKeys(), hits.getFields(), hits.getDistancesList()));
    }
  }

  private Answers answers(CollectionModel model, long sentAt, String where, Selection selection) {
    return new Answers(where, model.possible(sentAt, models.tick()), selection);
  }

  private static List<Found> rows(Shape shape, Reply reply) {
    return Messages.found(
        shape, reply.getQuery().getKeys(), reply.getQuery().getFields(), List.of());
  }

  private Reply ask(Request request) throws Unavailable {
    Reply reply = life.await(() -> life.client().requests().ask(request, REQUEST_TIMEOUT));
    ErrorCode code = ErrorCode.ofNumber(reply.getCode());
    if (code == ErrorCode.OK) {
      return reply;
    }
    Life.checkCode(code, reply.getMessage());
    if (code == ErrorCode.INTERNAL) {
      throw new Violation(Kind.WRONG, "a request failed: " + reply.getMessage());
    }
    throw new Unavailable(code + ": " + reply.getMessage());
  }

  private void askInVain(AskInVain inVain) throws Unavailable {
    Request request =
        Request.newBuilder()
            .setQuery(QueryRequest.newBuilder().setCollection(inVain.collection()).setCount(true))
            .build();
    Reply reply = life.await(() -> life.client().requests().ask(request, REQUEST_TIMEOUT));
    if (reply.getCode() == ErrorCode.OK.number()) {
      throw new Violation(
          Kind.WRONG,
          "%s was dropped, and has %d rows"
              .formatted(inVain.collection(), reply.getQuery().getCount()));
    }
  }

  /** Commands carry ids, so that done again they are done once. */
  private void change(Change change) throws Unavailable {
    List<CatalogCommand> commands;
    if (change instanceof Create create) {
      commands = Messages.create(create.shape(), StandaloneSettings.DEFAULT_CHANNELS);
    } else if (change instanceof CreatePartition create) {
      commands = List.of(Messages.createPartition(shape(create), create.partition()));
    } else if (change instanceof DropPartition drop) {
      commands = List.of(dropPartition(drop));
    } else {
      commands = List.of(drop(change.collection()));
    }
    for (int i = 0; i < commands.size(); i++) {
      CatalogCommand command =
          commands.get(i).toBuilder().setCommandId(change.id() + "-" + i).build();
      CommandOutcome outcome = life.await(() -> life.client().catalog().append(command));
      if (!outcome.isAccepted()) {
        throw new Violation(Kind.WRONG, "%s was rejected: %s".formatted(change, outcome));
      }
    }
    if (change instanceof Create create) {
      models.create(create.shape());
    } else if (change instanceof CreatePartition create) {
      models.get(create.collection()).createPartition(create.partition());
    } else if (change instanceof DropPartition drop) {
      models.get(drop.collection()).dropPartition(drop.partition());
    } else if (change instanceof Drop drop) {
      models.drop(drop.collection());
    }
  }

  private CatalogCommand dropPartition(DropPartition drop) {
    return CatalogCommand.newBuilder()
        .setDropPartition(
            io.cinclus.v1.DropPartition.newBuilder()
                .setCollection(drop.collection())
                .setPartition(shape(drop).partition(drop.partition())))
        .build();
  }

  private static CatalogCommand drop(String collection) {
    return CatalogCommand.newBuilder()
        .setDropCollection(DropCollection.newBuilder().setCollection(collection))
        .build();
  }

  /**
   * Reads a collection back after a restart, when nothing is under way: from then on it is known
   * what every key holds.
   */
  void settle(CollectionModel model) throws Unavailable {
    Shape shape = model.shape();
    long now = models.tick();
    List<Found> rows = rows(shape, ask(Messages.scan(shape, Selection.ALL)));
    Answers answers = answers(model, now, "rows after a restart of " + shape.name(), Selection.ALL);
    answers.checkRows(answers.possible().keySet(), rows);
    Map<Integer, Long> versions =
        rows.stream().collect(Collectors.toMap(Found::key, Found::version));
    model.settle(model.resolve(versions, models.tick()));
    for (int partition : model.partitions()) {
      read(new Count(shape.name(), new Selection(Set.of(partition), OptionalInt.empty())));
    }
    read(new Search(shape.name(), Selection.ALL, Content.vector(0), Workload.MAX_LIMIT));
  }
}
