package io.cinclus.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.cinclus.filter.FieldIndexes;
import io.cinclus.filter.Filter;
import io.cinclus.filter.IndexedField;
import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.IndexType;
import io.cinclus.index.Indexes;
import io.cinclus.index.VectorIndex;
import io.cinclus.index.scalar.ScalarIndex;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.FixedVectors;
import io.cinclus.model.RowBatch;
import io.cinclus.value.SparseVector;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import io.cinclus.vector.TestVectors;
import io.cinclus.vector.VectorData;
import io.cinclus.vector.VectorKind;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Vectors of every type, growing and sealed, against a scan in double precision. */
class VectorKindsTest {
  private static final int ROWS = 2500;
  private static final int QUERIES = 7;
  private static final int K = 12;
  private static final int KEY = 1;
  private static final int VECTOR = 2;
  private static final long PARTITION = 3;
  private static final Kernels KERNELS = Kernels.fastest();

  /** Rows of one type, and what is asked of them. */
  private static final class Sample {
    final DataType type;
    final CollectionSchema schema;
    final RowBatch rows;
    final Column asked;

    Sample(DataType type, Random random) {
      this.type = type;
      Limits limits =
          type.isFixedVector()
              ? Limits.dimension(type == DataType.BINARY_VECTOR ? 72 : 10)
              : Limits.NONE;
      this.schema =
          new CollectionSchema(
              "",
              List.of(
                  FieldSchema.of("id", DataType.INT64, Limits.NONE).withId(KEY).asPrimaryKey(),
                  FieldSchema.of("v", type, limits).withId(VECTOR).asNullable()));
      long[] keys = IntStream.range(0, ROWS).mapToLong(i -> i).toArray();
      boolean[] nulls = new boolean[ROWS];
      for (int row = 0; row < ROWS; row++) {
        nulls[row] = random.nextInt(10) == 0;
      }
      this.rows =
          new RowBatch(
              ROWS,
              Map.of(
                  KEY,
                  new Column.Longs(DataType.INT64, keys, null),
                  VECTOR,
                  column(ROWS, nulls, random)));
      this.asked = column(QUERIES, null, random);
    }

    private Column column(int count, boolean @Nullable [] nulls, Random random) {
      if (type == DataType.SPARSE_FLOAT_VECTOR) {
        SparseVector[] vectors = new SparseVector[count];
        for (int row = 0; row < count; row++) {
          boolean empty = nulls != null && nulls[row];
          int[] dims =
              random.ints(empty ? 0 : random.nextInt(12), 0, 60).distinct().sorted().toArray();
          float[] values = new float[dims.length];
          for (int i = 0; i < values.length; i++) {
            values[i] = random.nextFloat();
          }
          vectors[row] = new SparseVector(dims, values);
        }
        return new Column.SparseVectors(vectors, nulls);
      }
      int dimension = schema.field(VECTOR).limits().dimension();
      FixedVectors vectors = FixedVectors.allocate(type, dimension, count, nulls);
      for (int i = 0; i < count * vectors.rowLength(); i++) {
        if (nulls == null || !nulls[i / vectors.rowLength()]) {
          vectors.setComponent(i, (float) Math.rint(40 * random.nextGaussian()));
        }
      }
      return vectors;
    }

    VectorData queries() {
      return ColumnVectors.of(asked, QUERIES);
    }

    /** The score by definition; NaN where the row is not found at all. */
    double score(Metric metric, int query, int row) {
      Column column = rows.column(VECTOR);
      if (column.isNull(row)) {
        return Double.NaN;
      } else if (column instanceof Column.SparseVectors sparse) {
        return sparseScore(((Column.SparseVectors) asked).values()[query], sparse.values()[row]);
      } else if (type == DataType.BINARY_VECTOR) {
        return -bitDistance(metric, (FixedVectors) asked, query, (FixedVectors) column, row);
      }
      return TestVectors.score(
          metric, floats((FixedVectors) asked, query), floats((FixedVectors) column, row));
    }
  }

