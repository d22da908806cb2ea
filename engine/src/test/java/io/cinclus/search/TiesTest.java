package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.index.IndexFiles;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.VectorIndex;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.RowBatch;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.Vectors;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same rows give the same hits however they are cut into segments and growing rows. */
class TiesTest {
  private static final int ROWS = 3000;
  private static final int DISTINCT_VECTORS = 5;
  private static final int SPLITS = 6;
  private static final long FIRST_POSITION = 10;
  private static final long[] PARTITIONS = {3};

  @ParameterizedTest
  @EnumSource(
      value = DataType.class,
      names = {"INT64", "VARCHAR"})
  void hitsWithEqualScoresDoNotDependOnWhereTheirRowsAre(DataType keyType) {
    Random random = new Random(TestVectors.printedSeed());
    List<Integer> shuffled = new ArrayList<>(IntStream.range(0, ROWS).boxed().toList());
    Collections.shuffle(shuffled, random);
    int[] keys = shuffled.stream().mapToInt(Integer::intValue).toArray();
    long[] values = random.longs(ROWS, 1, 1 + DISTINCT_VECTORS).toArray();
    RowBatch rows = TestRows.batch(keyType, keys, values);
    ShardSnapshot whole = split(random, rows, keyType, new int[] {0, ROWS}, ROWS);
    for (Metric metric : TestVectors.DENSE_METRICS) {
      for (int queries : new int[] {1, 8}) {
        float[][] asked =
            TestVectors.split(
                TestVectors.gaussian(random, queries * TestRows.DIMENSION), TestRows.DIMENSION);
        int k = 1 + random.nextInt(ROWS / 2);
        List<List<Integer>> expected = search(whole, metric, asked, k);
        for (int i = 0; i < SPLITS; i++) {
          ShardSnapshot parts = split(random, rows, keyType, cuts(random), random.nextInt(ROWS));
          assertThat(search(parts, metric, asked, k)).isEqualTo(expected);
        }
      }
    }
  }

  /** Where segments begin, and where the last ends: all rows. */
  private static int[] cuts(Random random) {
    return IntStream.concat(IntStream.of(0, ROWS), random.ints(random.nextInt(8), 1, ROWS))
        .sorted()
        .distinct()
        .toArray();
  }

  /** The rows in segments up to {@code sealedRows}, some with an exact index, then growing. */
  private static ShardSnapshot split(
      Random random, RowBatch rows, DataType keyType, int[] cuts, int sealedRows) {
    List<SealedRows> segments = new ArrayList<>();
    for (int i = 0; i + 1 < cuts.length && cuts[i] < sealedRows; i++) {
      int from = cuts[i];
      RowBatch part = rows.slice(from, Math.min(sealedRows, cuts[i + 1]));
      long[] positions = new long[part.rowCount()];
      Arrays.setAll(positions, row -> FIRST_POSITION + from + row);
      segments.add(
          new SealedRows(
              new SealedRows.Content("segment " + i, part, positions, TestRows.KEY),
              PARTITIONS[0],
              random.nextBoolean() ? Map.of() : flat(part)));
    }
    ShardView view = new ShardView("shard", TestRows.schema(keyType));
    view.swap(new ShardView.Loaded(1, FIRST_POSITION + sealedRows - 1, segments, true));
    view.insert(rows, PARTITIONS[0], FIRST_POSITION);
    return view.snapshot(FIRST_POSITION + ROWS);
  }

  private static Map<Integer, VectorIndex> flat(RowBatch rows) {
    Column.FloatVectors column = (Column.FloatVectors) rows.column(TestRows.VECTOR);
    IndexParams params = IndexParams.parse(IndexType.FLAT, Metric.L2, Map.of());
    return Map.of(
        TestRows.VECTOR,
        IndexFiles.index(
            Kernels.fastest(), Vectors.of(column.values(), column.dimension()), params));
  }

  private static List<List<Integer>> search(
      ShardSnapshot shard, Metric metric, float[][] queries, int k) {
    VectorSearch.Spec spec =
        new VectorSearch.Spec(TestRows.VECTOR, metric, queries, k, ScoreRange.ALL, Map.of(), null);
    return new VectorSearch(spec, Kernels.fastest())
        .search(List.of(shard), PARTITIONS, () -> false).stream()
            .map(hits -> hits.stream().map(hit -> TestRows.key(hit.batch(), hit.row())).toList())
            .toList();
  }
}
