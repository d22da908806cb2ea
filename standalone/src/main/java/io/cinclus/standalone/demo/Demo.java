package io.cinclus.standalone.demo;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.CinclusClient;
import io.cinclus.standalone.Standalone;
import io.cinclus.standalone.StandaloneSettings;
import io.cinclus.standalone.inspect.ShardState;
import io.cinclus.v1.ConsistencyLevel;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.JobExecutionResult;

/**
 * The main job on real input: WordNet's glosses stream through a model into Cinclus, and its
 * example sentences are asked. Everything runs in this process, on a folder of its own, on free
 * ports. Whatever is wrong is thrown.
 *
 * <p>Runs once, on one thread.
 */
public final class Demo {
  public static final int DEFAULT_LIMIT = 40_000;
  public static final int MIN_LIMIT = 2_000;

  private static final int MAX_SENTENCES = 500;
  private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
  private static final Duration SETTLE_TIMEOUT = Duration.ofMinutes(5);

  /** Manifests that have not changed for so many looks have settled. */
  private static final int SETTLED_LOOKS = 4;

  /** Each shard seals so many segments, so that there is something to compact. */
  private static final int SEALS_PER_SHARD = 8;

  private final int limit;
  private final Path folder;
  private final PrintWriter out;
  private final Map<String, String> options;

  /**
   * A demo.
   *
   * @param limit how many glosses, at least {@link #MIN_LIMIT}
   * @param folder for all state, empty
   * @param out where the text goes
   */
  public Demo(int limit, Path folder, PrintWriter out) {
    if (limit < MIN_LIMIT) {
      throw new IllegalArgumentException(
          "the demo needs at least %,d glosses, not %,d".formatted(MIN_LIMIT, limit));
    }
    this.limit = limit;
    this.folder = folder;
    this.out = out;
    this.options =
        Map.of(
            "cinclus.seal.max-rows", String.valueOf(sealRows()),
            "cinclus.index.min-rows", String.valueOf(minIndexRows()));
  }

  private long sealRows() {
    return limit / (GlossCollection.SHARDS * SEALS_PER_SHARD);
  }

  private long minIndexRows() {
    return sealRows() / 4;
  }

  /** Runs it; the last line printed is the result. */
  public void run() throws Exception {
    say("Cinclus demo: %,d glosses of WordNet 3.1, all-MiniLM-L6-v2 (384 dimensions)", limit);
    long start = System.nanoTime();
    StandaloneSettings settings =
        StandaloneSettings.of(folder.resolve("cinclus")).withKafkaPort(0).withOptions(options);
    try (Standalone standalone = Standalone.start(settings);
        CinclusClient client = CinclusClient.connect(standalone.log(), "demo")) {
      say("Kafka, Flink and the three jobs run after %.1f s", seconds(start));
      SentenceModel model = SentenceModel.load(folder.resolve("model"));
      WordNet wordNet = WordNet.load(limit);
      if (wordNet.glosses().size() < limit) {
        throw new IllegalArgumentException(
            "WordNet has only %,d glosses".formatted(wordNet.glosses().size()));
      }
      List<WordNet.Example> examples = wordNet.examples();
      int half = Math.min(MAX_SENTENCES, examples.size() / 2);
      List<Sentence> sentences = embed(model, examples.subList(0, half));
      List<Sentence> notes = embed(model, examples.subList(half, 2 * half));
      GlossCollection.create(client.catalog());
      CollectionInfo collection = client.catalog().newest().collection("", GlossCollection.NAME);
      Questions questions = new Questions(client.requests());
      SegmentWatch watch = new SegmentWatch(standalone.log(), collection, minIndexRows());
      Percentiles whileLoading = load(standalone, questions, watch, sentences);
      SegmentWatch.Look look = settle(watch);
      new SampleHits(questions, out).print(sentences);
      Measurements measurements = new Measurements(client.writer(), questions, collection.schema());
      DemoReport.Recall recall = measurements.recall(sentences, limit);
      Percentiles search = measurements.search(sentences);
      long growing =
          ShardState.read(standalone.log(), collection).stream()
              .mapToLong(ShardState::growingMutations)
              .sum();
      long rows = questions.count(ConsistencyLevel.STRONG);
      Percentiles readYourWrite = measurements.readYourWrites(notes, limit);
      DemoReport report =
          new DemoReport(
              rows,
              growing,
              look,
              recall,
              new DemoReport.Latencies(whileLoading, search, readYourWrite));
      out.println();
      out.println(report.table());
      say("all in %.0f s", seconds(start));
      out.println(report.check(limit).lastLine());
      out.flush();
    }
  }

  /**
   * A sentence with its vector.
   *
   * @param example the sentence
   * @param vector of it
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Sentence(WordNet.Example example, float[] vector) {}

  private static List<Sentence> embed(SentenceModel model, List<WordNet.Example> examples) {
    List<Sentence> sentences = new ArrayList<>();
    for (WordNet.Example example : examples) {
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
    CompletableFuture<JobExecutionResult> job =
        GlossJob.build(
                standalone.log(),
                limit,
                Runtime.getRuntime().availableProcessors(),
                folder.resolve("model"))
            .executeAsync(GlossJob.NAME)
            .getJobExecutionResult();
    List<float[]> vectors = sentences.stream().map(Sentence::vector).toList();
    try (Asker asker = new Asker(questions, vectors);
        LoadProgress progress = new LoadProgress(out, "glosses", limit)) {
      while (!job.isDone()) {
        Thread.sleep(LOOK_INTERVAL.toMillis());
        asker.check();
        if (standalone.failure().isDone()) {
          throw standalone.failure().join();
        }
        progress.at(
            questions.count(ConsistencyLevel.BOUNDED),
            "%s, asked %d".formatted(watch.look(), asker.latencies().count()));
      }
      await(job);
      asker.check();
      progress.at(questions.count(ConsistencyLevel.STRONG), watch.look().toString());
      say(
          "%,d rows after %.0f s, %.0f a second, the model included; %,d questions meanwhile",
          limit, seconds(start), limit / seconds(start), asker.latencies().count());
      return asker.latencies();
    }
  }

  private static void await(CompletableFuture<JobExecutionResult> job) throws InterruptedException {
    try {
      job.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the job failed: " + rootMessage(e), e);
    }
  }

  private static String rootMessage(Throwable failure) {
    Throwable root = failure;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return String.valueOf(root.getMessage());
  }

  /** Waits until every segment has its index and nothing changes any more. */
  private SegmentWatch.Look settle(SegmentWatch watch) throws Exception {
    long start = System.nanoTime();
    SegmentWatch.Look look = watch.look();
    for (int unchanged = 0; unchanged < SETTLED_LOOKS; ) {
      Thread.sleep(LOOK_INTERVAL.toMillis());
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
        "%d segments were written, %d are left after compaction, the last index came after %.0f s",
        watch.seenCount(), look.sealed(), Math.max(0, seconds(start) - SETTLED_LOOKS));
    return look;
  }

  private void say(String pattern, Object... values) {
    out.printf("  " + pattern + "%n", values);
    out.flush();
  }

  private static double seconds(long startNanos) {
    return (System.nanoTime() - startNanos) / 1e9;
  }
}
