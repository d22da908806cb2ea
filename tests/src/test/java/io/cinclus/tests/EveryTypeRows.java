package io.cinclus.tests;

import io.cinclus.catalog.SchemaRules;
import io.cinclus.client.CatalogClient;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.FixedVectors;
import io.cinclus.model.RowAssembler;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.Rows;
import io.cinclus.value.SparseVector;
import io.cinclus.vector.Metric;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Random rows of every type, and what searches and filters find of them by definition. */
final class EveryTypeRows {
  private static final int DIMENSION = 8;
  private static final int BITS = 64;

  static final CollectionSchema SCHEMA =
      new CollectionSchema(
          "",
          List.of(
              FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
              FieldSchema.of("floats", DataType.FLOAT_VECTOR, Limits.dimension(DIMENSION)),
              FieldSchema.of("halves", DataType.FLOAT16_VECTOR, Limits.dimension(DIMENSION)),
              FieldSchema.of("brains", DataType.BFLOAT16_VECTOR, Limits.dimension(DIMENSION)),
              FieldSchema.of("bytes", DataType.INT8_VECTOR, Limits.dimension(DIMENSION))
                  .asNullable(),
              FieldSchema.of("bits", DataType.BINARY_VECTOR, Limits.dimension(BITS)),
              FieldSchema.of("sparse", DataType.SPARSE_FLOAT_VECTOR, Limits.NONE),
              FieldSchema.of("flag", DataType.BOOL, Limits.NONE),
              FieldSchema.of("number", DataType.INT32, Limits.NONE).asNullable(),
              FieldSchema.of("ratio", DataType.DOUBLE, Limits.NONE),
              FieldSchema.of("word", DataType.VARCHAR, Limits.maxLength(20)),
              FieldSchema.of("text", DataType.VARCHAR, Limits.maxLength(20)),
              FieldSchema.of("tags", DataType.ARRAY, Limits.array(DataType.INT64, 8, 0)),
              FieldSchema.of("facts", DataType.JSON, Limits.NONE),
              FieldSchema.of("note", DataType.VARCHAR, Limits.maxLength(40))
                  .withAnalysis(new FieldSchema.Analysis(true, "")),
              FieldSchema.of("at", DataType.TIMESTAMPTZ, Limits.NONE),
              FieldSchema.of("place", DataType.GEOMETRY, Limits.NONE).asNullable()));

  /** An index; without a type and a metric the default. */
  record Index(String field, String type, @Nullable Metric metric, Map<String, String> params) {
    void create(CatalogClient catalog, String collection) {
      if (metric == null) {
        catalog.createIndex(collection, field, type, params);
      } else {
        catalog.createIndex(collection, field, type, metric, params);
      }
    }
  }

  static final List<Index> INDEXES =
      List.of(
          new Index("floats", "HNSW", Metric.L2, Map.of()),
          new Index("halves", "IVF_FLAT", Metric.IP, Map.of("nlist", "4")),
          new Index("brains", "", null, Map.of()),
          new Index("bytes", "HNSW", Metric.L2, Map.of()),
          new Index("bits", "BIN_IVF_FLAT", Metric.JACCARD, Map.of("nlist", "4")),
          new Index("sparse", "SPARSE_INVERTED_INDEX", Metric.IP, Map.of()),
          new Index("flag", "", null, Map.of()),
          new Index("number", "STL_SORT", null, Map.of()),
          new Index("ratio", "INVERTED", null, Map.of()),
          new Index("word", "TRIE", null, Map.of()),
          new Index("text", "NGRAM", null, Map.of("min_gram", "2", "max_gram", "3")),
          new Index("tags", "BITMAP", null, Map.of()),
          new Index("at", "STL_SORT", null, Map.of()),
          new Index("place", "RTREE", null, Map.of()),
          new Index(
              "facts",
              "INVERTED",
              null,
              Map.of("json_path", "facts[\"size\"]", "json_cast_type", "DOUBLE")));

  /** A vector field with what makes its index miss nothing. */
  record VectorField(String name, Metric metric, Map<String, String> params) {}

