package io.cinclus.tests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cinclus.client.CinclusClient;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.standalone.StandaloneSettings;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.KafkaMessageListenerContainer;
import org.springframework.kafka.requestreply.KafkaReplyTimeoutException;
import org.springframework.kafka.requestreply.ReplyingKafkaTemplate;
import org.springframework.kafka.requestreply.RequestReplyFuture;
import org.springframework.kafka.support.TopicPartitionOffset;

/** Spring's template for requests and replies, unmodified. */
class SpringClientTest {
  private static final JsonMapper JSON = new JsonMapper();
  private static final long POLL_MILLIS = 100;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String POINTS = "spring_points";
  private static final String REPLIES = "spring-replies";
  private static final int REPLY_PARTITIONS = 3;

  private static CinclusClient client;
  private static LogConfig log;

  @BeforeAll
  static void start() throws Exception {
    log = StandaloneProcess.shared().log();
    client = CinclusClient.connect(log, "spring");
    Cluster cluster = new Cluster(log, client);
    cluster.createPoints(POINTS, 2);
    cluster.insert(POINTS, 0, 20);
    try (Admin admin = Admin.create(log.clientProperties())) {
      admin.createTopics(List.of(new NewTopic(REPLIES, REPLY_PARTITIONS, (short) 1))).all().get();
    }
  }

  @AfterAll
  static void stop() throws Exception {
    client.close();
  }

