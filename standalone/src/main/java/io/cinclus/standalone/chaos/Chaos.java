package io.cinclus.standalone.chaos;

import io.cinclus.model.ShardId;
import io.cinclus.standalone.chaos.KillPlan.End;
import io.cinclus.standalone.chaos.Violation.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs a random workload on a standalone in a process of its own, kills that with SIGKILL again and
 * again, starts it on the same folder, and holds every answer against a model. A run in which too
 * little happened fails too.
 *
 * <p>The seed determines the steps of each writer and the kills; not how they interleave, so a run
 * with the same seed need not find the same. Used by one thread, once.
 */
public final class Chaos {
  private static final Logger LOG = LoggerFactory.getLogger(Chaos.class);

  /** Without a successful check for this long after a start the run has failed. */
  private static final Duration MAX_UNCHECKED = Duration.ofMinutes(3);

  /** What was flushed is sealed by then. */
  private static final Duration MAX_UNSEALED = Duration.ofMinutes(3);

  /** After a kill writers notice at once, unless they hang inside a client. */
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(90);

  private static final Duration RETRY_DELAY = Duration.ofMillis(200);
  private static final Duration PROGRESS_INTERVAL = Duration.ofMillis(500);
  private static final int MAX_LOST_PORTS = 3;

  private final ChaosSettings settings;
  private final Consumer<Progress> progress;
  private final Tally tally = new Tally();
  private final Models models = new Models();
  private final List<Writer> writers = new ArrayList<>();
  private final ExecutorService threads = Executors.newCachedThreadPool(Chaos::daemon);
  private final Clients clients = new Clients(threads);
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(Chaos::daemon);
  private final long startNanos = System.nanoTime();
  private int starts;

  /** How long the process took until it was ready, when last it was. */
  private volatile Duration start = Duration.ZERO;

