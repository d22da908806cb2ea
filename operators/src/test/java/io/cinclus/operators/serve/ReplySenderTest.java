package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.Column;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.ReplyAddress;
import io.cinclus.v1.ReplyRecord;
import io.cinclus.v1.Rows;
import io.cinclus.v1.SearchResult;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.stream.IntStream;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReplySenderTest {
  private static final String DEFAULT = "cinclus.replies";
  private static final int MAX_REPLY_BYTES = 2_000;
  private static final int MAX_QUEUED_BYTES = 10_000;

  private final FakeKafka kafka = new FakeKafka();
  private final SimpleCounter lost = new SimpleCounter();
  private long nowNanos;
  private final LocalRequests local = new LocalRequests();
  private final ReplySender sender =
      new ReplySender(
          kafka,
          new ReplyTopics(kafka, () -> nowNanos),
          new ReplySender.Config(
              local, new ReplyRecords("id", MAX_REPLY_BYTES), DEFAULT, MAX_QUEUED_BYTES),
          lost);

  /** Kafka with some topics; a look at an unknown one lasts until the test says so. */
  private static final class FakeKafka extends MockProducer<byte[], byte[]> {
    final Map<String, Integer> partitionCounts = new ConcurrentHashMap<>(Map.of(DEFAULT, 2));
    final Map<String, RuntimeException> failing = new ConcurrentHashMap<>();
    final Set<String> small = ConcurrentHashMap.newKeySet();
    final BlockingQueue<String> looks = new LinkedBlockingQueue<>();
    final BlockingQueue<ProducerRecord<byte[], byte[]>> written = new LinkedBlockingQueue<>();
    volatile CountDownLatch unknownTopics = new CountDownLatch(0);
    volatile CountDownLatch writes = new CountDownLatch(0);

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
      looks.add(topic);
      Integer count = partitionCounts.get(topic);
      if (count == null) {
        await(unknownTopics);
        throw new TimeoutException("Topic " + topic + " not present in metadata");
      }
      return IntStream.range(0, count)
          .mapToObj(partition -> new PartitionInfo(topic, partition, null, null, null))
          .toList();
    }

    @Override
    public synchronized Future<RecordMetadata> send(
        ProducerRecord<byte[], byte[]> record, Callback callback) {
      await(writes);
      RuntimeException failure = failing.get(record.topic());
      if (failure instanceof UnknownTopicOrPartitionException) {
        callback.onCompletion(null, failure);
      } else if (failure != null) {
        throw failure;
      } else if (small.contains(record.topic()) && record.value().length > 1_000) {
        callback.onCompletion(null, new RecordTooLargeException("too large for the topic"));
      } else {
        written.add(record);
        callback.onCompletion(
            new RecordMetadata(new TopicPartition(record.topic(), 0), 0, 0, 0, 0, 0), null);
      }
      return CompletableFuture.completedFuture(null);
    }

    private static void await(CountDownLatch latch) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }
  }

  @AfterEach
  void close() {
    kafka.unknownTopics.countDown();
    kafka.writes.countDown();
    sender.close();
  }

  @Test
  void aMissingTopicHoldsUpNobodyElse() throws Exception {
    kafka.unknownTopics = new CountDownLatch(1);
    kafka.partitionCounts.put("mine", 1);
    sender.send(reply("mine", -1, "first"));
    assertThat(next().topic()).isEqualTo("mine");
    for (int i = 0; i < 100; i++) {
      sender.send(reply("missing", -1, "never"));
    }
    sender.send(reply("mine", -1, "second"));
    assertThat(message(next())).isEqualTo("second");
  }

  @Test
  void aReplyToAMissingTopicGoesToTheDefaultTopicWithTheReasonAndTheTopicIsRemembered()
      throws Exception {
    sender.send(reply("missing", -1, "an answer"));
    ProducerRecord<byte[], byte[]> told = next();
    assertThat(told.topic()).isEqualTo(DEFAULT);
    assertThat(told.headers().lastHeader("id").value())
        .isEqualTo("correlation".getBytes(StandardCharsets.UTF_8));
    assertThat(code(told)).isEqualTo(ErrorCode.BAD_REQUEST);
    assertThat(message(told)).contains("'missing'").contains("not present");

    sender.send(reply("missing", -1, "another"));
    assertThat(next().topic()).isEqualTo(DEFAULT);
    assertThat(kafka.looks).as("it is asked for once").containsExactly("missing");

    kafka.partitionCounts.put("missing", 1);
    nowNanos += ReplyTopics.FAILED.toNanos() + 1;
    sender.send(reply("missing", -1, "an answer"));
    assertThat(next().topic()).isEqualTo("missing");
    assertThat(lost.getCount()).isZero();
  }

  @Test
  void aPartitionThatTheTopicDoesNotHaveIsToldOnTheDefaultTopic() throws Exception {
    kafka.partitionCounts.put("mine", 3);
    sender.send(reply("mine", 2, "fits"));
    assertThat(next().partition()).isEqualTo(2);
    sender.send(reply("mine", 3, "does not"));
    ProducerRecord<byte[], byte[]> told = next();
    assertThat(told.topic()).isEqualTo(DEFAULT);
    assertThat(told.partition()).isNull();
    assertThat(message(told)).contains("no partition 3, only 3");

    sender.send(reply(DEFAULT, 9, "does not"));
    assertThat(message(next())).contains("no partition 9, only 2");
  }

  @Test
  void aTopicThatDisappearsIsToldOnTheDefaultTopic() throws Exception {
    kafka.partitionCounts.put("mine", 1);
    kafka.failing.put("mine", new UnknownTopicOrPartitionException("it is gone"));
    sender.send(reply("mine", -1, "an answer"));
    assertThat(message(next())).contains("'mine'").contains("it is gone");
    sender.send(reply("mine", -1, "an answer"));
    assertThat(next().topic()).isEqualTo(DEFAULT);
    assertThat(kafka.looks).containsExactly("mine");
  }

  @Test
  void aClientInThisJvmGetsItsReplyWithoutKafka() throws Exception {
    List<Reply> replies = new ArrayList<>();
    try (LocalRequests.Reader reader = local.read()) {
      for (String message : List.of("an answer", "x".repeat(MAX_REPLY_BYTES))) {
        ReplyRecord reply = reply(DEFAULT, 1, message);
        local.ask(OpenRequest.newBuilder().setAddress(reply.getAddress()), replies::add);
        sender.send(reply);
      }
      assertThat(reader.poll()).isNotNull();
    }
    assertThat(replies).extracting(Reply::getMessage).first().isEqualTo("an answer");
    assertThat(ErrorCode.ofNumber(replies.get(1).getCode())).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    assertThat(kafka.written).isEmpty();
  }

  @Test
  void aReplyIsMeasuredAsItIsSent() throws Exception {
    String text = "é\n".repeat(500); // 1,500 bytes as Protobuf, more as JSON.
    sender.send(reply(DEFAULT, -1, text));
    assertThat(message(next())).isEqualTo(text);
    ReplyRecord json = reply(DEFAULT, -1, text);
    sender.send(
        json.toBuilder()
            .setAddress(json.getAddress().toBuilder().setJson(true))
            .setReply(json.getReply().toBuilder().addWarnings(text.substring(0, 400)))
            .build());
    ProducerRecord<byte[], byte[]> told = next();
    assertThat(told.value().length).isLessThan(MAX_REPLY_BYTES);
    assertThat(new String(told.value(), StandardCharsets.UTF_8)).contains("LIMIT_EXCEEDED");
  }

  @Test
  void aReplyThatIsTooLargeForItsTopicIsReplacedByOneThatSaysSo() throws Exception {
    kafka.partitionCounts.put("narrow", 1);
    kafka.small.add("narrow");
    sender.send(reply("narrow", -1, "x".repeat(1_500)));
    ProducerRecord<byte[], byte[]> told = next();
    assertThat(told.topic()).isEqualTo("narrow");
    assertThat(code(told)).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    assertThat(lost.getCount()).isZero();
  }

  @Test
  void aProducerThatThrowsCostsOneReplyAndTheNextIsSent() throws Exception {
    kafka.partitionCounts.put("mine", 1);
    kafka.failing.put("mine", new KafkaException("broken"));
    sender.send(reply("mine", -1, "lost"));
    sender.send(reply(DEFAULT, -1, "sent"));
    assertThat(message(next())).isEqualTo("sent");
    kafka.failing.remove("mine");
    sender.send(reply("mine", -1, "sent again"));
    assertThat(message(next())).isEqualTo("sent again");
    assertThat(lost.getCount()).isEqualTo(1);
  }

  @Test
  void aReplyThatCannotBeWrittenIsAnsweredAsInternal() throws Exception {
    ReplyRecord broken = reply(DEFAULT, -1, "");
    Hits hits =
        Hits.newBuilder()
            .setKeys(Keys.newBuilder().setLongs(Longs.newBuilder().addValues(1)))
            .setFields(
                Rows.newBuilder()
                    .addColumns(Column.newBuilder().setLongs(Longs.getDefaultInstance())))
            .build();
    sender.send(
        broken.toBuilder()
            .setAddress(broken.getAddress().toBuilder().setJson(true))
            .setReply(Reply.newBuilder().setSearch(SearchResult.newBuilder().addHits(hits)))
            .build());
    assertThat(new String(next().value(), StandardCharsets.UTF_8)).contains("INTERNAL");
  }

  @Test
  void resultsBeyondTheLimitAreReplacedByARefusal() throws Exception {
    sender.send(reply(DEFAULT, -1, "the topic is known now"));
    next();
    kafka.writes = new CountDownLatch(1);
    for (int i = 0; i < 8; i++) {
      sender.send(reply(DEFAULT, -1, "x".repeat(1_500)));
    }
    kafka.writes.countDown();
    Map<ErrorCode, Integer> codes = new HashMap<>();
    for (int i = 0; i < 8; i++) {
      codes.merge(code(next()), 1, Integer::sum);
    }
    assertThat(codes).containsEntry(ErrorCode.OK, 6).containsEntry(ErrorCode.OVERLOADED, 2);
    sender.send(reply(DEFAULT, -1, "x".repeat(1_500)));
    assertThat(code(next())).as("what was sent counts no more").isEqualTo(ErrorCode.OK);
  }

  @Test
  void whatIsDroppedAtTheEndIsCounted() throws Exception {
    sender.send(reply(DEFAULT, -1, "the topic is known now"));
    next();
    kafka.writes = new CountDownLatch(1);
    kafka.unknownTopics = new CountDownLatch(1);
    for (int i = 0; i < 5; i++) {
      sender.send(reply(DEFAULT, -1, "waits"));
    }
    sender.send(reply("missing", -1, "waits"));
    assertThat(kafka.looks.take()).isEqualTo(DEFAULT);
    assertThat(kafka.looks.take()).isEqualTo("missing");
    sender.send(reply("missing", -1, "waits"));
    sender.close();
    assertThat(lost.getCount()).isGreaterThanOrEqualTo(5);
  }

  private ProducerRecord<byte[], byte[]> next() throws InterruptedException {
    return kafka.written.take();
  }

  private static ErrorCode code(ProducerRecord<byte[], byte[]> record) throws Exception {
    return ErrorCode.ofNumber(Reply.parseFrom(record.value()).getCode());
  }

  private static String message(ProducerRecord<byte[], byte[]> record) throws Exception {
    return Reply.parseFrom(record.value()).getMessage();
  }

  private static ReplyRecord reply(String topic, int partition, String message) {
    return ReplyRecord.newBuilder()
        .setAddress(
            ReplyAddress.newBuilder()
                .setTopic(topic)
                .setPartition(partition)
                .setCorrelation(ByteString.copyFromUtf8("correlation")))
        .setReply(Reply.newBuilder().setMessage(message))
        .build();
  }
}
