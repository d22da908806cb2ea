package io.cinclus.standalone.load;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Runs the clients until the time is over or one of them sees a wrong answer. */
public final class AccessLoad {
  private static final int SHARDS = 4;

  private final LoadSettings settings;
  private final Consumer<LoadReport> progress;
  private final String name;
  private volatile boolean failed;

  private AccessLoad(LoadSettings settings, Consumer<LoadReport> progress) {
    this.settings = settings;
    this.progress = progress;
    this.name = "load_%d".formatted(settings.seed());
  }

  /**
   * Runs it, in a collection of its own, which is dropped if all was well.
   *
   * @param prepared hears how many rows of all are written before the work
   * @param progress is told now and then what was done
   * @throws LoadViolation if an answer is not what was written
   */
  public static LoadReport run(
      LoadSettings settings, BiConsumer<Integer, Integer> prepared, Consumer<LoadReport> progress) {
    return new AccessLoad(settings, progress).run(prepared);
  }

  private LoadReport run(BiConsumer<Integer, Integer> prepared) {
    LoadSettings.Data data = settings.data();
    LoadReport report = new LoadReport();
    RemoteCollection collection = collection(report);
    collection.create(SHARDS, data.indexType());
    if (data.rows() == 0) {
      write(report);
    } else {
      PreparedRows rows = new PreparedRows(data.rows(), data.dim(), settings.seed());
      rows.insertInto(collection, done -> prepared.accept(done, data.rows()));
      collection.flush();
      search(rows, new LoadReport()); // Warms up, while indexes are built.
      search(rows, report);
    }
    collection.drop();
    return report;
  }

  private RemoteCollection collection(LoadReport report) {
    return new RemoteCollection(settings.address(), name, settings.data().dim(), report);
  }

  private void write(LoadReport report) {
    List<WritingClient> clients = new ArrayList<>();
    for (int i = 0; i < settings.clients(); i++) {
      clients.add(
          new WritingClient(i, collection(report), report, settings.data().dim(), settings.seed()));
    }
    each(
        report,
        (number, goesOn) -> {
          while (goesOn.getAsBoolean()) {
            clients.get(number).step();
          }
          clients.get(number).count();
        });
    long all = clients.stream().mapToLong(WritingClient::rows).sum();
    long counted = collection(report).count("");
    if (counted != all) {
      throw new LoadViolation("%d rows were written, and %d are counted".formatted(all, counted));
    }
  }

  private void search(PreparedRows rows, LoadReport report) {
    each(
        report,
        (number, goesOn) -> {
          RemoteCollection collection = collection(report);
          Random random = new Random(settings.seed() * 31 + number);
          while (goesOn.getAsBoolean()) {
            int query = random.nextInt(rows.queries());
            long start = System.nanoTime();
            List<Long> found =
                collection
                    .search(rows.query(query), PreparedRows.K, "", settings.data().consistency())
                    .getResults()
                    .getIds()
                    .getIntId()
                    .getDataList();
            report.searched(System.nanoTime() - start, rows.recall(query, found));
          }
        });
  }

  /** What a client does, with its number, until it is told not to go on. */
  private interface Work {
    void run(int number, BooleanSupplier goesOn);
  }

  private void each(LoadReport report, Work work) {
    long end = System.nanoTime() + settings.duration().toNanos();
    BooleanSupplier goesOn = () -> !failed && System.nanoTime() < end;
    ExecutorService threads = Executors.newFixedThreadPool(settings.clients());
    try {
      List<CompletableFuture<Void>> running = new ArrayList<>();
      for (int i = 0; i < settings.clients(); i++) {
        int number = i;
        running.add(
            CompletableFuture.runAsync(
                () -> {
                  try {
                    work.run(
                        number,
                        () -> {
                          if (number == 0) {
                            progress.accept(report);
                          }
                          return goesOn.getAsBoolean();
                        });
                  } catch (RuntimeException e) {
                    failed = true;
                    throw e;
                  }
                },
                threads));
      }
      await(running);
    } finally {
      threads.shutdown();
    }
  }

  private static void await(List<CompletableFuture<Void>> running) {
    try {
      CompletableFuture.allOf(running.toArray(CompletableFuture[]::new)).join();
    } catch (CompletionException | CancellationException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }
}
