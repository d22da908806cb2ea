package io.cinclus.standalone.chaos;

import io.cinclus.client.CinclusClient;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.standalone.chaos.KillPlan.Kill;
import io.cinclus.standalone.chaos.Operation.Create;
import io.cinclus.standalone.chaos.Violation.Kind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a random workload on a standalone in a process of its own, kills that with SIGKILL again and
 * again, starts it on the same folder, and holds every answer against a model.
 *
 * <p>The seed determines the steps of each writer and the kills; not how they interleave, so a run
 * with the same seed need not find the same. Used by one thread, once.
 */
public final class Chaos {
  private static final Logger LOG = LoggerFactory.getLogger(Chaos.class);

  /** A start takes some ten seconds, and longer on a busy machine. */
  private static final Duration START_TIMEOUT = Duration.ofMinutes(3);

  /** After a kill writers notice at once, unless they are inside a client that is being closed. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(90);

  private static final Duration RETRY_DELAY = Duration.ofMillis(200);
  private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(500);

  private final ChaosSettings settings;
  private final Consumer<Progress> progress;
  private final Tally tally = new Tally();
  private final Models models = new Models();
  private final List<Writer> writers = new ArrayList<>();
  private final Set<Integer> usedPorts = new HashSet<>();
  private final ExecutorService threads = Executors.newCachedThreadPool(Chaos::daemon);
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Chaos::daemon);
  private final long startNanos = System.nanoTime();
  private int starts;
  private boolean isSetUp;

  /**
   * How far a run has come.
   *
   * @param elapsed of its duration
   * @param operations that were checked
   * @param kills of the process
   */
  public record Progress(Duration elapsed, long operations, int kills) {}

  private Chaos(ChaosSettings settings, Consumer<Progress> progress) {
    this.settings = settings;
    this.progress = progress;
    for (int writer = 0; writer < settings.writers(); writer++) {
      writers.add(new Writer(new Workload(settings.seed(), writer, settings.writers()), tally));
    }
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "chaos");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * Runs to the end.
   *
   * @param progress told now and then, on any thread
   * @throws ChaosFailure at the first answer that cannot be right
   * @throws IOException where the folder cannot be used
   */
  public static ChaosReport run(ChaosSettings settings, Consumer<Progress> progress)
      throws IOException, ChaosFailure {
    Files.createDirectories(settings.folder());
    try (Stream<Path> files = Files.list(settings.folder())) {
      if (files.findAny().isPresent()) {
        throw new IOException(settings.folder() + " is not empty: choose another folder");
      }
    }
    Chaos chaos = new Chaos(settings, progress);
    try {
      return chaos.run();
    } catch (Violation e) {
      throw new ChaosFailure(settings, e);
    } finally {
      chaos.close();
    }
  }

