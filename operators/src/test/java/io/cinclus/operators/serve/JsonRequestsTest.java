package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.client.QueryVectors;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.Keys;
import io.cinclus.v1.PointInTime;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import io.cinclus.v1.Texts;
import io.cinclus.value.SparseVector;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonRequestsTest {
  private static final String SEARCH =
      """
      {
        "database": "shop",
        "consistency": "Session",
        "session_positions": {"3": 9223372036854775807, "0": -1},
        "snapshot": {"3": 17},
        "search": {
          "collection": "things",
          "partitions": ["a", "b"],
          "vector_field": "vector",
          "vectors": [[0.5, -1e-3], [2, 3]],
          "limit": 10,
          "offset": 2147483,
          "filter": "text == 'ü'",
          "output_fields": ["*", "text"],
          "metric_type": "L2",
          "params": {"ef": 64, "exact": true, "name": "x"},
          "radius": 1.5,
          "range_filter": 0.25,
          "ignore_growing": true,
          "exact": true,
          "group_by_field": "text",
          "group_size": 2
        }
      }
      """;
  private static final String QUERY =
      """
      {"query": {
          "collection": "things",
          "partitions": ["a"],
          "filter": "id > 0",
          "keys": [1, -9223372036854775808],
          "output_fields": ["text"],
          "limit": 5,
          "offset": 6,
          "count": true,
          "ignore_growing": true
      }}
      """;

  @Test
  void everyFieldOfASearchCanBeGiven() {
    Request expected =
        Request.newBuilder()
            .setDatabase("shop")
            .setConsistency(ConsistencyLevel.SESSION)
            .putSessionPositions(3, Long.MAX_VALUE)
            .putSessionPositions(0, -1)
            .putSnapshot(3, 17)
            .setSearch(
                SearchRequest.newBuilder()
                    .setCollection("things")
                    .addPartitions("a")
                    .addPartitions("b")
                    .setVectorField("vector")
                    .addVectors(TestRequests.vector(0.5f, -1e-3f))
                    .addVectors(TestRequests.vector(2, 3))
                    .setLimit(10)
                    .setOffset(2_147_483)
                    .setFilter("text == 'ü'")
                    .addOutputFields("*")
                    .addOutputFields("text")
                    .setMetricType("L2")
                    .putParams("ef", "64")
                    .putParams("exact", "true")
                    .putParams("name", "x")
                    .setRadius(1.5f)
                    .setRangeFilter(0.25f)
                    .setIgnoreGrowing(true)
                    .setExact(true)
                    .setGroupByField("text")
                    .setGroupSize(2))
            .build();
    assertThat(parse(SEARCH)).isEqualTo(expected);
    assertEveryFieldIsSet(expected.getSearch());
  }

  @Test
  void everyFieldOfAQueryCanBeGiven() {
    Request expected =
        Request.newBuilder()
            .setQuery(
                QueryRequest.newBuilder()
                    .setCollection("things")
                    .addPartitions("a")
                    .setFilter("id > 0")
                    .setKeys(TestLog.keys(1, Long.MIN_VALUE))
                    .addOutputFields("text")
                    .setLimit(5)
                    .setOffset(6)
                    .setCount(true)
                    .setIgnoreGrowing(true))
            .build();
    assertThat(parse(QUERY)).isEqualTo(expected);
    assertEveryFieldIsSet(expected.getQuery());
  }

  /** So that a field which is added to the message cannot be forgotten here. */
  private static void assertEveryFieldIsSet(com.google.protobuf.Message message) {
    assertThat(message.getAllFields().keySet())
        .containsExactlyElementsOf(
            message.getDescriptorForType().getFields().stream()
                .filter(field -> !field.getName().equals("groups"))
                .toList());
  }

  @Test
  void groupsCannotBeGiven() {
    assertThatThrownBy(() -> parse("{\"search\":{\"groups\":[\"a\"]}}"))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("'groups' cannot be given in JSON");
  }

  @Test
  void oneVectorAndKeysThatAreTextsHaveTheirOwnForms() {
    assertThat(parse("{\"search\":{\"vector\":[1,2]}}").getSearch().getVectorsList())
        .containsExactly(TestRequests.vector(1, 2));
    assertThat(parse("{\"query\":{\"keys\":[\"a\",\"b\"]}}").getQuery().getKeys())
        .isEqualTo(
            Keys.newBuilder().setTexts(Texts.newBuilder().addValues("a").addValues("b")).build());
  }

  @Test
  void vectorsOfEveryKindHaveTheirForm() {
    String vectors = "[[0.5,-1],\"/gE=\",{\"4294967294\":2,\"3\":0.5},{}]";
    assertThat(parse("{\"search\":{\"vectors\":" + vectors + "}}").getSearch().getVectorsList())
        .containsExactly(
            QueryVectors.dense(0.5f, -1),
            QueryVectors.binary((byte) -2, (byte) 1),
            QueryVectors.sparse(new SparseVector(new int[] {3, -2}, new float[] {0.5f, 2})),
            QueryVectors.sparse(SparseVector.EMPTY));
  }

  @Test
  void aNameThatIsNotKnownIsRefusedAndTheKnownOnesAreTold() {
    refused("{\"serch\":{}}", "'serch' is not known here");
    refused("{\"search\":{\"outputfields\":[]}}", "output_fields");
    refused("{\"query\":{\"vectors\":[]}}", "'vectors' is not known here");
    refused("{\"search\":{\"keys\":[]}}", "'keys' is not known here");
  }

  @Test
  void aValueOfAnotherTypeIsRefusedNotConverted() {
    refused("[]", "the request must be a JSON object");
    refused("\"search\"", "the request must be a JSON object");
    refused("", "the request must be a JSON object");
    refused("{\"database\":1}", "'database' must be a text");
    refused("{\"consistency\":\"strongest\"}", "strongest");
    refused("{\"consistency\":\"unrecognized\"}", "unrecognized");
    refused("{\"session_positions\":{\"a\":1}}", "channel 'a'");
    refused("{\"session_positions\":{\"1\":1.5}}", "whole number");
    refused("{\"session_positions\":{\"1\":9223372036854775808}}", "whole number");
    refused("{\"search\":[]}", "search must be a JSON object");
    refused("{\"search\":{\"limit\":\"10\"}}", "'limit' must be a whole number");
    refused("{\"search\":{\"limit\":10.0}}", "'limit' must be a whole number");
    refused("{\"search\":{\"limit\":null}}", "'limit' must be a whole number");
    refused("{\"search\":{\"partitions\":\"a\"}}", "partitions must be a JSON array");
    refused("{\"search\":{\"partitions\":[1]}}", "'partitions' must be a text");
    refused("{\"search\":{\"vector\":[\"1\"]}}", "a vector must hold numbers");
    refused("{\"search\":{\"vectors\":[1,2]}}", "a vector must be a JSON array");
    refused("{\"search\":{\"vector\":\"a\"}}", "no Base64");
    refused("{\"search\":{\"vector\":{\"-1\":1}}}", "index '-1'");
    refused("{\"search\":{\"vector\":{\"1\":\"1\"}}}", "must hold numbers");
    refused("{\"search\":{\"vector\":{\"1\":1e40}}}", "must be finite");
    refused("{\"search\":{\"vector\":{\"1\":1,\"01\":1,\"1\":2}}}", "not JSON");
    refused("{\"search\":{\"radius\":\"1\"}}", "radius must hold numbers");
    refused("{\"search\":{\"params\":{\"ef\":{}}}}", "params must hold");
    refused("{\"search\":{\"params\":{\"ef\":null}}}", "params must hold");
    refused("{\"query\":{\"count\":1}}", "'count' must be true or false");
    refused("{\"query\":{\"keys\":{}}}", "keys must be a JSON array");
    refused("{\"query\":{\"keys\":[1,\"a\"]}}", "'keys' must be a whole number");
    refused("{\"query\":{\"keys\":[\"a\",1]}}", "'keys' must be a text");
  }

  @Test
  void aNumberThatDoesNotFitIsRefusedNotCutOff() {
    refused("{\"search\":{\"limit\":4294967297}}", "'limit' is 4294967297");
    refused("{\"query\":{\"offset\":-2147483649}}", "'offset' is -2147483649");
  }

  @Test
  void whatIsNotOneJsonValueIsRefused() {
    refused("{\"search\":{}", "not JSON");
    refused("{\"search\":{}} {}", "not JSON");
    refused("{\"search\":{},\"search\":{}}", "not JSON");
    refused("[".repeat(1000), "not JSON");
    refused("{\"a\":".repeat(1000), "not JSON");
    refused("{\"database\":\"" + "\\ud800" + "\u0001\"}", "not JSON");
  }

  @Test
  void garbageIsRefusedAndNeverBreaksTheReader() {
    long seed = 20261122;
    Random random = new Random(seed);
    int refusals = 0;
    long sent = 0;
    for (int i = 0; i < 5_000; i++) {
      byte[] json =
          (random.nextBoolean() ? SEARCH : QUERY).getBytes(StandardCharsets.UTF_8).clone();
      int changes = 1 + random.nextInt(2);
      for (int change = 0; change < changes; change++) {
        mutate(json, random);
      }
      try {
        sent += JsonRequests.parse(json).toByteArray().length;
      } catch (CinclusException e) {
        assertThat(e.code()).isEqualTo(ErrorCode.BAD_REQUEST);
        refusals++;
      } catch (RuntimeException | Error e) {
        throw new AssertionError(
            "seed %d, case %d: %s".formatted(seed, i, new String(json, StandardCharsets.UTF_8)), e);
      }
    }
    assertThat(sent).isPositive();
    assertThat(refusals).as("seed %d", seed).isBetween(2_500, 4_950);
  }

  private static void mutate(byte[] json, Random random) {
    String tokens = "{}[]\",:0123456789eE+-.\\nullretufasb\t ";
    int at = random.nextInt(json.length);
    switch (random.nextInt(3)) {
      case 0 -> json[at] = (byte) random.nextInt(256);
      case 1 -> json[at] = (byte) tokens.charAt(random.nextInt(tokens.length()));
      default -> {
        int length = Math.min(json.length - at, 1 + random.nextInt(9));
        System.arraycopy(json, random.nextInt(json.length - length + 1), json, at, length);
      }
    }
  }

  @Test
  void aPointInTimeIsGivenByPositionsOrATime() {
    assertThat(parse("{\"as_of\": {\"positions\": {\"3\": 17, \"0\": -1}}}").getAsOf())
        .isEqualTo(PointInTime.newBuilder().putPositions(3, 17).putPositions(0, -1).build());
    assertThat(parse("{\"as_of\": {\"time_millis\": 1764000000000}}").getAsOf())
        .isEqualTo(PointInTime.newBuilder().setTimeMillis(1_764_000_000_000L).build());
    refused("{\"as_of\": {\"time\": 5}}", "positions, time_millis");
    refused("{\"as_of\": 5}", "as_of must be a JSON object");
    refused("{\"as_of\": {\"time_millis\": \"now\"}}", "'time_millis' must be a whole number");
  }

  private static Request parse(String json) {
    return JsonRequests.parse(json.getBytes(StandardCharsets.UTF_8));
  }

  private static void refused(String json, String part) {
    assertThatThrownBy(() -> parse(json))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining(part)
        .satisfies(
            failure ->
                assertThat(((CinclusException) failure).code()).isEqualTo(ErrorCode.BAD_REQUEST));
  }
}
