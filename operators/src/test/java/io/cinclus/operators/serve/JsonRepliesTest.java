package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FixedVectors;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Keys;
import io.cinclus.v1.QueryResult;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Rows;
import io.cinclus.v1.SearchResult;
import io.cinclus.v1.Texts;
import io.cinclus.value.Geometries;
import io.cinclus.value.SparseVector;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class JsonRepliesTest {
  private static final JsonMapper MAPPER = new JsonMapper();

  @Test
  void aFailureSaysItsCodeReasonAndMessage() throws IOException {
    assertThat(json(ReplyMerger.failure(ErrorCode.OVERLOADED, "too \"many\"")))
        .isEqualTo("{\"code\":300,\"reason\":\"OVERLOADED\",\"message\":\"too \\\"many\\\"\"}");
  }

  @Test
  void aSearchHasItsHitsForEachVectorWithWarningsAndPositions() throws IOException {
    Reply reply =
        Reply.newBuilder()
            .setReason("OK")
            .addWarnings("look here")
            .putPositions(3, Long.MAX_VALUE)
            .setSearch(
                SearchResult.newBuilder()
                    .addHits(
                        Hits.newBuilder()
                            .setKeys(TestLog.keys(7, Long.MIN_VALUE))
                            .addDistances(0.1f)
                            .addDistances(2))
                    .addHits(Hits.newBuilder().setKeys(TestLog.keys())))
            .build();

    assertThat(json(reply))
        .isEqualTo(
            "{\"code\":0,\"reason\":\"OK\",\"warnings\":[\"look here\"],"
                + "\"positions\":{\"3\":9223372036854775807},\"hits\":[["
                + "{\"id\":7,\"distance\":0.1},{\"id\":-9223372036854775808,\"distance\":2.0}],"
                + "[]]}");
  }

  @Test
  void hitsThatAreGroupedSayTheirGroups() throws IOException {
    Column colors =
        new Column.Texts(DataType.VARCHAR, new String[] {"red", ""}, new boolean[] {false, true});
    Reply reply =
        Reply.newBuilder()
            .setReason("OK")
            .setSearch(
                SearchResult.newBuilder()
                    .addHits(
                        Hits.newBuilder()
                            .setKeys(TestLog.keys(7, 8))
                            .addDistances(1)
                            .addDistances(2)
                            .setGroupValues(
                                RowsCodec.encode(new RowBatch(2, Map.of(100, colors))))))
            .build();
    assertThat(json(reply))
        .isEqualTo(
            "{\"code\":0,\"reason\":\"OK\",\"hits\":[["
                + "{\"id\":7,\"distance\":1.0,\"group\":\"red\"},"
                + "{\"id\":8,\"distance\":2.0,\"group\":null}]]}");
  }

  @Test
  void aQueryHasItsRowsAndTheirCount() throws IOException {
    Reply reply =
        Reply.newBuilder()
            .setReason("OK")
            .setQuery(
                QueryResult.newBuilder()
                    .setCount(2)
                    .setKeys(
                        Keys.newBuilder()
                            .setTexts(Texts.newBuilder().addValues("a").addValues("ü"))))
            .build();
    assertThat(json(reply))
        .isEqualTo(
            "{\"code\":0,\"reason\":\"OK\",\"count\":2,\"rows\":[{\"id\":\"a\"},{\"id\":\"ü\"}]}");

    Reply count =
        Reply.newBuilder()
            .setReason("OK")
            .setQuery(QueryResult.newBuilder().setCount(1L << 40))
            .build();
    assertThat(json(count)).isEqualTo("{\"code\":0,\"reason\":\"OK\",\"count\":1099511627776}");
  }

  @Test
  void fieldsOfEveryTypeHaveTheirValueOrNull() throws IOException {
    boolean[] nulls = {false, true, false};
    Map<String, Column> columns =
        Map.ofEntries(
            Map.entry("bool", new Column.Bools(new boolean[] {true, false, false}, nulls)),
            Map.entry("int8", longs(DataType.INT8, nulls, -128, 0, 127)),
            Map.entry("int16", longs(DataType.INT16, nulls, -32768, 0, 1)),
            Map.entry("int32", longs(DataType.INT32, nulls, Integer.MIN_VALUE, 0, 2)),
            Map.entry("int64", longs(DataType.INT64, nulls, Long.MAX_VALUE, 0, -9007199254740993L)),
            Map.entry(
                "float", new Column.Doubles(DataType.FLOAT, new double[] {0.1f, 0, -2}, nulls)),
            Map.entry(
                "double", new Column.Doubles(DataType.DOUBLE, new double[] {0.1, 0, 1e300}, nulls)),
            Map.entry(
                "varchar",
                new Column.Texts(DataType.VARCHAR, new String[] {"a\"", "", "ü"}, nulls)),
            Map.entry(
                "json",
                new Column.Texts(
                    DataType.JSON, new String[] {"{\"a\": [1, null]}", "", "\"x\""}, nulls)),
            Map.entry(
                "array",
                new Column.Arrays(
                    DataType.INT64,
                    new Column[] {
                      longs(DataType.INT64, null, Long.MAX_VALUE, 2),
                      longs(DataType.INT64, null),
                      longs(DataType.INT64, null, 3)
                    },
                    nulls)),
            Map.entry(
                "texts",
                new Column.Arrays(
                    DataType.VARCHAR,
                    new Column[] {
                      new Column.Texts(DataType.VARCHAR, new String[0], null),
                      new Column.Texts(DataType.VARCHAR, new String[0], null),
                      new Column.Texts(DataType.VARCHAR, new String[] {"a", "b"}, null)
                    },
                    nulls)),
            Map.entry(
                "vector", new Column.FloatVectors(2, new float[] {0.1f, 2, 0, 0, -3, 4}, nulls)),
            Map.entry("time", longs(DataType.TIMESTAMPTZ, nulls, 1_500_000, 0, -1)),
            Map.entry(
                "place",
                new Column.Binaries(
                    new byte[][] {
                      Geometries.fromText("POINT (1 2)"),
                      {},
                      Geometries.fromText("LINESTRING (0 0, 1.5 1)")
                    },
                    nulls)),
            Map.entry("half", halves(DataType.FLOAT16_VECTOR, nulls)),
            Map.entry("brain", halves(DataType.BFLOAT16_VECTOR, nulls)),
            Map.entry(
                "bytes",
                new Column.ByteVectors(
                    DataType.INT8_VECTOR, 2, new byte[] {1, -2, 0, 0, 127, -128}, nulls)),
            Map.entry(
                "bits",
                new Column.ByteVectors(
                    DataType.BINARY_VECTOR, 16, new byte[] {-2, 1, 0, 0, 0, -1}, nulls)),
            Map.entry(
                "sparse",
                new Column.SparseVectors(
                    new SparseVector[] {
                      new SparseVector(new int[] {3, -2}, new float[] {0.5f, 2}),
                      SparseVector.EMPTY,
                      new SparseVector(new int[] {0}, new float[] {1})
                    },
                    nulls)));
    JsonNode rows = rows(columns, 3);

    assertThat(rows.get(0).get("fields"))
        .isEqualTo(
            MAPPER.readTree(
                """
                {"bool": true, "int8": -128, "int16": -32768, "int32": -2147483648,
                 "int64": 9223372036854775807, "float": 0.1, "double": 0.1, "varchar": "a\\"",
                 "json": {"a": [1, null]}, "array": [9223372036854775807, 2], "texts": [],
                 "vector": [0.1, 2.0], "half": [0.5, -2.0], "brain": [0.5, -2.0],
                 "bytes": [1, -2], "bits": "/gE=", "sparse": {"3": 0.5, "4294967294": 2.0},
                 "time": "1970-01-01T00:00:01.5Z", "place": "POINT (1 2)"}
                """));
    assertThat(rows.get(1).get("fields"))
        .hasSize(columns.size())
        .allSatisfy(value -> assertThat(value.isNull()).isTrue());
    assertThat(rows.get(2).get("fields"))
        .isEqualTo(
            MAPPER.readTree(
                """
                {"bool": false, "int8": 127, "int16": 1, "int32": 2,
                 "int64": -9007199254740993, "float": -2.0, "double": 1e300, "varchar": "ü",
                 "json": "x", "array": [3], "texts": ["a", "b"], "vector": [-3.0, 4.0],
                 "half": [3.0, 0.25], "brain": [3.0, 0.25], "bytes": [127, -128], "bits": "AP8=",
                 "sparse": {"0": 1.0}, "time": "1969-12-31T23:59:59.999999Z",
                 "place": "LINESTRING (0 0, 1.5 1)"}
                """));
  }

  @Test
  void nullsBeyondTheFirstEightRowsAreSeen() throws IOException {
    long[] values = new long[20];
    boolean[] nulls = new boolean[20];
    for (int row = 0; row < 20; row++) {
      values[row] = row;
      nulls[row] = row % 3 == 0;
    }
    JsonNode rows = rows(Map.of("n", new Column.Longs(DataType.INT64, values, nulls)), 20);

    for (int row = 0; row < 20; row++) {
      JsonNode value = rows.get(row).get("fields").get("n");
      assertThat(value.isNull()).isEqualTo(nulls[row]);
      assertThat(value.asLong()).isEqualTo(nulls[row] ? 0 : row);
    }
  }

  @Test
  void aFieldWithoutANameIsCalledByItsId() throws IOException {
    Rows rows = RowsCodec.encode(new RowBatch(1, Map.of(17, longs(DataType.INT64, null, 5))));
    Reply reply =
        Reply.newBuilder()
            .setSearch(
                SearchResult.newBuilder()
                    .addHits(Hits.newBuilder().setKeys(TestLog.keys(1)).setFields(rows)))
            .build();
    assertThat(json(reply)).contains("\"fields\":{\"17\":5}");
  }

  /** The rows of a reply with these columns, as a client parses them. */
  private static JsonNode rows(Map<String, Column> columns, int count) throws IOException {
    Map<Integer, Column> byId = new HashMap<>();
    QueryResult.Builder result = QueryResult.newBuilder();
    Reply.Builder reply = Reply.newBuilder();
    int id = 100;
    for (Map.Entry<String, Column> column : columns.entrySet()) {
      byId.put(++id, column.getValue());
      reply.putFieldNames(id, column.getKey());
    }
    result.setKeys(TestLog.keys(new long[count]));
    result.setFields(RowsCodec.encode(new RowBatch(count, byId)));
    return MAPPER.readTree(JsonReplies.encode(reply.setQuery(result).build())).get("rows");
  }

  private static Column halves(DataType type, boolean[] nulls) {
    FixedVectors vectors = FixedVectors.allocate(type, 2, 3, nulls);
    float[] components = {0.5f, -2, 0, 0, 3, 0.25f};
    for (int i = 0; i < components.length; i++) {
      vectors.setComponent(i, components[i]);
    }
    return vectors;
  }

  private static Column longs(DataType type, boolean @Nullable [] nulls, long... values) {
    return new Column.Longs(type, values, nulls);
  }

  private static String json(Reply reply) {
    return new String(JsonReplies.encode(reply), StandardCharsets.UTF_8);
  }
}