  /** Waits until the clients are closed. */
  private void close() {
    timer.shutdownNow();
    threads.shutdown();
    try {
      if (!threads.awaitTermination(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS)) {
        LOG.warn("clients are still open after {}", STOP_TIMEOUT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ChaosReport run() throws IOException {
    timer.scheduleAtFixedRate(this::tell, 0, PROGRESS_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    KillPlan plan = new KillPlan(settings.seed());
    while (!isOver()) {
      Kill kill = plan.next();
      try (Child child = start()) {
        live(child, kill);
        end(child);
      }
    }
    try (Child child = start()) {
      Life life = connect(child);
      check(life);
      return new ChaosReport(
          tally.operations(),
          tally.unavailable(),
          tally.kills(),
          Upkeep.read(LogConfig.of(child.ready().join())));
    } catch (Unavailable e) {
      throw new Violation(Kind.UNAVAILABLE, "the last check was not possible", e);
    }
  }

  private boolean isOver() {
    return System.nanoTime() - startNanos >= settings.duration().toNanos();
  }

  private void tell() {
    progress.accept(
        new Progress(
            Duration.ofNanos(System.nanoTime() - startNanos), tally.operations(), tally.kills()));
  }

  /** On a port that no client of an earlier process knows; every other process lags. */
  private Child start() throws IOException {
    int port;
    do {
      try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        port = free.getLocalPort();
      }
    } while (!usedPorts.add(port));
    boolean lags = starts++ % 2 == 1;
    return Child.start(
        settings.folder(), port, lags ? settings.laggingOptions() : settings.options());
  }

  /** From the start of a process to its death, or to the end of the run. */
  private void live(Child child, Kill kill) {
    if (kill.duringStart()) {
      timer.schedule(child::kill, kill.delayMillis(), TimeUnit.MILLISECONDS);
    }
    try {
      Life life = connect(child);
      check(life);
      if (!kill.duringStart()) {
        timer.schedule(child::kill, kill.delayMillis(), TimeUnit.MILLISECONDS);
      }
      work(life);
    } catch (Unavailable e) {
      LOG.info("killed before it was checked: {}", e.getMessage());
    }
  }

  private void end(Child child) {
    if (child.hasCrashed()) {
      throw new Violation(Kind.CRASHED, "the process ended by itself");
    }
    child.close();
    tally.killed();
    LOG.info("killed for the {}. time", tally.kills());
  }

  /** Connects as soon as requests are answered; the client is closed when the process dies. */
  private Life connect(Child child) throws Unavailable {
    try {
      CompletableFuture.anyOf(child.ready(), child.dead())
          .get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      if (child.dead().isDone()) {
        throw new Unavailable("killed while it started");
      }
      LogConfig log = LogConfig.of(child.ready().get());
      CompletableFuture<CinclusClient> client =
          CompletableFuture.supplyAsync(() -> CinclusClient.connect(log, "chaos"), threads);
      child.dead().thenRunAsync(() -> client.thenAccept(CinclusClient::close), threads);
      CompletableFuture.anyOf(client, child.dead())
          .get(START_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
      if (!client.isDone()) {
        throw new Unavailable("killed while a client connected");
      }
      return new Life(child, client.get());
    } catch (TimeoutException e) {
      throw new Violation(Kind.UNAVAILABLE, "not ready within " + START_TIMEOUT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(e);
    } catch (ExecutionException e) {
      if (child.dead().isDone()) {
        throw new Unavailable(e);
      }
      throw new Violation(Kind.WRONG, "no client could connect: " + e.getCause(), e);
    }
  }

  /** Finishes what the last life left, and reads everything back. */
  private void check(Life life) throws Unavailable {
    Steps steps = new Steps(life, models);
    long sinceNanos = System.nanoTime();
    if (!isSetUp) {
      for (Shape shape : Workload.STEADY) {
        insist(life, sinceNanos, () -> steps.run(new Create("set-up-" + shape.name(), shape)));
      }
      isSetUp = true;
    }
    for (Writer writer : writers) {
      insist(life, sinceNanos, () -> writer.finishChange(steps));
    }
    for (CollectionModel model : models.all()) {
      insist(life, sinceNanos, () -> steps.settle(model));
    }
  }

  /** Something that may have to be tried again. */
  private interface Attempt {
    void run() throws Unavailable;
  }

  private void insist(Life life, long sinceNanos, Attempt attempt) throws Unavailable {
    while (true) {
      try {
        attempt.run();
        return;
      } catch (Unavailable e) {
        if (life.child().dead().isDone()) {
          throw e;
        }
        tally.unavailable(e);
        if (System.nanoTime() - sinceNanos > Writer.MAX_UNAVAILABLE.toNanos()) {
          throw new Violation(
              Kind.UNAVAILABLE,
              "not checked within %s after a start: %s"
                  .formatted(Writer.MAX_UNAVAILABLE, e.getMessage()),
              e);
        }
        pause();
      }
    }
  }

  private static void pause() throws Unavailable {
    try {
      Thread.sleep(RETRY_DELAY.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(e);
    }
  }

  private void work(Life life) throws Unavailable {
    Steps steps = new Steps(life, models);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    CompletableFuture<Void> failed = new CompletableFuture<>();
    for (Writer writer : writers) {
      CompletableFuture<Void> working =
          CompletableFuture.runAsync(
              () -> writer.work(life, steps, () -> isOver() || failed.isDone()), threads);
      working.whenComplete(
          (nothing, failure) -> {
            if (failure != null) {
              failed.complete(null);
            }
          });
      all.add(working);
    }
    try {
      CompletableFuture<Void> done = CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
      CompletableFuture.anyOf(done, life.child().dead()).handle((nothing, failure) -> true).get();
      done.get(STOP_TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Violation violation) {
        throw violation;
      }
      throw new CompletionException(e.getCause());
    } catch (TimeoutException e) {
      throw new Violation(
          Kind.UNAVAILABLE, "writers hang in the client: %s".formatted(STOP_TIMEOUT), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(e);
    }
  }
}
