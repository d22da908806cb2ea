package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cinclus.filter.Filter;
import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.Indexes;
import io.cinclus.index.VectorIndex;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.text.TermCounts;
import io.cinclus.text.TextAnalyzer;
import io.cinclus.value.SparseVector;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.SparseVectors;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.LongPredicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** BM25 by its definition over all living documents, however they are stored. */
class Bm25SearchTest {
  private static final int KEY = 1;
  private static final int TEXT = 2;
  private static final int DOCUMENTS = 1200;
  private static final int K = 15;
  private static final long PARTITION = 3;
  private static final double K1 = 1.5;
  private static final double B = 0.6;
  private static final Map<String, String> PARAMS = Map.of("bm25_k1", "1.5", "bm25_b", "0.6");
  private static final TextAnalyzer ANALYZER = TextAnalyzer.of("");
  private static final CollectionSchema SCHEMA =
      new CollectionSchema(
          "",
          List.of(
              FieldSchema.of("id", DataType.INT64, Limits.NONE).withId(KEY).asPrimaryKey(),
              FieldSchema.of("counts", DataType.SPARSE_FLOAT_VECTOR, Limits.NONE).withId(TEXT)));

  private final List<List<String>> documents = new ArrayList<>();

  @Test
  void scoresAreThoseOfTheDefinition() throws Exception {
    long seed = new Random().nextLong();
    System.out.println("Bm25SearchTest seed " + seed);
    Random random = new Random(seed);
    IntStream.range(0, DOCUMENTS).forEach(i -> documents.add(words(random, random.nextInt(12))));
    // The first third is sealed with an index, the second without one, the last is growing.
    ShardView view = new ShardView("shard", SCHEMA);
    int third = DOCUMENTS / 3;
    view.swap(
        new ShardView.Loaded(
            1,
            2L * third - 1,
            List.of(sealed(0, third, true), sealed(third, 2 * third, false)),
            true));
    view.insert(batch(2 * third, DOCUMENTS), PARTITION, 2L * third);
    assertBest(random, view.snapshot(DOCUMENTS), null, key -> true, key -> true);
    assertBest(random, view.snapshot(DOCUMENTS), "id % 3 == 1", key -> true, key -> key % 3 == 1);
    // Deleted documents count no more.
    long[] gone = LongStream.range(0, DOCUMENTS).filter(key -> key % 5 == 0).toArray();
    view.delete(
        new Column.Longs(DataType.INT64, gone, null), gone.length, DOCUMENTS, Long.MAX_VALUE);
    assertBest(
        random,
        view.snapshot(DOCUMENTS + gone.length),
        null,
        key -> key % 5 != 0,
        key -> key % 5 != 0);
  }

  /** Rare words and frequent ones. */
  private static List<String> words(Random random, int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> "w" + (int) Math.abs(8 * random.nextGaussian()))
        .toList();
  }

  private RowBatch batch(int from, int to) {
    SparseVector[] counts = new SparseVector[to - from];
    for (int i = 0; i < counts.length; i++) {
      counts[i] = TermCounts.of(ANALYZER, String.join(" ", documents.get(from + i)));
    }
    return new RowBatch(
        to - from,
        Map.of(
            KEY,
            new Column.Longs(DataType.INT64, LongStream.range(from, to).toArray(), null),
            TEXT,
            new Column.SparseVectors(counts, null)));
  }

  private SealedRows sealed(int from, int to, boolean indexed) throws Exception {
    RowBatch rows = batch(from, to);
    return new SealedRows(
        new SealedRows.Content("s" + from, rows, LongStream.range(from, to).toArray(), KEY),
        PARTITION,
        indexed ? Map.of(TEXT, index(rows)) : Map.of());
  }

  private static VectorIndex index(RowBatch rows) throws IOException, InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new FieldIndex(SCHEMA.field(TEXT), "SPARSE_INVERTED_INDEX", "BM25", PARAMS)
        .build(
            rows,
            Kernels.fastest(),
            BuildContext.onCallingThread(BuildProgress.NONE),
            Channels.newChannel(bytes));
    return new Indexes(Kernels.fastest())
        .open(
            "index",
            Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray())),
            ColumnVectors.of(rows.column(TEXT), rows.rowCount()));
  }

  private void assertBest(
      Random random,
      ShardSnapshot snapshot,
      @Nullable String filter,
      LongPredicate alive,
      LongPredicate allowed) {
    List<List<String>> queries =
        IntStream.range(0, 9).mapToObj(i -> words(random, 1 + random.nextInt(4))).toList();
    VectorSearch.Spec spec =
        new VectorSearch.Spec(
            TEXT,
            Metric.BM25,
            SparseVectors.of(
                queries.stream()
                    .map(query -> TermCounts.of(ANALYZER, String.join(" ", query)))
                    .toArray(SparseVector[]::new)),
            K,
            ScoreRange.ALL,
            PARAMS,
            filter == null ? null : Filter.compile(filter, SCHEMA));
    List<List<FoundRow>> found =
        new VectorSearch(spec, Kernels.fastest())
            .search(List.of(snapshot), new long[] {PARTITION}, () -> false);
    for (int query = 0; query < queries.size(); query++) {
      double[] scores = scores(queries.get(query), alive);
      double[] best =
          IntStream.range(0, DOCUMENTS)
              .filter(allowed::test)
              .mapToObj(key -> scores[key])
              .filter(score -> score > 0)
              .sorted(Comparator.reverseOrder())
              .limit(K)
              .mapToDouble(Double::doubleValue)
              .toArray();
      assertThat(found.get(query)).hasSameSizeAs(best);
      for (int rank = 0; rank < best.length; rank++) {
        FoundRow row = found.get(query).get(rank);
        int key = (int) ((Column.Longs) row.batch().column(KEY)).values()[row.row()];
        assertThat((double) row.score()).isCloseTo(best[rank], within(1e-4));
        assertThat(scores[key]).isCloseTo(row.score(), within(1e-4));
      }
    }
  }

  /** BM25 of every document, over those that are alive. */
  private double[] scores(List<String> query, LongPredicate alive) {
    List<List<String>> living =
        IntStream.range(0, DOCUMENTS).filter(alive::test).mapToObj(documents::get).toList();
    double average = living.stream().mapToInt(List::size).average().orElseThrow();
    Map<String, Double> weights =
        query.stream()
            .distinct()
            .collect(Collectors.toMap(word -> word, word -> inverseFrequency(word, living)));
    double[] scores = new double[DOCUMENTS];
    Arrays.setAll(
        scores,
        key -> {
          List<String> document = documents.get(key);
          double norm = K1 * (1 - B + B * document.size() / average);
          return query.stream()
              .mapToDouble(
                  word -> {
                    int count = Collections.frequency(document, word);
                    return Objects.requireNonNull(weights.get(word))
                        * count
                        * (K1 + 1)
                        / (count + norm);
                  })
              .sum();
        });
    return scores;
  }

  private static double inverseFrequency(String word, List<List<String>> living) {
    long with = living.stream().filter(document -> document.contains(word)).count();
    return Math.log(1 + (living.size() - with + 0.5) / (with + 0.5));
  }
}