  static final List<VectorField> VECTORS =
      List.of(
          new VectorField("floats", Metric.L2, Map.of("ef", "400")),
          new VectorField("halves", Metric.IP, Map.of("nprobe", "4")),
          new VectorField("brains", Metric.COSINE, Map.of("ef", "400")),
          new VectorField("bytes", Metric.L2, Map.of("ef", "400")),
          new VectorField("bits", Metric.JACCARD, Map.of("nprobe", "4")),
          new VectorField("sparse", Metric.IP, Map.of()));

  /** A filter and what it means. */
  record Condition(String filter, Predicate<Map<String, Object>> passes) {}

  static final List<Condition> CONDITIONS =
      List.of(
          new Condition("", row -> true),
          new Condition("flag == true", row -> (Boolean) value(row, "flag")),
          new Condition(
              "number > 3 and number <= 30",
              row -> row.get("number") instanceof Integer n && n > 3 && n <= 30),
          new Condition("number is null", row -> row.get("number") == null),
          new Condition("ratio < 0.25", row -> (Double) value(row, "ratio") < 0.25),
          new Condition(
              "word in ['w1', 'w3']", row -> List.of("w1", "w3").contains(value(row, "word"))),
          new Condition("word like 'w2%'", row -> ((String) value(row, "word")).startsWith("w2")),
          new Condition("text like '%bc%'", row -> ((String) value(row, "text")).contains("bc")),
          new Condition(
              "array_contains(tags, 4)", row -> ((List<?>) value(row, "tags")).contains(4L)),
          new Condition("text_match(note, 'n0 n7')", row -> note(row).matches("(?i).*n[07].*")),
          new Condition(
              "text_match(note, 'n1 n2 n3', minimum_should_match=2)",
              row -> Stream.of("n1", "n2", "n3").filter(note(row)::contains).count() >= 2),
          new Condition("not phrase_match(note, 'n1 n2')", row -> !note(row).contains("n1 n2")),
          new Condition(
              "ISO '1970-01-01T00:10:00Z' <= at + INTERVAL 'PT5M'",
              row -> ((Instant) value(row, "at")).getEpochSecond() >= 300),
          new Condition(
              "st_within(place, 'POLYGON ((0 0, 5 0, 5 5, 0 5, 0 0))')",
              row ->
                  row.get("place") instanceof String place
                      && place.matches("POINT \\([0-4].5 [0-4].5\\)")),
          new Condition(
              "facts[\"size\"] >= 70",
              row ->
                  ((Map<?, ?>) value(row, "facts")).get("size") instanceof Integer n && n >= 70));

  private final List<Map<String, Object>> rows = new ArrayList<>();
  private final RowBatch all;

  EveryTypeRows(Random random, int count) {
    for (int id = 0; id < count; id++) {
      rows.add(row(id, random));
    }
    all = batch(SchemaRules.withFieldIds(SCHEMA), 0, count);
  }

  private static Object value(Map<String, Object> row, String field) {
    Object value = row.get(field);
    if (value == null) {
      throw new AssertionError("no " + field);
    }
    return value;
  }

  /** The terms of a row's note. */
  private static String note(Map<String, Object> row) {
    return ((String) value(row, "note")).toLowerCase(Locale.ROOT).replace(",", "");
  }

  private static Map<String, Object> row(int id, Random random) {
    Map<String, Object> row = new HashMap<>();
    row.put("id", id);
    for (String field : List.of("floats", "halves", "brains")) {
      float[] components = new float[DIMENSION];
      for (int i = 0; i < DIMENSION; i++) {
        components[i] = (float) random.nextGaussian();
      }
      row.put(field, components);
    }
    if (id % 10 != 7) {
      row.put("bytes", random.ints(DIMENSION, -128, 128).boxed().toList());
    }
    byte[] bits = new byte[BITS / 8];
    random.nextBytes(bits);
    row.put("bits", bits);
    Map<String, Float> sparse = new TreeMap<>();
    for (int i = random.nextInt(10); i >= 0; i--) {
      sparse.put(Integer.toUnsignedString(random.nextInt(40) * 100_000_000), random.nextFloat());
    }
    row.put("sparse", sparse);
    row.put("flag", random.nextInt(4) == 0);
    if (random.nextInt(5) > 0) {
      row.put("number", random.nextInt(50));
    }
    row.put("ratio", random.nextDouble());
    row.put("word", "w" + random.nextInt(30));
    row.put(
        "text",
        Stream.generate(() -> "abcd".charAt(random.nextInt(4)))
            .limit(6)
            .map(String::valueOf)
            .reduce("", String::concat));
    row.put("tags", random.longs(random.nextInt(5), 0, 9).boxed().toList());
    row.put("facts", Map.of("size", random.nextInt(100)));
    row.put("note", "n%d, N%d n%d".formatted(random.nextInt(4), random.nextInt(4), id % 9));
    row.put("at", Instant.ofEpochSecond(random.nextInt(1000)));
    if (random.nextInt(5) > 0) {
      row.put("place", "POINT (%d.5 %d.5)".formatted(random.nextInt(10), random.nextInt(10)));
    }
    return row;
  }

