package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.operators.log.LogConfig;
import io.cinclus.standalone.sql.SqlShell;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;
import org.apache.flink.util.CloseableIterator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;

/** A planner belongs to the thread that made its environment, so all of a test is on one. */
@Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SAME_THREAD)
class SqlTest {
  private static final int KEYS = 700;
  private static final int ELEMENTS = 20_000;

  private LogConfig log;
  private StreamExecutionEnvironment environment;
  private StreamTableEnvironment sql;

  @BeforeEach
  @Timeout(value = 10, unit = TimeUnit.MINUTES, threadMode = ThreadMode.SAME_THREAD)
  void start() throws Exception {
    log = StandaloneProcess.shared().log();
    Configuration options = new Configuration();
    options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
    options.set(RestOptions.BIND_PORT, "0");
    options.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    environment = StreamExecutionEnvironment.createLocalEnvironment(1, options);
    sql = StreamTableEnvironment.create(environment);
    prepare(sql);
    sql.executeSql("LOAD MODULE cinclus");
  }

  private void prepare(StreamTableEnvironment tables) {
    tables.getConfig().set(ExecutionConfigOptions.TABLE_EXEC_SINK_REQUIRE_ON_CONFLICT, false);
    tables.executeSql(
        "CREATE CATALOG c WITH ('type' = 'cinclus', 'bootstrap.servers' = '%s')"
            .formatted(log.bootstrapServers()));
  }

  private void createDocs(String name) throws Exception {
    run(
        """
        CREATE TABLE c.`default`.%s (
          id BIGINT, cat STRING, price DOUBLE, v ARRAY<FLOAT>, PRIMARY KEY (id) NOT ENFORCED
        ) WITH ('fields.v.dimension' = '2', 'fields.v.metric' = 'L2', 'shards' = '2')
        """
            .formatted(name));
    run(
        """
        INSERT INTO c.`default`.%s
        SELECT id, cat, price, ARRAY[CAST(x AS FLOAT), CAST(0 AS FLOAT)]
        FROM (VALUES (CAST(1 AS BIGINT), 'a', 1e0, 1), (2, 'b', 2e0, 2), (3, 'a', 3e0, 3),
                     (4, CAST(NULL AS STRING), 4e0, 4), (5, 'a', 5e0, 5)) AS r (id, cat, price, x)
        """
            .formatted(name));
  }

  private void run(String statement) throws Exception {
    sql.executeSql(statement).await();
  }

  @SuppressWarnings("try") // Closing a result may wait.
  private List<Row> rows(String query) throws Exception {
    List<Row> rows = new ArrayList<>();
    try (CloseableIterator<Row> found = sql.executeSql(query).collect()) {
      found.forEachRemaining(rows::add);
    }
    rows.sort(Comparator.comparing(Row::toString));
    return rows;
  }

  private List<String> texts(String query) throws Exception {
    return rows(query).stream().map(Row::toString).toList();
  }

  @Test
  void rowsAreScannedFilteredAndLimited() throws Exception {
    createDocs("scanned");
    String hint = "/*+ OPTIONS('scan.page-rows' = '2') */";
    assertThat(texts("SELECT * FROM c.`default`.scanned " + hint))
        .containsExactly(
            "+I[1, a, 1.0, [1.0, 0.0]]",
            "+I[2, b, 2.0, [2.0, 0.0]]",
            "+I[3, a, 3.0, [3.0, 0.0]]",
            "+I[4, null, 4.0, [4.0, 0.0]]",
            "+I[5, a, 5.0, [5.0, 0.0]]");
    String filtered =
        "SELECT price FROM c.`default`.scanned WHERE NOT (cat = 'b') AND id BETWEEN 2 AND 4";
    assertThat(sql.explainSql(filtered)).contains("filter=[");
    assertThat(texts(filtered)).containsExactly("+I[3.0]"); // A null is not unlike 'b'.
    assertThat(texts("SELECT id FROM c.`default`.scanned WHERE CHAR_LENGTH(cat) = 1 AND id > 1"))
        .as("a condition that Flink evaluates")
        .containsExactly("+I[2]", "+I[3]", "+I[5]");
    assertThat(rows("SELECT id FROM c.`default`.scanned " + hint + " LIMIT 3")).hasSize(3);
    assertThat(texts("SELECT id FROM c.`default`.scanned WHERE cat IS NULL"))
        .containsExactly("+I[4]");
  }

