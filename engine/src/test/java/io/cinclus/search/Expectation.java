package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.filter.Filter;
import io.cinclus.filter.GroupKey;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.search.NaiveShard.Row;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A snapshot and the rows that it must show, now and for ever. */
record Expectation(
    ShardSnapshot snapshot, DataType keyType, int keyCount, SortedMap<Integer, Row> rows) {
  private static final List<long[]> PARTITIONS =
      List.of(new long[] {3, 7, 20}, new long[] {7}, new long[] {3, 20}, new long[] {5});

  /** Asks the snapshot everything. */
  void check(long seed) {
    Random random = new Random(seed);
    PARTITIONS.forEach(partitions -> check(partitions, random));
  }

  /** Asks about some partitions only. */
  void checkSome(long seed) {
    Random random = new Random(seed);
    check(PARTITIONS.get(random.nextInt(PARTITIONS.size())), random);
  }

  private void check(long[] partitions, Random random) {
    SortedMap<Integer, Row> expected = NaiveShard.in(rows, partitions);
    checkRows(expected, partitions, random);
    checkFilter(expected, partitions, random);
    checkSearch(expected, partitions, random);
  }

  private void checkRows(SortedMap<Integer, Row> expected, long[] partitions, Random random) {
    RowQuery all = new RowQuery(null, null, 0);
    assertThat(all.count(List.of(snapshot), partitions, () -> false)).isEqualTo(expected.size());
    int limit = 1 + random.nextInt(keyCount);
    List<Integer> first = expected.keySet().stream().limit(limit).toList();
    assertThat(keys(all.rows(List.of(snapshot), partitions, limit, () -> false))).isEqualTo(first);

    int[] wanted = random.ints(5, 0, keyCount).toArray();
    RowQuery some = new RowQuery(null, TestRows.keys(keyType, wanted), wanted.length);
    SortedMap<Integer, Long> values = new TreeMap<>();
    for (int key : wanted) {
      if (expected.containsKey(key)) {
        values.put(key, expected.get(key).value());
      }
    }
    assertThat(some.count(List.of(snapshot), partitions, () -> false)).isEqualTo(values.size());
    List<FoundRow> found = some.rows(List.of(snapshot), partitions, keyCount, () -> false);
    assertThat(keys(found)).isEqualTo(List.copyOf(values.keySet()));
    assertThat(found.stream().map(row -> TestRows.value(row.batch(), row.row())))
        .isEqualTo(List.copyOf(values.values()));
  }

  private void checkFilter(SortedMap<Integer, Row> expected, long[] partitions, Random random) {
    long bound = random.nextLong(expected.size() * 3L + 1);
    CollectionSchema schema = snapshot.schema();
    Filter filter = Filter.compile("value > " + bound, schema);
    SortedMap<Integer, Row> passing = new TreeMap<>(expected);
    passing.values().removeIf(row -> row.value() <= bound);
    RowQuery query = new RowQuery(filter, null, 0);
    assertThat(query.count(List.of(snapshot), partitions, () -> false)).isEqualTo(passing.size());

    int[] wanted = random.ints(5, 0, keyCount).toArray();
    checkKeysInFilter(expected, wanted, partitions);
    RowQuery some = new RowQuery(filter, TestRows.keys(keyType, wanted), wanted.length);
    passing.keySet().retainAll(Arrays.stream(wanted).boxed().toList());
    assertThat(keys(some.rows(List.of(snapshot), partitions, keyCount, () -> false)))
        .isEqualTo(List.copyOf(passing.keySet()));
  }

  private void checkKeysInFilter(
      SortedMap<Integer, Row> expected, int[] wanted, long[] partitions) {
    String list =
        Arrays.stream(wanted)
            .mapToObj(key -> keyType == DataType.INT64 ? "" + key : "'" + TestRows.text(key) + "'")
            .collect(Collectors.joining(", "));
    Filter filter = Filter.compile("id in [" + list + "]", snapshot.schema());
    SortedMap<Integer, Row> passing = new TreeMap<>(expected);
    passing.keySet().retainAll(Arrays.stream(wanted).boxed().toList());
    RowQuery query = new RowQuery(filter, null, 0);
    assertThat(query.count(List.of(snapshot), partitions, () -> false)).isEqualTo(passing.size());
    assertThat(keys(query.rows(List.of(snapshot), partitions, keyCount, () -> false)))
        .isEqualTo(List.copyOf(passing.keySet()));
  }

  private void checkSearch(SortedMap<Integer, Row> expected, long[] partitions, Random random) {
    int k = 1 + random.nextInt(keyCount);
    float[][] queries = new float[random.nextBoolean() ? 1 : 6][];
    for (int i = 0; i < queries.length; i++) {
      queries[i] = new float[] {random.nextInt(5), random.nextInt(11), random.nextInt(13)};
    }
    Metric metric = random.nextBoolean() ? Metric.L2 : Metric.IP;
    ScoreRange range =
        random.nextBoolean()
            ? ScoreRange.ALL
            : new ScoreRange(-1 - random.nextInt(99), random.nextInt(99));
    VectorSearch.Spec spec =
        new VectorSearch.Spec(TestRows.VECTOR, metric, queries, k, range, Map.of(), null);
    List<List<FoundRow>> found =
        random.nextInt(4) > 0
            ? new VectorSearch(spec, Kernels.scalar())
                .search(List.of(snapshot), partitions, () -> false)
            : grouped(spec, partitions);
    assertThat(found).hasSameSizeAs(queries);
    for (int i = 0; i < queries.length; i++) {
      checkHits(expected, spec, queries[i], found.get(i));
    }
  }

  /** By values, of which each row has its own. */
  private List<List<FoundRow>> grouped(VectorSearch.Spec spec, long[] partitions) {
    GroupKey key = GroupKey.compile("value", snapshot.schema());
    Groups groups = new Groups(spec.k(), 0, 1);
    return new GroupSearch(spec, Kernels.scalar(), key, groups)
        .search(List.of(snapshot), partitions, null, () -> false).stream()
            .map(rows -> groups.of(rows, row -> key.of(row.batch(), row.row())))
            .toList();
  }

  /** Hits with equal scores come, and are cut off, in key order, whatever holds their rows. */
  private static void checkHits(
      SortedMap<Integer, Row> expected,
      VectorSearch.Spec spec,
      float[] query,
      List<FoundRow> found) {
    ScoreRange range = spec.range();
    List<Hit> hits = new ArrayList<>();
    expected.forEach(
        (key, row) -> {
          float[] vector = TestRows.vector(row.value());
          float score = vector == null ? Float.NaN : score(spec.metric(), query, vector);
          if (score > range.above() && score <= range.upTo()) {
            hits.add(new Hit(key, row.value(), score));
          }
        });
    hits.sort(Comparator.comparingDouble(hit -> -hit.score())); // stable: keys stay in order
    assertThat(found.stream().map(Expectation::hit))
        .containsExactlyElementsOf(hits.stream().limit(spec.k()).toList());
  }

  private record Hit(int key, long value, float score) {}

  private static Hit hit(FoundRow row) {
    return new Hit(
        TestRows.key(row.batch(), row.row()), TestRows.value(row.batch(), row.row()), row.score());
  }

  private static float score(Metric metric, float[] query, float[] vector) {
    float score = 0;
    for (int i = 0; i < query.length; i++) {
      float difference = query[i] - vector[i];
      score += metric == Metric.L2 ? -difference * difference : query[i] * vector[i];
    }
    return score + 0f;
  }

  private static List<Integer> keys(List<FoundRow> rows) {
    return rows.stream().map(row -> TestRows.key(row.batch(), row.row())).toList();
  }
}
