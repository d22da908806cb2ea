package io.cinclus.standalone.fraud;

import io.cinclus.anomaly.ScoringPlan;
import io.cinclus.anomaly.StreamScorer;
import io.cinclus.standalone.demo.RunningJob;
import io.cinclus.standalone.kafka.EmbeddedKafka;
import io.cinclus.standalone.kafka.TopicSpec;
import io.cinclus.standalone.kafka.Topics;
import io.cinclus.standalone.text.LoadProgress;
import io.cinclus.standalone.text.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;

/**
 * Anomaly scoring on labelled events: they are appended to a topic and scored by a Flink job as
 * they come; then a second job reads the same log from its start, and must give every score again,
 * to the bit. Everything runs in this process, on a folder of its own. Whatever is wrong is thrown.
 *
 * <p>Runs once, on one thread.
 */
public final class FraudDemo {
  private static final String TOPIC = "events";
  private static final long LOOK_MILLIS = 100;
  private static final long STOP_TIMEOUT_SECONDS = 30;

  private final FraudSettings settings;
  private final PrintWriter out;
  private final BooleanSupplier stopAsked;

  /**
   * A demo.
   *
   * @param out where the text goes
   * @param stopAsked looked at all the time
   */
  public FraudDemo(FraudSettings settings, PrintWriter out, BooleanSupplier stopAsked) {
    this.settings = settings;
    this.out = out;
    this.stopAsked = stopAsked;
  }

  /** One run of the job. */
  private record Run(ScoreBoard board) {
    String eventsPerSecond() {
      return "%,.0f".formatted(board.count() / board.seconds());
    }
  }

  /**
   * Runs it; the last line printed is the result.
   *
   * @throws CancellationException if a stop was asked for; everything has been closed then
   */
  public void run() throws Exception {
    LabelledEvents events = limited(events());
    say(
        "Cinclus demo fraud: %s, %,d events of %d values, %,d of them anomalies",
        events.name(), events.count(), events.values()[0].length, events.anomalies());
    ScoringPlan plan = settings.options().plan();
    say(
        "Scorer %s, %d neighbours among the last %,d accepted events, accepted by %s",
        plan.type(), plan.neighbours(), plan.window().maxRows(), plan.policy());
    try (EmbeddedKafka kafka = EmbeddedKafka.start(settings.folder(), 0);
        Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
      Topics.ensure(admin, new TopicSpec(TOPIC, 1, Map.of()));
      say(
          "Events are appended %s; a Flink job scores them as they come.",
          settings.ratePerSecond() == 0
              ? "as fast as the log takes them"
              : "at %,d per second".formatted(settings.ratePerSecond()));
      Run live = score(kafka, events, true);
      say("A second job reads the log from its start, as fast as it can.");
      Run replay = score(kafka, events, false);
      report(events, live, replay);
    }
    out.println("demo ok");
    out.flush();
  }

  private LabelledEvents events() throws IOException {
    FraudSettings.Source source = settings.source();
    return source.file().isPresent()
        ? new CsvEvents(source.label(), source.anomaly()).read(source.file().get())
        : GeneratedEvents.generate(settings.limit(), source.seed());
  }

  private LabelledEvents limited(LabelledEvents events) {
    int count = Math.min(events.count(), settings.limit());
    return new LabelledEvents(
        events.name(),
        Arrays.copyOf(events.values(), count),
        Arrays.copyOf(events.anomalous(), count));
  }

  /** Scores all events of the log; live: they are appended meanwhile. */
  private Run score(EmbeddedKafka kafka, LabelledEvents events, boolean live) throws Exception {
    ScoreBoard board = new ScoreBoard(events.count());
    String name = live ? "live" : "replay";
    BoardSink.put(name, board);
    CompletableFuture<Void> appended = CompletableFuture.completedFuture(null);
    try (RunningJob job =
            RunningJob.start(
                FraudJob.build(
                    kafka.bootstrapServers(), TOPIC, events.count(), settings.options(), name),
                FraudJob.NAME);
        LoadProgress progress = new LoadProgress(out, "events", events.count())) {
      if (live) {
        EventAppender appender = new EventAppender(kafka.bootstrapServers(), TOPIC);
        appended =
            CompletableFuture.runAsync(
                () ->
                    appender.append(
                        events,
                        settings.ratePerSecond(),
                        board,
                        () -> stopAsked.getAsBoolean() || job.isDone()));
      }
      while (!job.isDone()) {
        Thread.sleep(LOOK_MILLIS);
        checkStop(appended);
        progress.at(board.count(), name);
      }
      job.await();
    } finally {
      BoardSink.remove(name);
    }
    appended.get(STOP_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    if (board.count() != events.count()) {
      throw new IllegalStateException(
          "%d of %d events were scored".formatted(board.count(), events.count()));
    }
    return new Run(board);
  }

  private void checkStop(CompletableFuture<Void> appended) throws Exception {
    if (stopAsked.getAsBoolean()) {
      throw new CancellationException("the demo was stopped");
    }
    if (appended.isCompletedExceptionally()) {
      appended.get();
    }
  }

  private void report(LabelledEvents events, Run live, Run replay) {
    out.println();
    out.println(
        new TextTable("", ">live", ">replay")
            .row("events scored", live.board().count(), replay.board().count())
            .row("events per second", live.eventsPerSecond(), replay.eventsPerSecond())
            .row("latency p50 / p99", live.board().latencies(), "-")
            .row("AUC", auc(live, events), auc(replay, events))
            .render());
    say(
        "AUC is over all events; the first %d have score 0. Latency is from before an event is"
            + " appended to when its score comes out.",
        StreamScorer.MIN_ROWS);
    int same = ScoreBoard.same(live.board(), replay.board());
    say(
        "%,d of %,d scores of the replay are those of the live run, bit for bit.",
        same, events.count());
    if (same != events.count()) {
      throw new IllegalStateException(
          "%d scores differ between the live run and its replay".formatted(events.count() - same));
    }
  }

  private static String auc(Run run, LabelledEvents events) {
    return "%.4f".formatted(Auc.of(run.board().scores(), events.anomalous()));
  }

  private void say(String pattern, Object... values) {
    out.printf("  " + pattern + "%n", values);
    out.flush();
  }
}