  @Test
  void rowsOfAStreamAreSearchedFor() throws Exception {
    createDocs("searched");
    run("CREATE TEMPORARY VIEW cheap AS SELECT * FROM c.`default`.searched WHERE price < 4.5");
    run(
        "CREATE TEMPORARY VIEW q AS SELECT qid, ARRAY[CAST(x AS FLOAT), CAST(0 AS FLOAT)] AS qv"
            + " FROM (VALUES ('one', 0), ('two', 6)) AS r (qid, x)");
    assertThat(
            texts(
                "SELECT qid, id, score FROM q,"
                    + " LATERAL TABLE(VECTOR_SEARCH(TABLE cheap, DESCRIPTOR(v), q.qv, 2))"))
        .containsExactly(
            "+I[one, 1, 1.0]", "+I[one, 2, 4.0]", "+I[two, 3, 9.0]", "+I[two, 4, 4.0]");
    assertThat(
            texts(
                "SELECT qid, id FROM q, LATERAL TABLE(VECTOR_SEARCH(TABLE cheap, DESCRIPTOR(v), q.qv, 1,"
                    + " MAP['async', 'false', 'filter', 'cat == \"a\"', 'consistency', 'strong']))"))
        .containsExactly("+I[one, 1]", "+I[two, 3]");
    assertThat(
            rows(
                "SELECT qid, KNN_SCORE(score) FROM q,"
                    + " LATERAL TABLE(VECTOR_SEARCH(TABLE cheap, DESCRIPTOR(v), q.qv, 2)) GROUP BY qid"))
        .contains(Row.ofKind(RowKind.UPDATE_AFTER, "one", 2.5));
  }

  /** Flink lets it through and casts nothing. */
  @Test
  void anArrayOfOtherNumbersIsRefusedAtRunTime() throws Exception {
    createDocs("trap");
    for (String vector : List.of("ARRAY[1.0, 0.0]", "ARRAY[1, 0]")) {
      assertThatThrownBy(
              () ->
                  rows(
                      "SELECT id FROM TABLE(VECTOR_SEARCH(TABLE c.`default`.trap, DESCRIPTOR(v), %s, 3))"
                          .formatted(vector)))
          .hasStackTraceContaining("CAST(ARRAY[1.0, 0.0] AS ARRAY<FLOAT>)");
    }
    assertThat(
            texts(
                "SELECT id FROM TABLE(VECTOR_SEARCH(TABLE c.`default`.trap, DESCRIPTOR(v),"
                    + " CAST(ARRAY[1.0, 0.0] AS ARRAY<FLOAT>), 1))"))
        .containsExactly("+I[1]");
  }

  @Test
  void aSearchThatFailsFindsNothingWhereRowsAreToBeDropped() throws Exception {
    createDocs("dropped");
    run(
        "CREATE TEMPORARY VIEW tolerant AS"
            + " SELECT * FROM c.`default`.dropped /*+ OPTIONS('request.on-error' = 'DROP') */");
    run(
        "CREATE TEMPORARY VIEW mixed AS SELECT 1 AS n, CAST(ARRAY[1e0] AS ARRAY<FLOAT>) AS qv"
            + " UNION ALL SELECT 2, CAST(ARRAY[1e0, 0e0] AS ARRAY<FLOAT>)");
    assertThat(
            texts(
                "SELECT n, id FROM mixed LEFT JOIN"
                    + " LATERAL TABLE(VECTOR_SEARCH(TABLE tolerant, DESCRIPTOR(v), mixed.qv, 1)) ON TRUE"))
        .containsExactly("+I[1, null]", "+I[2, 1]");
  }

