package io.cinclus.operators.serve;

import static io.cinclus.operators.serve.TestRequests.request;
import static io.cinclus.operators.serve.TestRequests.search;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.Request;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.flink.api.common.functions.util.ListCollector;
import org.apache.flink.api.common.serialization.DeserializationSchema;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.SimpleUserCodeClassLoader;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestReaderTest {
  private static final long NOW = 1_000_000;
  private static final Request REQUEST = request(ConsistencyLevel.SESSION, search());

  private final RequestReader reader =
      new RequestReader(TestRequests.options("file:///tmp/none", "reader", Map.of()));
  private final RecordHeaders headers = new RecordHeaders();

  @Test
  void aRecordWithoutHeadersIsAnsweredOnTheCommonTopicWithinTheDefaultTime() {
    OpenRequest open = read(REQUEST.toByteArray());

    assertThat(open.getRequest()).isEqualTo(REQUEST);
    assertThat(open.hasFailure()).isFalse();
    assertThat(open.getId().getPartition()).isEqualTo(4);
    assertThat(open.getId().getOffset()).isEqualTo(44);
    assertThat(open.getDeadlineMillis()).isEqualTo(NOW + 5_000);
    assertThat(open.getAddress().getTopic()).isEqualTo("reader.replies");
    assertThat(open.getAddress().getPartition()).isEqualTo(-1);
    assertThat(open.getAddress().getCorrelation()).isEqualTo(ByteString.EMPTY);
    assertThat(open.getAddress().getJson()).isFalse();
  }

  @Test
  void theHeadersOfASpringTemplateWithBinaryCorrelationAreUnderstood() {
    UUID id = UUID.fromString("f0e1d2c3-b4a5-9687-7869-5a4b3c2d1e0f");
    byte[] correlation =
        ByteBuffer.allocate(16)
            .putLong(id.getMostSignificantBits())
            .putLong(id.getLeastSignificantBits())
            .array();
    headers.add("kafka_replyTopic", utf8("orders-replies"));
    headers.add("kafka_replyPartition", new byte[] {0, 0, 1, 2});
    headers.add("kafka_correlationId", correlation);

    OpenRequest open = read(REQUEST.toByteArray());
    assertThat(open.getAddress().getTopic()).isEqualTo("orders-replies");
    assertThat(open.getAddress().getPartition()).isEqualTo(258);
    assertThat(open.getAddress().getCorrelation()).isEqualTo(ByteString.copyFrom(correlation));
    assertThat(open.getRequest()).isEqualTo(REQUEST);
  }

  @Test
  void aCorrelationIdAsTextIsKeptByteForByte() {
    headers.add("kafka_replyTopic", utf8("orders-replies"));
    headers.add("kafka_correlationId", utf8("f0e1d2c3-b4a5-9687-7869-5a4b3c2d1e0f"));

    OpenRequest open = read(REQUEST.toByteArray());
    assertThat(open.getAddress().getCorrelation())
        .isEqualTo(ByteString.copyFromUtf8("f0e1d2c3-b4a5-9687-7869-5a4b3c2d1e0f"));
    assertThat(open.getAddress().getPartition()).isEqualTo(-1);
  }

  @Test
  void theLastHeaderOfANameCounts() {
    headers.add("kafka_replyTopic", utf8("first-replies"));
    headers.add("kafka_replyTopic", utf8("second-replies"));
    headers.add("kafka_correlationId", utf8("first"));
    headers.add("kafka_correlationId", utf8("second"));
    headers.add("cinclus_timeoutMillis", utf8("1"));
    headers.add("cinclus_timeoutMillis", utf8("2"));

    OpenRequest open = read(REQUEST.toByteArray());
    assertThat(open.getAddress().getTopic()).isEqualTo("second-replies");
    assertThat(open.getAddress().getCorrelation().toStringUtf8()).isEqualTo("second");
    assertThat(open.getDeadlineMillis()).isEqualTo(NOW + 2);
  }

  @Test
  void headersHaveTheNamesThatTheOptionsGive() {
    RequestReader renamed =
        new RequestReader(
            TestRequests.options(
                "file:///tmp/none",
                "reader",
                Map.of(
                    "cinclus.requests.header.reply-topic", "to",
                    "cinclus.requests.header.correlation-id", "id",
                    "cinclus.requests.header.timeout", "wait")));
    headers.add("to", utf8("my-replies"));
    headers.add("id", utf8("mine"));
    headers.add("wait", utf8("70"));
    headers.add("kafka_replyTopic", utf8("other-replies"));

    OpenRequest open = renamed.read(record(REQUEST.toByteArray()));
    assertThat(open.getAddress().getTopic()).isEqualTo("my-replies");
    assertThat(open.getAddress().getCorrelation().toStringUtf8()).isEqualTo("mine");
    assertThat(open.getDeadlineMillis()).isEqualTo(NOW + 70);
  }

  @Test
  void aClientMaySayHowLongItWaitsUpToTheLongestTime() {
    headers.add("cinclus_timeoutMillis", utf8(" 250 "));
    assertThat(read(REQUEST.toByteArray()).getDeadlineMillis()).isEqualTo(NOW + 250);

    headers.add("cinclus_timeoutMillis", utf8("9223372036854775807"));
    assertThat(read(REQUEST.toByteArray()).getDeadlineMillis()).isEqualTo(NOW + 60_000);
  }

  @Test
  void aTimeoutThatIsNoPositiveNumberIsAnsweredWithWhatIsWrong() {
    for (String bad : new String[] {"soon", "", "0", "-5", "1.5", "99999999999999999999"}) {
      headers.remove("cinclus_timeoutMillis").add("cinclus_timeoutMillis", utf8(bad));
      headers.remove("kafka_correlationId").add("kafka_correlationId", utf8("mine"));

      OpenRequest open = read(REQUEST.toByteArray());
      assertFailure(open, "cinclus_timeoutMillis");
      assertThat(open.getDeadlineMillis()).isEqualTo(NOW + 5_000);
      assertThat(open.getAddress().getCorrelation().toStringUtf8()).isEqualTo("mine");
    }
  }

  @Test
  void repliesGoOnlyToTopicsThatAreAllowed() {
    headers.add("kafka_correlationId", utf8("mine"));
    for (String topic : new String[] {"cinclus.wal", "", "replies\n", "orders"}) {
      headers.remove("kafka_replyTopic").add("kafka_replyTopic", utf8(topic));

      OpenRequest open = read(REQUEST.toByteArray());
      assertFailure(open, "may not go to topic");
      assertThat(open.getAddress().getTopic()).isEqualTo("reader.replies");
      assertThat(open.getAddress().getPartition()).isEqualTo(-1);
      assertThat(open.getAddress().getCorrelation().toStringUtf8()).isEqualTo("mine");
    }
  }

  @Test
  void aReplyPartitionMustBeFourBytesThatAreNotNegative() {
    headers.add("kafka_replyTopic", utf8("orders-replies"));
    for (byte[] bad : new byte[][] {{1}, {}, {0, 0, 0, 0, 1}, {-1, -1, -1, -1}}) {
      headers.remove("kafka_replyPartition").add("kafka_replyPartition", bad);

      OpenRequest open = read(REQUEST.toByteArray());
      assertFailure(open, "kafka_replyPartition");
      assertThat(open.getAddress().getTopic()).isEqualTo("orders-replies");
      assertThat(open.getAddress().getPartition()).isEqualTo(-1);
    }
  }

  @Test
  void aCorrelationIdThatIsTooLongIsRefused() {
    headers.add("kafka_correlationId", new byte[1024]);
    assertThat(read(REQUEST.toByteArray()).hasFailure()).isFalse();

    headers.remove("kafka_correlationId").add("kafka_correlationId", new byte[1025]);
    assertFailure(read(REQUEST.toByteArray()), "1025 bytes");
  }

  @Test
  void aValueThatIsNoRequestIsAnsweredWithWhatIsWrong() {
    assertFailure(read(null), "no value");
    assertFailure(read(new byte[0]), "no value");
    assertFailure(read(new byte[] {(byte) 0xff, 1, 2}), "content-type");
    assertFailure(
        read(Request.newBuilder().setDatabase("default").build().toByteArray()),
        "asks for nothing");
  }

  @Test
  void aJsonValueIsReadWhereTheHeaderSaysSo() {
    byte[] json =
        utf8(
            "{\"consistency\":\"session\",\"search\":"
                + "{\"collection\":\"things\",\"vector\":[0,0],\"limit\":3}}");
    assertFailure(read(json), "content-type");

    for (String type : new String[] {"application/json", "Application/JSON; charset=utf-8"}) {
      headers.remove("content-type").add("content-type", utf8(type));

      OpenRequest open = read(json);
      assertThat(open.getRequest()).isEqualTo(REQUEST);
      assertThat(open.getAddress().getJson()).isTrue();
    }
    OpenRequest broken = read(utf8("{\"search\":"));
    assertFailure(broken, "not JSON");
    assertThat(broken.getAddress().getJson()).isTrue();
  }

  @Test
  void aHeaderWithoutAValueCountsAsNone() {
    headers.add("kafka_replyTopic", null);
    headers.add("kafka_correlationId", null);
    headers.add("cinclus_timeoutMillis", null);
    headers.add("content-type", null);

    OpenRequest open = read(REQUEST.toByteArray());
    assertThat(open.hasFailure()).isFalse();
    assertThat(open.getAddress().getTopic()).isEqualTo("reader.replies");
  }

  @Test
  void aRequestWhoseDeadlinePassedBeforeTheStartIsSkippedAndAnyOtherIsRead() {
    long start = NOW + 5_000;
    List<String> skipped = new ArrayList<>();
    RequestReader restarted =
        new RequestReader(
            TestRequests.options("file:///tmp/none", "reader", Map.of()), () -> start);
    restarted.open(context(skipped));
    List<OpenRequest> read = new ArrayList<>();
    ListCollector<OpenRequest> out = new ListCollector<>(read);

    restarted.deserialize(record(REQUEST.toByteArray()), out);
    restarted.deserialize(record(null), out);
    assertThat(read).as("the default deadline passed at the start").isEmpty();
    assertThat(skipped).containsExactly("requestsSkipped", "requestsSkipped");

    headers.add("cinclus_timeoutMillis", utf8("5001"));
    restarted.deserialize(record(REQUEST.toByteArray()), out);
    assertThat(read).singleElement().returns(start + 1, OpenRequest::getDeadlineMillis);
  }

  private static DeserializationSchema.InitializationContext context(List<String> counted) {
    return new DeserializationSchema.InitializationContext() {
      @Override
      public MetricGroup getMetricGroup() {
        return new UnregisteredMetricsGroup() {
          @Override
          public Counter counter(String name) {
            return new SimpleCounter() {
              @Override
              public void inc() {
                counted.add(name);
              }
            };
          }
        };
      }

      @Override
      public UserCodeClassLoader getUserCodeClassLoader() {
        return SimpleUserCodeClassLoader.create(RequestReaderTest.class.getClassLoader());
      }
    };
  }

  private static void assertFailure(OpenRequest open, String part) {
    assertThat(open.getFailure().getCode()).isEqualTo(ErrorCode.BAD_REQUEST.number());
    assertThat(open.getFailure().getMessage()).contains(part);
    assertThat(open.hasRequest()).isFalse();
  }

  private OpenRequest read(byte @Nullable [] value) {
    return reader.read(record(value));
  }

  private ConsumerRecord<byte[], byte[]> record(byte @Nullable [] value) {
    return new ConsumerRecord<>(
        "reader.requests",
        4,
        44,
        NOW,
        TimestampType.LOG_APPEND_TIME,
        0,
        0,
        new byte[0],
        value,
        headers,
        Optional.empty());
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
