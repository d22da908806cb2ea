package io.cinclus.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import com.google.protobuf.ByteString;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.serve.LocalRequests;
import io.cinclus.operators.serve.ServeOptions.Headers;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@SuppressWarnings("try") // Giving back a lease may wait.
class RequestClientTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final Request REQUEST =
      Request.newBuilder().setQuery(QueryRequest.newBuilder().setCount(true)).build();

  private final LogConfig log = LogConfig.of("nowhere:1");
  private final Headers headers = Headers.from(new Configuration());
  private final TopicPartition replies = new TopicPartition(log.repliesTopic(), 0);
  private final MockProducer<byte[], byte[]> producer =
      new MockProducer<>(false, null, new ByteArraySerializer(), new ByteArraySerializer());
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("latest");
  private @Nullable RequestClient client;

  @BeforeEach
  void replyTopicExists() {
    consumer.updatePartitions(
        log.repliesTopic(), List.of(new PartitionInfo(log.repliesTopic(), 0, null, null, null)));
    consumer.updateEndOffsets(Map.of(replies, 0L));
  }

  @AfterEach
  void close() {
    if (client != null) {
      client.close();
    }
  }

  @Test
  void aReplyFindsItsRequestWhateverElseIsOnTheTopic() throws Exception {
    CompletableFuture<Reply> asked = client().ask(REQUEST, PATIENCE);
    byte[] correlation = correlation(producer.history().get(0));
    answer(0, null, new byte[0]);
    answer(1, new byte[3], null);
    answer(2, correlation, Reply.newBuilder().setMessage("here").build().toByteArray());
    assertThat(asked.get(20, TimeUnit.SECONDS).getMessage()).isEqualTo("here");
  }

  @Test
  void aJobInThisJvmIsAskedAndAnswersWithoutKafka() throws Exception {
    RequestClient asking = client();
    try (Lease<LocalRequests> job = LocalRequests.SHARED.acquire(log)) {
      LocalRequests.Reader reader = job.value().read();
      CompletableFuture<Reply> asked = asking.ask(REQUEST, PATIENCE);
      OpenRequest request = Objects.requireNonNull(reader.poll());
      assertThat(request.getRequest()).isEqualTo(REQUEST);
      assertThat(request.getAddress().getTopic()).isEqualTo(log.repliesTopic());
      assertThat(request.getDeadlineMillis()).isGreaterThan(System.currentTimeMillis());
      Reply reply = Reply.newBuilder().setMessage("here").build();
      assertThat(job.value().reply(request.getAddress().getCorrelation(), reply)).isTrue();
      assertThat(asked.get(20, TimeUnit.SECONDS)).isEqualTo(reply);
      assertThat(producer.history()).isEmpty();
      reader.close();
      asking.ask(REQUEST, PATIENCE);
      assertThat(producer.history()).hasSize(1);
    }
  }

  @Test
  void aJobInThisJvmWhoseReplyComesThroughKafkaIsHeardToo() throws Exception {
    RequestClient asking = client();
    try (Lease<LocalRequests> job = LocalRequests.SHARED.acquire(log);
        LocalRequests.Reader reader = job.value().read()) {
      CompletableFuture<Reply> asked = asking.ask(REQUEST, PATIENCE);
      ByteString correlation = Objects.requireNonNull(reader.poll()).getAddress().getCorrelation();
      Reply reply = Reply.newBuilder().setMessage("from another JVM").build();
      answer(0, correlation.toByteArray(), reply.toByteArray());
      assertThat(asked.get(20, TimeUnit.SECONDS)).isEqualTo(reply);
      assertThat(job.value().reply(correlation, reply)).as("it is forgotten").isFalse();
    }
  }

  @Test
  void aReplyThatIsNoneFailsItsRequestAndNoOther() throws Exception {
    RequestClient asking = client();
    CompletableFuture<Reply> first = asking.ask(REQUEST, PATIENCE);
    CompletableFuture<Reply> second = asking.ask(REQUEST, PATIENCE);
    answer(0, correlation(producer.history().get(0)), null);
    answer(1, correlation(producer.history().get(1)), new byte[0]);
    assertFails(first, ErrorCode.INTERNAL, "offset 0 of partition 0 of cinclus.replies");
    assertThat(second.get(20, TimeUnit.SECONDS)).isEqualTo(Reply.getDefaultInstance());
  }

  @Test
  void aRequestThatIsTooLargeIsRefusedWithTheLimit() {
    Request large =
        Request.newBuilder()
            .setQuery(
                QueryRequest.newBuilder()
                    .setFilterBytes(
                        ByteString.copyFrom(new byte[RequestClient.MAX_REQUEST_BYTES + 1])))
            .build();
    assertFails(
        client().ask(large, PATIENCE),
        ErrorCode.LIMIT_EXCEEDED,
        "at most %d are possible".formatted(RequestClient.MAX_REQUEST_BYTES));
    assertThat(producer.history()).isEmpty();
  }

  @Test
  void withoutAReplyInTimeTheRequestExpires() {
    assertFails(
        client().ask(REQUEST, Duration.ofMillis(1)),
        ErrorCode.EXPIRED,
        "no reply came on partition 0 of cinclus.replies within 1 ms");
  }

  @Test
  void aRequestThatKafkaDoesNotTakeSaysSo() {
    CompletableFuture<Reply> asked = client().ask(REQUEST, PATIENCE);
    producer.errorNext(new TimeoutException("expired after 30 s"));
    assertFails(asked, ErrorCode.NOT_READY, "cinclus.requests of Kafka at nowhere:1 did not take");
    producer.sendException = new KafkaException("the producer is broken");
    assertFails(client().ask(REQUEST, PATIENCE), ErrorCode.NOT_READY, "the producer is broken");
  }

  @Test
  void whenNoMoreRepliesCanBeReadOpenAndFurtherRequestsFailAtOnce() {
    RequestClient asking = client();
    CompletableFuture<Reply> before = asking.ask(REQUEST, PATIENCE);
    consumer.setPollException(new KafkaException("not authorised"));
    assertFails(before, ErrorCode.NOT_READY, "not authorised");
    assertFails(asking.ask(REQUEST, PATIENCE), ErrorCode.NOT_READY, "open another client");
  }

  @Test
  void closingFailsWhatIsOpen() {
    RequestClient asking = client();
    CompletableFuture<Reply> asked = asking.ask(REQUEST, PATIENCE);
    asking.close();
    assertFails(asked, ErrorCode.NOT_READY, "the client is closed");
    assertFails(asking.ask(REQUEST, PATIENCE), ErrorCode.NOT_READY, "the client is closed");
  }

  @Test
  void onlySoManyRequestsAreOpen() {
    RequestClient asking = client();
    for (int open = 0; open < RequestClient.MAX_OPEN; open++) {
      assertThat(asking.ask(REQUEST, PATIENCE)).isNotDone();
    }
    assertFails(asking.ask(REQUEST, PATIENCE), ErrorCode.OVERLOADED, "10000 requests");
  }

  @Test
  void aClientThatCannotStartLeavesNothingOpen() {
    consumer.updatePartitions(log.repliesTopic(), List.of());
    assertThatThrownBy(this::client)
        .asInstanceOf(type(CinclusException.class))
        .returns(ErrorCode.NOT_READY, CinclusException::code)
        .satisfies(e -> assertThat(e).hasMessageContaining("has no topic cinclus.replies"));
    assertThat(producer.closed()).isTrue();
    assertThat(consumer.closed()).isTrue();
  }

  @Test
  void aConsumerThatCannotBeMadeClosesTheProducer() {
    String name = "client-" + System.nanoTime();
    LogConfig broken =
        new LogConfig("127.0.0.1:1", "cinclus", Map.of("client.id", name, "fetch.min.bytes", "-1"));
    assertThatThrownBy(() -> new RequestClient(broken))
        .asInstanceOf(type(CinclusException.class))
        .returns(ErrorCode.BAD_PARAMETER, CinclusException::code)
        .satisfies(e -> assertThat(e).hasMessageContaining("fetch.min.bytes"));
    assertThat(Thread.getAllStackTraces().keySet())
        .noneMatch(thread -> thread.isAlive() && thread.getName().contains(name));
  }

  private RequestClient client() {
    RequestClient known = client;
    if (known == null) {
      known = new RequestClient(log, headers, new RequestClient.Clients(producer, consumer));
      client = known;
    }
    return known;
  }

  private byte[] correlation(ProducerRecord<byte[], byte[]> request) {
    return request.headers().lastHeader(headers.correlation()).value();
  }

  private void answer(long offset, byte @Nullable [] correlation, byte @Nullable [] value) {
    ConsumerRecord<byte[], byte[]> record =
        new ConsumerRecord<>(replies.topic(), replies.partition(), offset, null, value);
    record.headers().add(headers.correlation(), correlation);
    consumer.schedulePollTask(() -> consumer.addRecord(record));
  }

  private static void assertFails(CompletableFuture<Reply> asked, ErrorCode code, String message) {
    assertThatThrownBy(() -> asked.get(20, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .cause()
        .asInstanceOf(type(CinclusException.class))
        .returns(code, CinclusException::code)
        .satisfies(e -> assertThat(e).hasMessageContaining(message));
  }
}