  @Test
  void rowsAreLookedUpUpdatedAndDeleted() throws Exception {
    createDocs("changed");
    run(
        "CREATE TEMPORARY VIEW orders AS SELECT o, CAST(id AS BIGINT) AS id, PROCTIME() AS pt"
            + " FROM (VALUES ('x', 2), ('y', 9)) AS r (o, id)");
    assertThat(
            texts(
                "SELECT o, d.cat FROM orders LEFT JOIN c.`default`.changed"
                    + " FOR SYSTEM_TIME AS OF orders.pt AS d ON orders.id = d.id"))
        .containsExactly("+I[x, b]", "+I[y, null]");
    float[] point = {7, 7};
    sql.createTemporaryView(
        "changes",
        sql.fromChangelogStream(
            environment.fromData(
                Types.ROW(Types.LONG, Types.STRING, Types.DOUBLE),
                Row.ofKind(RowKind.INSERT, 1L, "a", 1.0),
                Row.ofKind(RowKind.INSERT, 6L, "n", 6.0),
                Row.ofKind(RowKind.UPDATE_BEFORE, 6L, "n", 6.0),
                Row.ofKind(RowKind.UPDATE_AFTER, 6L, "m", 6.5),
                Row.ofKind(RowKind.DELETE, 1L, "a", 1.0)),
            Schema.newBuilder()
                .column("f0", DataTypes.BIGINT().notNull())
                .column("f1", DataTypes.STRING())
                .column("f2", DataTypes.DOUBLE())
                .primaryKey("f0")
                .build()));
    run(
        "INSERT INTO c.`default`.changed SELECT f0, f1, f2, CAST(ARRAY[%f, %f] AS ARRAY<FLOAT>) FROM changes"
            .formatted(point[0], point[1]));
    assertThat(texts("SELECT id, cat, price FROM c.`default`.changed"))
        .containsExactly(
            "+I[2, b, 2.0]", "+I[3, a, 3.0]", "+I[4, null, 4.0]", "+I[5, a, 5.0]", "+I[6, m, 6.5]");
  }