  private int lostPorts;
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
    Availability availability = new Availability();
    for (int writer = 0; writer < settings.writers(); writer++) {
      Workload workload = new Workload(settings.seed(), writer, settings.writers());
      writers.add(new Writer(workload, tally, availability, System::nanoTime));
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
   * @throws ChaosFailure at the first answer that cannot be right, or where too little happened
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
      ChaosReport report = chaos.run();
      settings.minimums().check(report);
      return report;
    } catch (Violation e) {
      throw new ChaosFailure(settings, e);
    } finally {
      chaos.close();
    }
  }

  private void close() {
    timer.shutdownNow();
    clients.awaitClosed();
    threads.shutdown();
  }

  private ChaosReport run() throws IOException {
    timer.scheduleAtFixedRate(this::tell, 0, PROGRESS_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    KillPlan plan = new KillPlan(settings.seed(), settings.duration());
    while (!isOver()) {
      End end = plan.next(start);
      try (Child child = start()) {
        live(child, end);
        end(child, end);
      }
    }
    try (Child child = start()) {
      Life life = connect(child);
      check(life);
      Upkeep upkeep = awaitSeals(life);
      return new ChaosReport(
          tally.operations(), tally.unavailable(), tally.kills(), tally.stops(), upkeep);
    } catch (Unavailable e) {
      throw new Violation(Kind.UNAVAILABLE, "the last check was not possible", e);
    }
  }

  private boolean isOver() {
    return System.nanoTime() - startNanos >= settings.duration().toNanos()
        && tally.kills() >= settings.minimums().kills()
        && tally.operations() >= settings.minimums().operations();
  }

  private void tell() {
    progress.accept(
        new Progress(
            Duration.ofNanos(System.nanoTime() - startNanos), tally.operations(), tally.kills()));
  }

  /** Every other process lags. */
  private Child start() throws IOException {
    boolean lags = starts++ % 2 == 1;
    LOG.info("start {}", starts);
    return Child.start(settings.folder(), lags ? settings.laggingOptions() : settings.options());
  }

  /** From the start of a process to its end, or to the end of the run. */
  private void live(Child child, End end) {
    long sinceNanos = System.nanoTime();
    child.ready().thenRun(() -> start = Duration.ofNanos(System.nanoTime() - sinceNanos));
    Runnable bring = end.isStop() ? child::stop : child::kill;
    CompletableFuture<?> from =
        end.fromReady() ? child.ready() : CompletableFuture.completedFuture("");
    from.thenRun(() -> timer.schedule(bring, end.delayMillis(), TimeUnit.MILLISECONDS));
    try {
      Life life = connect(child);
      check(life);
      work(life);
    } catch (Unavailable e) {
      LOG.info("ended before it was checked: {}", e.getMessage());
    }
  }

  private void end(Child child, End end) throws IOException {
    if (child.hasLostItsPort() && ++lostPorts <= MAX_LOST_PORTS) {
      LOG.info("another process took its port: {}", child.describeCrash());
      return;
    }
    if (child.hasCrashed()) {
      throw new Violation(Kind.CRASHED, child.describeCrash());
    }
    if (end.isStop() && child.dead().isDone()) {
      if (!child.awaitStop()) {
        throw new Violation(Kind.UNAVAILABLE, "the process does not stop when it is asked to");
      }
      tally.stopped();
      LOG.info("stopped for the {}. time", tally.stops());
    } else {
      child.close();
      tally.killed();
      LOG.info("killed for the {}. time: {}", tally.kills(), end);
    }
  }

  private Life connect(Child child) throws Unavailable {
    clients.awaitClosed(); // So that nothing which was sent earlier can still arrive.
    Life life = Life.connect(child, starts, writers.size(), clients);
    LOG.info("start {} is ready", starts);
    return life;
  }

  /** Finishes what the last life left, and reads everything back. */
  private void check(Life life) throws Unavailable {
    Steps steps = new Steps(life.stores().get(0), models);
    long sinceNanos = System.nanoTime();
    if (!isSetUp) {
      for (Operation.Change change : Workload.setUp()) {
        insist(life, sinceNanos, () -> steps.run(change));
      }
      isSetUp = true;
    }
    for (int writer = 0; writer < writers.size(); writer++) {
      Writer finishing = writers.get(writer);
      Steps own = new Steps(life.stores().get(writer), models);
      insist(life, sinceNanos, () -> finishing.finishChange(own));
    }
    for (CollectionModel model : models.all()) {
      insist(life, sinceNanos, () -> steps.settle(model));
    }
    LOG.info("start {} is checked", life.number());
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
        if (System.nanoTime() - sinceNanos > MAX_UNCHECKED.toNanos()) {
          throw new Violation(
              Kind.UNAVAILABLE,
              "not checked within %s after a start: %s".formatted(MAX_UNCHECKED, e.getMessage()),
              e);
        }
        pause(life, (int) RETRY_DELAY.toMillis());
      }
    }
  }

  private static void pause(Life life, int millis) throws Unavailable {
    try {
      life.child().dead().get(millis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return; // It lives.
    } catch (ExecutionException e) {
      throw new Unavailable(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Unavailable(e);
    }
  }

  private void work(Life life) throws Unavailable {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    CompletableFuture<Void> failed = new CompletableFuture<>();
    BooleanSupplier over = () -> isOver() || failed.isDone() || life.child().dead().isDone();
    for (int i = 0; i < writers.size(); i++) {
      Writer writer = writers.get(i);
      Steps steps = new Steps(life.stores().get(i), models);
      CompletableFuture<Void> working =
          CompletableFuture.runAsync(
              () -> writer.work(steps, life.number(), over, millis -> pause(life, millis)),
              threads);
      working.whenComplete(
          (nothing, failure) -> {
            if (failure != null) {
              failed.complete(null);
            }
          });
      all.add(working);
    }
    await(life, CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)));
  }

  private static void await(Life life, CompletableFuture<Void> done) throws Unavailable {
    try {
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

  /**
   * What the jobs have done when every acknowledged flush has been heeded, and time enough has been
   * for what must have happened.
   */
  private Upkeep awaitSeals(Life life) throws Unavailable {
    Map<ShardId, Long> wanted = new HashMap<>();
    models.all().forEach(model -> wanted.putAll(model.flushed()));
    long sinceNanos = System.nanoTime();
    while (true) {
      Upkeep upkeep = Upkeep.read(life.log());
      boolean isLate = System.nanoTime() - sinceNanos > MAX_UNSEALED.toNanos();
      if (upkeep.covers(wanted) && (isLate || settings.minimums().areMetBy(upkeep))) {
        return upkeep;
      }
      if (isLate) {
        throw new Violation(
            Kind.LOST,
            "flushed up to %s, sealed only up to %s after %s"
                .formatted(wanted, upkeep.sealedTo(), MAX_UNSEALED));
      }
      pause(life, (int) RETRY_DELAY.toMillis());
    }
  }
}
