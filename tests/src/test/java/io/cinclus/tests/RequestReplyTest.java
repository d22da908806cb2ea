package io.cinclus.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cinclus.client.CinclusClient;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.standalone.StandaloneSettings;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Request/reply with clients that know nothing of Cinclus. */
@ExtendWith(SharedStandalone.Extension.class)
class RequestReplyTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String CORRELATION = "kafka_correlationId";
  private static final String UNREACHED =
      IntStream.range(0, StandaloneSettings.DEFAULT_CHANNELS)
          .mapToObj(channel -> "\"%d\": %d".formatted(channel, Long.MAX_VALUE))
          .collect(Collectors.joining(", "));

  private final LogConfig log;
  private final CinclusClient client;

  RequestReplyTest(SharedStandalone cinclus) {
    this.log = cinclus.log();
    this.client = cinclus.client();
  }

  @BeforeAll
  static void start(SharedStandalone cinclus) {
    CinclusClient client = cinclus.client();
    Cluster cluster = cinclus.cluster();
    cluster.createPoints("asked", 2);
    cluster.insert("asked", 0, 20);
    client.catalog().createCollection("", "unloaded", Cluster.POINTS, 1);
  }

  @Test
  void jsonIsAnsweredInJson() throws Exception {
    JsonNode reply =
        askJson(
            """
            {"search": {"collection": "asked", "vectors": [[3.2, 0], [9, 0]], "limit": 2,
             "filter": "name like 'p%'", "output_fields": ["name"]}}
            """);
    assertThat(reply.get("code").asInt()).isZero();
    JsonNode hits = reply.get("hits");
    assertThat(hits).hasSize(2);
    assertThat(hits.get(0).get(0).get("id").asLong()).isEqualTo(3);
    assertThat(hits.get(0).get(0).get("fields").get("name").asText()).isEqualTo("p3");
    assertThat(hits.get(0).get(0).get("distance").floatValue()).isBetween(0.039f, 0.041f);
    assertThat(hits.get(1).get(0).get("id").asLong()).isEqualTo(9);
  }

  @Test
  void aJsonQueryByKeysAnswersInKeyOrder() throws Exception {
    JsonNode reply =
        askJson(
            "{\"query\": {\"collection\": \"asked\", \"keys\": [5, 2, 99], \"output_fields\": [\"*\"]}}");
    assertThat(reply.get("count").asInt()).isEqualTo(2);
    assertThat(reply.get("rows").get(0).get("id").asLong()).isEqualTo(2);
    assertThat(reply.get("rows").get(1).get("fields").get("vector").get(0).asDouble()).isEqualTo(5);
  }

  @Test
  void aRequestOfSeveralMegabytesIsAnswered() {
    Longs.Builder keys = Longs.newBuilder();
    for (long key = 15; keys.getValuesCount() < 1_000_000; key++) {
      keys.addValues(key);
    }
    Request large =
        Request.newBuilder()
            .setQuery(
                QueryRequest.newBuilder()
                    .setCollection("asked")
                    .setKeys(Keys.newBuilder().setLongs(keys))
                    .setCount(true))
            .build();
    assertThat(large.getSerializedSize()).isGreaterThan(2 << 20);
    assertThat(client.requests().get(large, PATIENCE).getQuery().getCount()).isEqualTo(5);
  }

  @Test
  void everyFailureIsAReplyWithACode() throws Exception {
    assertThat(
            reason(
                "{\"search\": {\"collection\": \"nowhere\", \"vectors\": [[1, 2]], \"limit\": 1}}"))
        .isEqualTo("COLLECTION_NOT_FOUND");
    assertThat(
            reason(
                "{\"search\": {\"collection\": \"unloaded\", \"vectors\": [[1, 2]], \"limit\": 1}}"))
        .isEqualTo("COLLECTION_NOT_LOADED");
    assertThat(
            reason("{\"search\": {\"collection\": \"asked\", \"vectors\": [[1]], \"limit\": 1}}"))
        .isEqualTo("BAD_VECTOR");
    assertThat(
            reason(
                "{\"search\": {\"collection\": \"asked\", \"vectors\": [[1, 2]], \"limit\": 1, \"filter\": \"id ==\"}}"))
        .isEqualTo("BAD_FILTER");
    assertThat(reason("{\"search\": ")).isEqualTo("BAD_REQUEST");
    assertThat(reason("{}")).isEqualTo("BAD_REQUEST");
  }

  @Test
  void aReplyTopicThatIsNotAllowedIsRefusedOnTheDefaultTopic() throws Exception {
    ProducerRecord<byte[], byte[]> ask =
        jsonRecord("{\"query\": {\"collection\": \"asked\", \"count\": true}}");
    ask.headers().add("kafka_replyTopic", utf8(log.walTopic()));
    JsonNode reply = JSON.readTree(exchange(ask).value());
    assertThat(reply.get("reason").asText()).isEqualTo("BAD_REQUEST");
    assertThat(reply.get("message").asText()).contains(log.walTopic());
  }

  /** A request for a position that no channel reaches waits for its deadline. */
  @Test
  void moreRequestsThanMayWaitAreRefusedAtOnceAndEveryOneIsAnswered() throws Exception {
    int count = 6 * SharedStandalone.MAX_WAITING;
    List<ProducerRecord<byte[], byte[]>> asked = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ProducerRecord<byte[], byte[]> ask =
          jsonRecord(
              """
              {"consistency": "session",
               "session_positions": {%s},
               "query": {"collection": "asked", "count": true}}
              """
                  .formatted(UNREACHED));
      ask.headers().add("cinclus_timeoutMillis", utf8("4000"));
      asked.add(ask);
    }
    Map<String, Integer> reasons = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> reply : exchange(asked)) {
      String reason = new String(reply.headers().lastHeader("cinclus_reason").value(), UTF_8);
      reasons.merge(reason, 1, Integer::sum);
    }
    assertThat(reasons).containsOnlyKeys("OVERLOADED", "EXPIRED");
    assertThat(reasons.get("EXPIRED")).isLessThanOrEqualTo(2 * SharedStandalone.MAX_WAITING);
    assertThat(askJson("{\"query\": {\"collection\": \"asked\", \"count\": true}}").get("count"))
        .as("afterwards")
        .isEqualTo(JSON.getNodeFactory().numberNode(20));
  }

  private String reason(String json) throws Exception {
    JsonNode reply = askJson(json);
    assertThat(reply.get("code").asInt()).isNotZero();
    assertThat(reply.get("message").asText()).isNotBlank();
    return reply.get("reason").asText();
  }

  private JsonNode askJson(String json) throws Exception {
    ConsumerRecord<byte[], byte[]> reply = exchange(jsonRecord(json));
    assertThat(reply.headers().lastHeader("content-type").value())
        .isEqualTo(utf8("application/json"));
    return JSON.readTree(reply.value());
  }

  private ProducerRecord<byte[], byte[]> jsonRecord(String json) {
    ProducerRecord<byte[], byte[]> record =
        new ProducerRecord<>(log.requestsTopic(), null, utf8(json));
    record.headers().add("content-type", utf8("application/json"));
    return record;
  }

  private ConsumerRecord<byte[], byte[]> exchange(ProducerRecord<byte[], byte[]> ask) {
    return exchange(List.of(ask)).get(0);
  }

  /**
   * Sends records with text correlation ids, and waits for the replies on the default topic; there
   * is one to each.
   */
  private List<ConsumerRecord<byte[], byte[]>> exchange(
      List<ProducerRecord<byte[], byte[]>> asked) {
    Set<String> open = new HashSet<>();
    for (ProducerRecord<byte[], byte[]> ask : asked) {
      String correlation = UUID.randomUUID().toString();
      ask.headers().add(CORRELATION, utf8(correlation));
      open.add(correlation);
    }
    Set<String> own = Set.copyOf(open);
    Properties properties = log.clientProperties();
    properties.setProperty("auto.offset.reset", "earliest");
    List<ConsumerRecord<byte[], byte[]>> replies = new ArrayList<>();
    try (KafkaProducer<byte[], byte[]> producer =
            new KafkaProducer<>(
                log.clientProperties(), new ByteArraySerializer(), new ByteArraySerializer());
        KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(log.repliesTopic()).stream()
              .map(partition -> new TopicPartition(partition.topic(), partition.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToEnd(partitions);
      partitions.forEach(consumer::position);
      asked.forEach(producer::send);
      producer.flush();
      while (!open.isEmpty()) {
        for (ConsumerRecord<byte[], byte[]> reply : consumer.poll(Duration.ofMillis(100))) {
          String correlation = new String(reply.headers().lastHeader(CORRELATION).value(), UTF_8);
          if (own.contains(correlation)) {
            assertThat(open.remove(correlation)).as("the only reply to %s", correlation).isTrue();
            replies.add(reply);
          }
        }
      }
    }
    return replies;
  }

  private static byte[] utf8(String text) {
    return text.getBytes(UTF_8);
  }
}