  @Test
  void aJobThatRestartsLosesAndDoublesNothing() throws Exception {
    run(
        "CREATE TABLE c.`default`.restarted (id BIGINT, n BIGINT, v ARRAY<FLOAT>, PRIMARY KEY (id)"
            + " NOT ENFORCED) WITH ('fields.v.dimension' = '2', 'shards' = '2')");
    Configuration options = new Configuration();
    options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, Duration.ofMillis(200));
    options.set(RestOptions.BIND_PORT, "0");
    options.set(RestartStrategyOptions.RESTART_STRATEGY, "fixed-delay");
    options.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_ATTEMPTS, 5);
    options.set(RestartStrategyOptions.RESTART_STRATEGY_FIXED_DELAY_DELAY, Duration.ofMillis(50));
    StreamExecutionEnvironment failing =
        StreamExecutionEnvironment.createLocalEnvironment(1, options);
    StreamTableEnvironment tables = StreamTableEnvironment.create(failing);
    prepare(tables);
    SinkTest.Fragile.reset();
    tables.createTemporaryView(
        "numbers",
        failing
            .fromSequence(0, Long.MAX_VALUE - 1)
            .map(new SinkTest.Fragile())
            .returns(Types.LONG));
    JobClient job =
        tables
            .executeSql(
                "INSERT INTO c.`default`.restarted SELECT MOD(f0, %d), f0, CAST(ARRAY[1e0, 0e0] AS ARRAY<FLOAT>) FROM numbers WHERE f0 < %d"
                    .formatted(KEYS, ELEMENTS))
            .getJobClient()
            .orElseThrow();
    CompletableFuture.anyOf(SinkTest.Fragile.done(), job.getJobExecutionResult()).get();
    job.stopWithSavepoint(
            true,
            Files.createTempDirectory(Path.of("target"), "savepoint-").toUri().toString(),
            SavepointFormatType.CANONICAL)
        .get();
    TreeMap<Long, Long> expected = new TreeMap<>();
    for (long n = 0; n < ELEMENTS; n++) {
      expected.put(n % KEYS, n);
    }
    TreeMap<Long, Long> found = new TreeMap<>();
    List<Row> rows = rows("SELECT id, n FROM c.`default`.restarted");
    rows.forEach(row -> found.put((Long) row.getField(0), (Long) row.getField(1)));
    assertThat(rows).hasSize(KEYS);
    assertThat(found).isEqualTo(expected);
  }

  @Test
  void everyTypeGoesInAndOut() throws Exception {
    run(
        """
        CREATE TABLE c.`default`.typed (
          k STRING, bo BOOLEAN, ti TINYINT, si SMALLINT, i INT, b BIGINT, f FLOAT, d DOUBLE,
          t VARCHAR(20), j STRING, g STRING, ts TIMESTAMP_LTZ(6), ai ARRAY<INT>, asx ARRAY<STRING>,
          v ARRAY<FLOAT>, v16 ARRAY<FLOAT>, bits BYTES, sp MAP<BIGINT, FLOAT>,
          PRIMARY KEY (k) NOT ENFORCED
        ) WITH (
          'fields.j.type' = 'JSON', 'fields.g.type' = 'GEOMETRY', 'fields.v.dimension' = '2',
          'fields.v.index' = 'HNSW', 'fields.v.index-params' = 'M:8,efConstruction:40',
          'fields.v16.type' = 'FLOAT16_VECTOR', 'fields.v16.dimension' = '2',
          'fields.bits.dimension' = '16')
        """);
    run(
        """
        INSERT INTO c.`default`.typed SELECT 'k "1"', TRUE, CAST(-1 AS TINYINT), CAST(2 AS SMALLINT), 3,
          CAST(4 AS BIGINT), CAST(0.5 AS FLOAT), 0.25e0, 'text', '{"a": [1, 2]}', 'POINT (1 2)',
          TO_TIMESTAMP_LTZ(1700000000123, 3), ARRAY[1, 2], ARRAY['x', 'y'],
          CAST(ARRAY[1e0, 2e0] AS ARRAY<FLOAT>), CAST(ARRAY[0.5e0, 2e0] AS ARRAY<FLOAT>), x'0102',
          MAP[CAST(7 AS BIGINT), CAST(1.5 AS FLOAT)]
        """);
    Row row = rows("SELECT * FROM c.`default`.typed WHERE k = 'k \"1\"'").get(0);
    assertThat(row.getArity()).isEqualTo(18);
    assertThat(row.toString())
        .isEqualTo(
            "+I[k \"1\", true, -1, 2, 3, 4, 0.5, 0.25, text, {\"a\": [1, 2]}, POINT (1 2),"
                + " 2023-11-14T22:13:20.123Z, [1, 2], [x, y], [1.0, 2.0], [0.5, 2.0], [1, 2], {7=1.5}]");
    String shown = texts("SHOW CREATE TABLE c.`default`.typed").get(0);
    assertThat(shown)
        .contains(
            "'fields.v16.type' = 'FLOAT16_VECTOR'",
            "'fields.v.index' = 'HNSW'",
            "'fields.v.index-params' = 'M:8,efConstruction:40'",
            "`ts` TIMESTAMP(6) WITH LOCAL TIME ZONE");
    run("DROP TABLE c.`default`.typed");
    assertThat(texts("SHOW TABLES FROM c.`default` LIKE 'typed'")).isEmpty();
  }

  @Test
  void functionsMeasureVectors() throws Exception {
    String a = "CAST(ARRAY[3e0, 4e0] AS ARRAY<FLOAT>)";
    String b = "CAST(ARRAY[0e0, 8e0] AS ARRAY<FLOAT>)";
    Row row =
        rows("SELECT L2_DISTANCE(%1$s, %2$s), INNER_PRODUCT(%1$s, %2$s), COSINE_DISTANCE(%1$s, %2$s), VECTOR_NORMALIZE(%1$s)"
                .formatted(a, b))
            .get(0);
    assertThat((Double) row.getField(0)).isEqualTo(5.0);
    assertThat((Double) row.getField(1)).isEqualTo(32.0);
    assertThat((Double) row.getField(2)).isCloseTo(0.2, Offset.offset(1e-12));
    assertThat((Float[]) row.getField(3)).containsExactly(0.6f, 0.8f);
  }

  @Test
  void theShellRunsAFileAndStopsWhereItFails(@TempDir Path folder) throws Exception {
    Path script = folder.resolve("script.sql");
    Files.writeString(
        script,
        """
        CREATE TABLE words (id BIGINT, word STRING, v ARRAY<FLOAT>, PRIMARY KEY (id) NOT ENFORCED)
          WITH ('fields.v.dimension' = '384');
        INSERT INTO words SELECT id, word, EMBED(word)
          FROM (VALUES (CAST(1 AS BIGINT), 'a river'), (CAST(2 AS BIGINT), 'a railway')) AS r (id, word);
        SELECT word FROM TABLE(VECTOR_SEARCH(TABLE words, DESCRIPTOR(v), EMBED('a brook'), 1));
        """);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (SqlShell shell = SqlShell.start(log, true)) {
      assertThat(shell.run(script, out)).as(out.toString(StandardCharsets.UTF_8)).isTrue();
      assertThat(out.toString(StandardCharsets.UTF_8)).contains("a river").contains("1 row");
      Files.writeString(script, "SELECT nothing FROM nowhere;\nDROP TABLE words;\n");
      assertThat(shell.run(script, out)).isFalse();
    }
    assertThat(texts("SHOW TABLES FROM c.`default` LIKE 'words'")).hasSize(1);
  }
}