  /** A template for Protobuf, with the container of its replies; all as an application has them. */
  private static ReplyingKafkaTemplate<String, byte[], byte[]> template(
      ContainerProperties replies) {
    replies.setGroupId(UUID.randomUUID().toString());
    replies.setPollTimeout(POLL_MILLIS);
    ReplyingKafkaTemplate<String, byte[], byte[]> template =
        new ReplyingKafkaTemplate<>(
            new DefaultKafkaProducerFactory<>(
                servers(), new StringSerializer(), new ByteArraySerializer()),
            new KafkaMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(
                    servers(), new StringDeserializer(), new ByteArrayDeserializer()),
                replies));
    return started(template);
  }

  private static <V> ReplyingKafkaTemplate<String, V, V> started(
      ReplyingKafkaTemplate<String, V, V> template) {
    template.setDefaultReplyTimeout(PATIENCE);
    template.afterPropertiesSet();
    template.start();
    return template;
  }

  private static Map<String, Object> servers() {
    return Map.of("bootstrap.servers", log.bootstrapServers());
  }

  private static <V> void stop(ReplyingKafkaTemplate<String, V, V> template) throws Exception {
    template.stop();
    template.destroy();
    ((DefaultKafkaProducerFactory<String, V>) template.getProducerFactory()).destroy();
  }

  private static Request.Builder count() {
    return Request.newBuilder()
        .setQuery(QueryRequest.newBuilder().setCollection(POINTS).setCount(true));
  }

  /** Waits for a position that no channel reaches. */
  private static Request never() {
    Request.Builder request = count().setConsistency(ConsistencyLevel.SESSION);
    for (int channel = 0; channel < StandaloneSettings.DEFAULT_CHANNELS; channel++) {
      request.putSessionPositions(channel, Long.MAX_VALUE);
    }
    return request.build();
  }

  private static ProducerRecord<String, byte[]> record(Request request, Duration timeout) {
    ProducerRecord<String, byte[]> record =
        new ProducerRecord<>(log.requestsTopic(), request.toByteArray());
    record
        .headers()
        .add("cinclus_timeoutMillis", Long.toString(timeout.toMillis()).getBytes(UTF_8));
    return record;
  }

  private static <V> ConsumerRecord<String, V> reply(RequestReplyFuture<String, V, V> future)
      throws Exception {
    return future.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void protobufIsAnsweredOnThePartitionThatAContainerReads() throws Exception {
    ReplyingKafkaTemplate<String, byte[], byte[]> template =
        template(new ContainerProperties(new TopicPartitionOffset(REPLIES, 1)));
    try {
      assertThat(template.waitForAssignment(PATIENCE)).isTrue();
      ConsumerRecord<String, byte[]> counted =
          reply(template.sendAndReceive(record(count().build(), PATIENCE)));
      assertThat(counted.partition()).isEqualTo(1);
      assertThat(Reply.parseFrom(counted.value()).getQuery().getCount()).isEqualTo(20);
      Request bad =
          Request.newBuilder()
              .setSearch(SearchRequest.newBuilder().setCollection(POINTS).setLimit(1))
              .build();
      ConsumerRecord<String, byte[]> refused =
          reply(template.sendAndReceive(record(bad, PATIENCE)));
      assertThat(Reply.parseFrom(refused.value()).getReason()).isEqualTo("BAD_VECTOR");
    } finally {
      stop(template);
    }
  }

  @Test
  void jsonIsAnsweredInJsonAndACorrelationIdMayBeText() throws Exception {
    ContainerProperties replies = new ContainerProperties(new TopicPartitionOffset(REPLIES, 2));
    replies.setGroupId(UUID.randomUUID().toString());
    replies.setPollTimeout(POLL_MILLIS);
    ReplyingKafkaTemplate<String, String, String> template =
        new ReplyingKafkaTemplate<>(
            new DefaultKafkaProducerFactory<>(
                servers(), new StringSerializer(), new StringSerializer()),
            new KafkaMessageListenerContainer<>(
                new DefaultKafkaConsumerFactory<>(
                    servers(), new StringDeserializer(), new StringDeserializer()),
                replies));
    template.setBinaryCorrelation(false);
    started(template);
    try {
      assertThat(template.waitForAssignment(PATIENCE)).isTrue();
      ProducerRecord<String, String> ask =
          new ProducerRecord<>(
              log.requestsTopic(),
              """
              {"search": {"collection": "%s", "vector": [7.1, 0], "limit": 2,
               "output_fields": ["name"]}}
              """
                  .formatted(POINTS));
      ask.headers().add("content-type", "application/json".getBytes(UTF_8));
      ask.headers().add("cinclus_timeoutMillis", "60000".getBytes(UTF_8));
      JsonNode hits = JSON.readTree(reply(template.sendAndReceive(ask)).value()).get("hits").get(0);
      assertThat(hits.findValuesAsText("name")).containsExactly("p7", "p8");
    } finally {
      stop(template);
    }
  }

  @Test
  void severalClientsShareAReplyTopicAndEachGetsItsOwnReplies() throws Exception {
    List<ReplyingKafkaTemplate<String, byte[], byte[]>> templates = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        ReplyingKafkaTemplate<String, byte[], byte[]> template =
            template(new ContainerProperties(REPLIES));
        template.setSharedReplyTopic(true);
        templates.add(template);
      }
      for (ReplyingKafkaTemplate<String, byte[], byte[]> template : templates) {
        assertThat(template.waitForAssignment(PATIENCE)).isTrue();
      }
      List<RequestReplyFuture<String, byte[], byte[]>> asked = new ArrayList<>();
      for (int i = 0; i < 60; i++) {
        Request.Builder byKey = count();
        byKey
            .getQueryBuilder()
            .setCount(false)
            .setKeys(Keys.newBuilder().setLongs(Longs.newBuilder().addValues(i % 20)));
        asked.add(templates.get(i % 3).sendAndReceive(record(byKey.build(), PATIENCE)));
      }
      for (int i = 0; i < asked.size(); i++) {
        Reply own = Reply.parseFrom(reply(asked.get(i)).value());
        assertThat(own.getQuery().getKeys().getLongs().getValuesList()).containsExactly(i % 20L);
      }
    } finally {
      for (ReplyingKafkaTemplate<String, byte[], byte[]> template : templates) {
        stop(template);
      }
    }
  }

  @Test
  void aDeadlineIsAnsweredWithAnErrorThatACheckerSeesAndALateReplyHarmsNobody() throws Exception {
    ReplyingKafkaTemplate<String, byte[], byte[]> template =
        template(new ContainerProperties(new TopicPartitionOffset(REPLIES, 0)));
    template.setReplyErrorChecker(
        reply -> {
          String code = new String(reply.headers().lastHeader("cinclus_code").value(), UTF_8);
          String reason = new String(reply.headers().lastHeader("cinclus_reason").value(), UTF_8);
          return code.equals("0") ? null : new IllegalStateException(reason);
        });
    try {
      assertThat(template.waitForAssignment(PATIENCE)).isTrue();
      assertThatThrownBy(
              () -> reply(template.sendAndReceive(record(never(), Duration.ofMillis(300)))))
          .isInstanceOf(ExecutionException.class)
          .hasRootCauseInstanceOf(IllegalStateException.class)
          .hasRootCauseMessage("EXPIRED");
      assertThatThrownBy(
              () ->
                  reply(
                      template.sendAndReceive(
                          record(never(), Duration.ofMillis(600)), Duration.ofMillis(200))))
          .hasCauseInstanceOf(KafkaReplyTimeoutException.class);
      ConsumerRecord<String, byte[]> next =
          reply(template.sendAndReceive(record(count().build(), PATIENCE)));
      assertThat(Reply.parseFrom(next.value()).getQuery().getCount()).isEqualTo(20);
    } finally {
      stop(template);
    }
  }
}
