package io.cinclus.standalone.demo;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.CinclusClient;
import io.cinclus.sql.embed.SentenceModel;
import io.cinclus.standalone.Standalone;
import io.cinclus.standalone.inspect.ShardState;
import io.cinclus.standalone.text.LoadProgress;
import io.cinclus.standalone.text.Percentiles;
import io.cinclus.v1.ConsistencyLevel;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.BooleanSupplier;

/**
 * The main job on real input: WordNet's glosses stream through a model into Cinclus, and its
 * example sentences are asked. Everything runs in this process, on a folder of its own, on free
 * ports. Whatever is wrong is thrown.
 *
 * <p>Runs once, on one thread.
 */
public final class Demo {
  private static final int MAX_SENTENCES = 500;
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
  private static final Duration SETTLE_TIMEOUT = Duration.ofMinutes(5);

  /** Manifests that have not changed for so many looks have settled. */
  private static final int SETTLED_LOOKS = 4;

  private final DemoSettings settings;
  private final PrintWriter out;
  private final BooleanSupplier stopAsked;

  /**
   * A demo.
   *
   * @param out where the text goes
   * @param stopAsked looked at between the steps, once a second at least
   */
  public Demo(DemoSettings settings, PrintWriter out, BooleanSupplier stopAsked) {
    this.settings = settings;
    this.out = out;
    this.stopAsked = stopAsked;
  }

  /**
   * Runs it; the last line printed is the result.
   *
   * @throws CancellationException if a stop was asked for; everything has been closed then
   */
  public void run() throws Exception {
    say(
        "Cinclus demo: %,d glosses of WordNet 3.1, all-MiniLM-L6-v2 (384 dimensions)",
        settings.limit());
    long start = System.nanoTime();
    try (Standalone standalone = Standalone.start(settings.standalone(), stopAsked);
        CinclusClient client = CinclusClient.connect(standalone.log(), "demo")) {
      say("Kafka, Flink and the four jobs run after %.1f s", seconds(start));
      DemoReport report = measure(standalone, client);
      out.println();
      out.println(report.table());
      report.check(settings.limit());
      say("all in %.0f s", seconds(start));
      if (settings.kept()) {
        say("To ask on: ./cinclus standalone --data-dir %s", settings.folder());
      }
      out.println(report.lastLine());
      out.flush();
    }
  }

  private DemoReport measure(Standalone standalone, CinclusClient client) throws Exception {
    int limit = settings.limit();
    SentenceModel model = SentenceModel.load(settings.modelFolder());
    WordNet wordNet = WordNet.load(limit);
    List<WordNet.Example> examples = wordNet.examples();
    int half = Math.min(MAX_SENTENCES, examples.size() / 2);
    List<Sentence> sentences = embed(model, examples.subList(0, half));
    List<Sentence> notes = embed(model, examples.subList(half, 2 * half));
    GlossCollection.create(client.catalog());
    CollectionInfo collection = client.catalog().newest().collection("", GlossCollection.NAME);
    Questions questions = new Questions(client.requests(), this::checkStop);
    SegmentWatch watch = new SegmentWatch(standalone.log(), collection, settings.minIndexRows());
    Percentiles whileLoading = load(standalone, questions, watch, sentences);
    SegmentWatch.Look look = settle(watch);
    new SampleHits(questions, out).print(sentences);
    Measurements measurements = new Measurements(client.writer(), questions, collection.schema());
    ExactNeighbours exact = ExactNeighbours.read(questions, collection.schema(), limit);
    exact.check(row -> model.vector(wordNet.glosses().get(row).text()));
    DemoReport.Recall recall = measurements.recall(sentences, exact);
    Percentiles search = measurements.search(sentences);
    long growing =
        ShardState.read(standalone.log(), collection).stream()
            .mapToLong(ShardState::growingMutations)
            .sum();
    long rows = questions.count(ConsistencyLevel.STRONG);
    Percentiles readYourWrite = measurements.readYourWrites(notes, limit);
    return new DemoReport(
        rows, growing, look, recall, new DemoReport.Latencies(whileLoading, search, readYourWrite));
  }

  /**
   * A sentence with its vector.
   *
   * @param example the sentence
   * @param vector of it
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Sentence(WordNet.Example example, float[] vector) {}

  private List<Sentence> embed(SentenceModel model, List<WordNet.Example> examples) {
    List<Sentence> sentences = new ArrayList<>();
    for (WordNet.Example example : examples) {
      checkStop();
      sentences.add(new Sentence(example, model.vector(example.text())));
    }
    return sentences;
  }

  private Percentiles load(
      Standalone standalone, Questions questions, SegmentWatch watch, List<Sentence> sentences)
      throws Exception {
    say("A Flink job reads glosses, embeds them and writes them with CinclusSink.");
    say("Meanwhile WordNet's own example sentences are asked over the request topic.");
    out.println();
    long start = System.nanoTime();
    int limit = settings.limit();
    List<float[]> vectors = sentences.stream().map(Sentence::vector).toList();
    try (RunningJob job =
            RunningJob.start(
                GlossJob.build(
                    standalone.log(),
                    limit,
                    Runtime.getRuntime().availableProcessors(),
                    settings.modelFolder()),
                GlossJob.NAME);
        Asker asker = new Asker(questions, vectors);
        LoadProgress progress = new LoadProgress(out, "glosses", limit)) {
      while (!job.isDone()) {
        Thread.sleep(LOOK_INTERVAL.toMillis());
        checkStop();
        asker.check();
        if (standalone.failure().isDone()) {
          throw standalone.failure().join();
        }
        progress.at(
            questions.count(ConsistencyLevel.BOUNDED),
            "%s, asked %d".formatted(watch.look(), asker.latencies().count()));
      }
      job.await();
      asker.check();
      progress.at(questions.count(ConsistencyLevel.STRONG), watch.look().toString());
      say(
          "%,d rows after %.0f s, %.0f a second, the model included; %,d questions meanwhile",
          limit, seconds(start), limit / seconds(start), asker.latencies().count());
      return asker.latencies();
    }
  }

  /** Waits until every segment has its index and nothing changes any more. */
  private SegmentWatch.Look settle(SegmentWatch watch) throws Exception {
    long start = System.nanoTime();
    SegmentWatch.Look look = watch.look();
    for (int unchanged = 0; unchanged < SETTLED_LOOKS; ) {
      Thread.sleep(LOOK_INTERVAL.toMillis());
      checkStop();
      SegmentWatch.Look next = watch.look();
      boolean same = next.generations() == look.generations() && next.unfinished() == 0;
      unchanged = same ? unchanged + 1 : 0;
      look = next;
      if (System.nanoTime() - start > SETTLE_TIMEOUT.toNanos()) {
        throw new IllegalStateException(
            "%d segments have no index after %s".formatted(look.unfinished(), SETTLE_TIMEOUT));
      }
    }
    say(
        "%d segments were seen, %d are left after compaction, the last index came after %.0f s",
        watch.seenCount(), look.sealed(), Math.max(0, seconds(start) - SETTLED_LOOKS));
    return look;
  }

  private void checkStop() {
    if (stopAsked.getAsBoolean()) {
      throw new CancellationException("the demo was stopped");
    }
  }

  private void say(String pattern, Object... values) {
    out.printf("  " + pattern + "%n", values);
    out.flush();
  }

  private static double seconds(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }
}