  private static float[] floats(FixedVectors vectors, int row) {
    float[] floats = new float[vectors.dimension()];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = vectors.component(row * floats.length + i);
    }
    return floats;
  }

  private static double sparseScore(SparseVector query, SparseVector row) {
    double score = 0;
    boolean any = false;
    for (int i = 0; i < query.size(); i++) {
      int at = Arrays.binarySearch(row.indices(), query.indices()[i]);
      if (at >= 0) {
        score += (double) query.values()[i] * row.values()[at];
        any = true;
      }
    }
    return any ? score : Double.NaN;
  }

  private static double bitDistance(
      Metric metric, FixedVectors queries, int query, FixedVectors rows, int row) {
    int different = 0;
    int either = 0;
    for (int bit = 0; bit < rows.dimension(); bit++) {
      boolean one = bit(queries, query, bit);
      boolean other = bit(rows, row, bit);
      different += one != other ? 1 : 0;
      either += one || other ? 1 : 0;
    }
    return metric == Metric.HAMMING ? different : either == 0 ? 0 : (double) different / either;
  }

  private static boolean bit(FixedVectors vectors, int row, int bit) {
    byte[] bytes = ((Column.ByteVectors) vectors).values();
    return (bytes[row * vectors.rowLength() + bit / 8] >> (bit % 8) & 1) != 0;
  }

  static Stream<Arguments> typesAndMetrics() {
    return Arrays.stream(DataType.values())
        .filter(DataType::isVector)
        .flatMap(
            type ->
                Metric.ofKind(ColumnVectors.kind(type)).stream()
                    .filter(metric -> metric != Metric.BM25)
                    .map(metric -> Arguments.of(type, metric)));
  }

  @ParameterizedTest
  @MethodSource("typesAndMetrics")
  void growingRowsAreFoundExactly(DataType type, Metric metric) {
    Sample sample = new Sample(type, new Random(TestVectors.printedSeed()));
    ShardView view = new ShardView("growing", sample.schema);
    view.insert(sample.rows.slice(0, 1000), PARTITION, 0);
    view.insert(sample.rows.slice(1000, ROWS), PARTITION, 1000);
    assertBest(sample, metric, view.snapshot(ROWS), null);
    assertBest(sample, metric, view.snapshot(ROWS), "id % 3 == 1");
  }

  @ParameterizedTest
  @MethodSource("typesAndMetrics")
  void sealedRowsAreFoundWithAnIndexAndWithout(DataType type, Metric metric) throws Exception {
    Sample sample = new Sample(type, new Random(TestVectors.printedSeed()));
    assertBest(sample, metric, sealed(sample, Map.of()), null);
    for (IndexType index : exactTypes(ColumnVectors.kind(type))) {
      ShardSnapshot sealed = sealed(sample, Map.of(VECTOR, index(sample, index, metric)));
      assertBest(sample, metric, sealed, null);
      assertBest(sample, metric, sealed, "id % 3 == 1");
    }
  }

  /** Those that miss nothing if they are asked to look everywhere. */
  private static List<IndexType> exactTypes(VectorKind kind) {
    return switch (kind) {
      case DENSE -> List.of(IndexType.FLAT, IndexType.IVF_FLAT, IndexType.AUTOINDEX);
      case BINARY -> List.of(IndexType.BIN_FLAT, IndexType.BIN_IVF_FLAT, IndexType.AUTOINDEX);
      case SPARSE -> List.of(IndexType.SPARSE_INVERTED_INDEX, IndexType.AUTOINDEX);
    };
  }

  private static VectorIndex index(Sample sample, IndexType type, Metric metric) throws Exception {
    FieldIndex wanted =
        new FieldIndex(sample.schema.field(VECTOR), type.name(), metric.name(), Map.of());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BuildContext context = BuildContext.onCallingThread(BuildProgress.NONE);
    wanted.build(sample.rows, KERNELS, context, Channels.newChannel(bytes));
    return new Indexes(KERNELS)
        .open(
            "index",
            Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray())),
            ColumnVectors.of(sample.rows.column(VECTOR), ROWS));
  }

  private static ShardSnapshot sealed(Sample sample, Map<Integer, VectorIndex> indexes) {
    long[] positions = IntStream.range(0, ROWS).mapToLong(i -> i).toArray();
    SealedRows rows =
        new SealedRows(
            new SealedRows.Content("segment", sample.rows, positions, KEY), PARTITION, indexes);
    ShardView view = new ShardView("sealed", sample.schema);
    view.swap(new ShardView.Loaded(1, ROWS, List.of(rows), true));
    return view.snapshot(ROWS);
  }

  private static void assertBest(
      Sample sample, Metric metric, ShardSnapshot snapshot, @Nullable String filter) {
    VectorSearch.Spec spec =
        new VectorSearch.Spec(
            VECTOR,
            metric,
            sample.queries(),
            K,
            ScoreRange.ALL,
            Map.of("nprobe", "128"),
            filter == null ? null : Filter.compile(filter, sample.schema));
    List<List<FoundRow>> found =
        new VectorSearch(spec, KERNELS)
            .search(List.of(snapshot), new long[] {PARTITION}, () -> false);
    assertThat(found).hasSize(QUERIES);
    for (int query = 0; query < QUERIES; query++) {
      int asked = query;
      double[] best =
          IntStream.range(0, ROWS)
              .filter(row -> filter == null || row % 3 == 1)
              .mapToDouble(row -> sample.score(metric, asked, row))
              .filter(score -> !Double.isNaN(score))
              .boxed()
              .sorted(Comparator.reverseOrder())
              .limit(K)
              .mapToDouble(Double::doubleValue)
              .toArray();
      assertThat(found.get(query)).hasSameSizeAs(best);
      for (int rank = 0; rank < best.length; rank++) {
        FoundRow row = found.get(query).get(rank);
        long key = ((Column.Longs) row.batch().column(KEY)).values()[row.row()];
        double slack = 1e-5 * Math.max(1, Math.abs(best[rank]));
        assertThat((double) row.score()).isCloseTo(best[rank], within(slack));
        assertThat(sample.score(metric, query, (int) key)).isCloseTo(row.score(), within(slack));
      }
    }
  }

  @Test
  void anIndexThatCannotBeBuiltIsRefused() {
    FieldSchema dense = field(DataType.FLOAT16_VECTOR, Limits.dimension(10));
    FieldSchema binary = field(DataType.BINARY_VECTOR, Limits.dimension(16));
    FieldSchema sparse = field(DataType.SPARSE_FLOAT_VECTOR, Limits.NONE);
    FieldSchema number = field(DataType.INT32, Limits.NONE);
    assertRefused(dense, "BIN_FLAT", "L2", Map.of(), "not for dense vectors; use one of");
    assertRefused(dense, "HNSW", "HAMMING", Map.of(), "HAMMING");
    assertRefused(dense, "AUTOINDEX", "JACCARD", Map.of(), "not for dense vectors; use one of");
    assertRefused(dense, "IVF_PQ", "L2", Map.of("m", "3"), "Dimension: 10, m: 3");
    assertRefused(dense, "HNSW_PQ", "L2", Map.of("m", "4"), "Dimension: 10, m: 4");
    assertRefused(dense, "HNSW", "L2", Map.of("nlist", "4"), "no parameter nlist");
    assertRefused(dense, "HNSW", "L2", Map.of("M", "1"), "[2, 2048]");
    assertRefused(dense, "INVERTED", "L2", Map.of(), "INVERTED");
    assertRefused(binary, "HNSW", "HAMMING", Map.of(), "not for binary vectors");
    assertRefused(binary, "BIN_IVF_FLAT", "L2", Map.of(), "L2");
    assertRefused(sparse, "SPARSE_INVERTED_INDEX", "COSINE", Map.of(), "COSINE");
    assertRefused(number, "TRIE", "", Map.of(), "TRIE");
    assertRefused(number, "HNSW", "", Map.of(), "HNSW");
    assertRefused(number, "INVERTED", "", Map.of("x", "1"), "no parameter x");
    assertRefused(field(DataType.JSON, Limits.NONE), "INVERTED", "", Map.of(), "json_cast_type");
    FieldIndex good = new FieldIndex(dense, "ivf_pq", "cosine", Map.of("m", "5"));
    assertThat(good.vectorParams().type()).isEqualTo(IndexType.IVF_PQ);
  }

  private static FieldSchema field(DataType type, Limits limits) {
    return FieldSchema.of("f", type, limits).withId(VECTOR);
  }

  private static void assertRefused(
      FieldSchema field, String type, String metric, Map<String, String> params, String what) {
    org.assertj.core.api.Assertions.assertThatThrownBy(
            () -> new FieldIndex(field, type, metric, params))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(what);
  }

  @Test
  void theIndexOfAScalarFieldIsChosenByItsType() throws Exception {
    Map<DataType, String> chosen =
        Map.of(
            DataType.BOOL, "BITMAP",
            DataType.INT64, "INVERTED",
            DataType.DOUBLE, "INVERTED",
            DataType.VARCHAR, "INVERTED");
    chosen.forEach(
        (type, index) ->
            assertThat(
                    new FieldIndex(field(type, Limits.NONE), "AUTOINDEX", "", Map.of())
                        .scalar()
                        .params()
                        .type()
                        .name())
                .isEqualTo(index));
    Sample sample = new Sample(DataType.INT8_VECTOR, new Random(1));
    FieldIndex wanted = new FieldIndex(sample.schema.field(KEY), "AUTOINDEX", "", Map.of());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    BuildContext context = BuildContext.onCallingThread(BuildProgress.NONE);
    wanted.build(sample.rows, KERNELS, context, Channels.newChannel(bytes));
    IndexedField indexed = wanted.scalar();
    ScalarIndex index =
        indexed.open(
            "index",
            Channels.newChannel(new ByteArrayInputStream(bytes.toByteArray())),
            sample.rows);
    Filter filter =
        Filter.compile("id in [3, 5]", sample.schema)
            .using(new FieldIndexes(Map.of(indexed, index)));
    long[] words = new long[(ROWS + 63) / 64];
    Arrays.fill(words, -1L);
    assertThat(filter.clearKnown(words)).isTrue();
    assertThat(words[0]).isEqualTo(1L << 3 | 1L << 5);
  }
}
