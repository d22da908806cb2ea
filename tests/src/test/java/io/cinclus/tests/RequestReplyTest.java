package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cinclus.client.CinclusClient;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.requestreply.ReplyingKafkaTemplate;
import org.springframework.kafka.support.TopicPartitionOffset;

/** Request/reply with clients that know nothing of Cinclus. */
@ExtendWith(SharedStandalone.Extension.class)
class RequestReplyTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final LogConfig log;
  private final CinclusClient client;

  RequestReplyTest(SharedStandalone cinclus) {
    this.log = cinclus.log();
    this.client = cinclus.client();
  }

  @BeforeAll
  static void start(SharedStandalone cinclus) throws Exception {
    LogConfig log = cinclus.log();
    CinclusClient client = cinclus.client();
    Cluster cluster = cinclus.cluster();
    cluster.createPoints("asked", 2);
    cluster.insert("asked", 0, 20);
    client.catalog().createCollection("", "unloaded", Cluster.POINTS, 1);
    try (Admin admin = Admin.create(log.clientProperties())) {
      admin.createTopics(List.of(new NewTopic("spring-replies", 3, (short) 1))).all().get();
    }
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

  @Test
  void springsReplyingTemplateWorksUnmodified() throws Exception {
    ContainerProperties properties =
        new ContainerProperties(new TopicPartitionOffset("spring-replies", 1));
    properties.setGroupId(UUID.randomUUID().toString());
    KafkaMessageListenerContainer<String, byte[]> container =
        new KafkaMessageListenerContainer<>(
            new DefaultKafkaConsumerFactory<>(
                Map.of("bootstrap.servers", log.bootstrapServers()),
                new StringDeserializer(),
                new ByteArrayDeserializer()),
            properties);
    DefaultKafkaProducerFactory<String, byte[]> producers =
        new DefaultKafkaProducerFactory<>(
            Map.of("bootstrap.servers", log.bootstrapServers()),
            new StringSerializer(),
            new ByteArraySerializer());
    ReplyingKafkaTemplate<String, byte[], byte[]> template =
        new ReplyingKafkaTemplate<>(producers, container);
    template.setDefaultReplyTimeout(PATIENCE);
    template.afterPropertiesSet();
    template.start();
    try {
      assertThat(template.waitForAssignment(PATIENCE)).isTrue();
      Request count =
          Request.newBuilder()
              .setQuery(QueryRequest.newBuilder().setCollection("asked").setCount(true))
              .build();
      assertThat(springAsk(template, count).getQuery().getCount()).isEqualTo(20);
      Request bad =
          Request.newBuilder()
              .setSearch(SearchRequest.newBuilder().setCollection("asked").setLimit(1))
              .build();
      assertThat(springAsk(template, bad).getReason()).isEqualTo("BAD_VECTOR");
    } finally {
      template.stop();
      producers.destroy();
    }
  }

  private Reply springAsk(ReplyingKafkaTemplate<String, byte[], byte[]> template, Request request)
      throws Exception {
    ConsumerRecord<String, byte[]> reply =
        template
            .sendAndReceive(new ProducerRecord<>(log.requestsTopic(), request.toByteArray()))
            .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    assertThat(reply.partition()).isEqualTo(1);
    return Reply.parseFrom(reply.value());
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

  /** Sends a record with a text correlation id, and waits for the reply on the default topic. */
  private ConsumerRecord<byte[], byte[]> exchange(ProducerRecord<byte[], byte[]> ask) {
    byte[] correlation = utf8(UUID.randomUUID().toString());
    ask.headers().add("kafka_correlationId", correlation);
    Properties properties = log.clientProperties();
    properties.setProperty("auto.offset.reset", "earliest");
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
      producer.send(ask);
      producer.flush();
      while (true) {
        for (ConsumerRecord<byte[], byte[]> reply : consumer.poll(Duration.ofMillis(100))) {
          if (java.util.Arrays.equals(
              reply.headers().lastHeader("kafka_correlationId").value(), correlation)) {
            return reply;
          }
        }
      }
    }
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