  /** Some of the rows, as a writer takes them. */
  RowBatch batch(CollectionSchema schema, int from, int to) {
    RowAssembler assembler = new RowAssembler(schema);
    rows.subList(from, to).forEach(assembler::add);
    return assembler.take();
  }

  Column column(String field) {
    return all.column(SchemaRules.withFieldIds(SCHEMA).field(field).orElseThrow().id());
  }

  /** Whether a row of a reply is this one. */
  boolean isRow(int row, Rows found) {
    CollectionSchema schema = SchemaRules.withFieldIds(SCHEMA);
    RowBatch expected = RowsCodec.decode(RowsCodec.encode(all.slice(row, row + 1)), schema);
    return RowsCodec.encode(RowsCodec.decode(found, schema)).equals(RowsCodec.encode(expected));
  }

  /** Those of the first rows of which the condition is true. */
  int[] passing(Condition condition, int count) {
    return IntStream.range(0, count)
        .filter(row -> condition.passes().test(rows.get(row)))
        .toArray();
  }

  /** The distances of the nearest of some rows, best first. */
  double[] best(VectorField field, int asked, int[] among, int limit) {
    Comparator<Double> order = Comparator.naturalOrder();
    return Arrays.stream(among)
        .mapToDouble(row -> distance(field, asked, row))
        .filter(distance -> !Double.isNaN(distance))
        .boxed()
        .sorted(field.metric().largerIsBetter() ? order.reversed() : order)
        .limit(limit)
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  /** The distance of two rows as it is reported; NaN where the second is never found. */
  double distance(VectorField field, int asked, int row) {
    Column column = column(field.name());
    if (column.isNull(row)) {
      return Double.NaN;
    } else if (column instanceof Column.SparseVectors sparse) {
      return sparse(sparse.values()[asked], sparse.values()[row]);
    } else if (column instanceof FixedVectors vectors && field.metric() == Metric.JACCARD) {
      return jaccard((Column.ByteVectors) vectors, asked, row);
    }
    return dense(field.metric(), (FixedVectors) column, asked, row);
  }

  private static double dense(Metric metric, FixedVectors vectors, int asked, int row) {
    double product = 0;
    double squared = 0;
    double norm = 0;
    double otherNorm = 0;
    for (int i = 0; i < DIMENSION; i++) {
      double one = vectors.component(asked * DIMENSION + i);
      double other = vectors.component(row * DIMENSION + i);
      product += one * other;
      squared += (one - other) * (one - other);
      norm += one * one;
      otherNorm += other * other;
    }
    return switch (metric) {
      case L2 -> squared;
      case IP -> product;
      default -> product / Math.sqrt(norm * otherNorm);
    };
  }

  private static double jaccard(Column.ByteVectors vectors, int asked, int row) {
    int common = 0;
    int either = 0;
    for (int i = 0; i < BITS / 8; i++) {
      int one = vectors.values()[asked * BITS / 8 + i] & 0xff;
      int other = vectors.values()[row * BITS / 8 + i] & 0xff;
      common += Integer.bitCount(one & other);
      either += Integer.bitCount(one | other);
    }
    return either == 0 ? 0 : 1 - (double) common / either;
  }

  private static double sparse(SparseVector asked, SparseVector row) {
    double product = 0;
    boolean any = false;
    for (int i = 0; i < asked.size(); i++) {
      for (int j = 0; j < row.size(); j++) {
        if (asked.indices()[i] == row.indices()[j]) {
          product += (double) asked.values()[i] * row.values()[j];
          any = true;
        }
      }
    }
    return any ? product : Double.NaN;
  }
}
