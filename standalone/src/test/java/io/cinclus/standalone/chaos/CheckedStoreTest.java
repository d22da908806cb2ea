package io.cinclus.standalone.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.cinclus.standalone.chaos.KeyHistory.Write;
import io.cinclus.standalone.chaos.MemoryStore.Fault;
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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CheckedStoreTest {
  private static final int STEPS = 2_000;
  private static final int RESTART_EVERY = 150;
  private static final int SEEDS = 20;

  private Models models = new Models();
  private MemoryStore store = new MemoryStore(0, Fault.NONE);

  @Test
  void aStoreWithoutFaultIsNeverAccused() {
    for (long seed = 0; seed < SEEDS; seed++) {
      Violation violation = run(seed, Fault.NONE);
      assertThat(violation).as("seed %d", seed).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource(value = Fault.class, mode = EnumSource.Mode.EXCLUDE, names = "NONE")
  void aStoreWithAFaultIsCaught(Fault fault) {
    for (long seed = 0; seed < SEEDS; seed++) {
      assertThat(run(seed, fault)).as("seed %d", seed).isNotNull();
    }
  }

  private Violation run(long seed, Fault fault) {
    models = new Models();
    store = new MemoryStore(seed, fault);
    for (Shape shape : Workload.STEADY) {
      step(new Create("set-up", shape));
    }
    Workload workload = new Workload(seed, 0, 1);
    return catchThrowableOfType(
        Violation.class,
        () -> {
          for (int i = 1; i <= STEPS; i++) {
            step(workload.next());
            if (i % RESTART_EVERY == 0) {
              store.restart();
              models.all().forEach(this::settle);
            }
          }
        });
  }

  private void settle(CollectionModel model) {
    Map<Integer, Long> versions =
        store.read(model.shape(), Selection.ALL, Content.vector(0)).stream()
            .collect(Collectors.toMap(Found::key, Found::version, (one, other) -> one));
    step(new Scan(model.shape().name(), Selection.ALL));
    model.settle(model.resolve(versions, models.tick()));
    step(new Scan(model.shape().name(), Selection.ALL));
  }

  private void step(Operation operation) {
    if (operation instanceof Change) {
      store.change(operation);
      change(operation);
    } else if (operation instanceof Insert insert) {
      write(insert, insert.rows());
    } else if (operation instanceof Delete delete) {
      Map<Integer, Content> gone = new TreeMap<>();
      delete.keys().forEach(key -> gone.put(key, Content.NONE));
      write(delete, gone);
    } else if (!(operation instanceof Flush || operation instanceof AskInVain)) {
      read(operation);
    }
  }

  private void change(Operation operation) {
    if (operation instanceof Create create) {
      models.create(create.shape());
    } else if (operation instanceof Drop drop) {
      models.drop(drop.collection());
    } else if (operation instanceof CreatePartition create) {
      models.get(create.collection()).createPartition(create.partition());
    } else if (operation instanceof DropPartition drop) {
      models.get(drop.collection()).dropPartition(drop.partition());
    }
  }

  private void write(Operation operation, Map<Integer, Content> contents) {
    CollectionModel model = models.get(operation.collection());
    List<Write> writes = model.begin(contents, models.tick());
    if (store.write(operation)) {
      model.acknowledge(writes, models.tick());
    }
  }

  private void read(Operation operation) {
    CollectionModel model = models.get(operation.collection());
    Shape shape = model.shape();
    long sentAt = models.tick();
    if (operation instanceof Search search) {
      List<Found> all = store.read(shape, search.selection(), search.query());
      answers(model, sentAt, search.selection())
          .checkNearest(
              shape,
              search.query(),
              search.limit(),
              all.subList(0, Math.min(search.limit(), all.size())));
    } else if (operation instanceof Count count) {
      int found = store.read(shape, count.selection(), Content.vector(0)).size();
      answers(model, sentAt, count.selection()).checkCount(found);
    } else if (operation instanceof Scan scan) {
      List<Found> rows = store.read(shape, scan.selection(), Content.vector(0));
      Answers answers = answers(model, sentAt, scan.selection());
      answers.checkRows(answers.possible().keySet(), rows);
    } else if (operation instanceof Lookup lookup) {
      List<Found> rows =
          store.read(shape, lookup.selection(), Content.vector(0)).stream()
              .filter(row -> lookup.keys().contains(row.key()))
              .toList();
      answers(model, sentAt, lookup.selection()).checkRows(lookup.keys(), rows);
    }
  }

  private Answers answers(CollectionModel model, long sentAt, Selection selection) {
    return new Answers("the store", model.possible(sentAt, models.tick()), selection);
  }
}
