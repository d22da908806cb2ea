package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cinclus.operators.fakes.ListOutput;
import io.cinclus.operators.fakes.QueueReader;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.ReplyAddress;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.core.io.InputStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RequestSourceTest {
  private static final long NOW_MILLIS = 5_000;
  private static final long MAX_TIMEOUT_MILLIS = 100;

  private final LogConfig log = LogConfig.of("request-source-test:1");
  private final Lease<LocalRequests> client = LocalRequests.SHARED.acquire(log);
  private final QueueReader<OpenRequest> kafka = new QueueReader<>();
  private final ListOutput<OpenRequest> output = new ListOutput<>();
  private final RequestSource.Reader reader =
      new RequestSource.Reader(
          kafka, LocalRequests.SHARED.acquire(log), MAX_TIMEOUT_MILLIS, () -> NOW_MILLIS);

  @AfterEach
  void close() throws Exception {
    reader.close();
    client.close();
  }

  private static OpenRequest.Builder request(String correlation, long deadlineMillis) {
    return OpenRequest.newBuilder()
        .setAddress(ReplyAddress.newBuilder().setCorrelation(ByteString.copyFromUtf8(correlation)))
        .setDeadlineMillis(deadlineMillis);
  }

  private void ask(String correlation, long deadlineMillis) {
    assertThat(client.value().ask(request(correlation, deadlineMillis), reply -> {})).isTrue();
  }

  private void readAll() throws Exception {
    while (reader.isAvailable().isDone()) {
      reader.pollNext(output);
    }
  }

  @Test
  void requestsOfBothKindsAreReadByTurns() throws Exception {
    for (int i = 0; i < 3; i++) {
      ask("local " + i, NOW_MILLIS);
      kafka.add(request("kafka " + i, NOW_MILLIS).build());
    }
    readAll();
    assertThat(output.values)
        .extracting(request -> request.getAddress().getCorrelation().toStringUtf8())
        .containsExactly("local 0", "kafka 0", "local 1", "kafka 1", "local 2", "kafka 2");
  }

  @Test
  void eitherKindMakesTheReaderAvailable() throws Exception {
    readAll();
    CompletableFuture<Void> first = reader.isAvailable();
    assertThat(first).isNotDone();
    ask("local", NOW_MILLIS);
    assertThat(first).isDone();
    readAll();
    CompletableFuture<Void> second = reader.isAvailable();
    assertThat(second).isNotDone();
    kafka.add(request("kafka", NOW_MILLIS).build());
    assertThat(second).isDone();
    readAll();
    assertThat(output.values).hasSize(2);
    assertThat(reader.isAvailable()).isNotDone();
  }

  @Test
  void whatKafkaGetsWhileTheReaderLooksWakesIt() throws Exception {
    readAll();
    assertThat(reader.isAvailable()).isNotDone();
    kafka.afterLooking(() -> kafka.add(request("kafka", NOW_MILLIS).build()));
    assertThat(reader.isAvailable()).isDone();
    readAll();
    assertThat(output.values).hasSize(1);
  }

  @Test
  void whereALocalRequestWaitsBehindKafkaMoreIsAvailable() throws Exception {
    ask("a", NOW_MILLIS);
    ask("b", NOW_MILLIS);
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
    assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
    assertThat(output.values).hasSize(1);
  }

  @Test
  void theDeadlineOfALocalRequestIsNoLaterThanTheJobAllows() throws Exception {
    ask("soon", NOW_MILLIS + MAX_TIMEOUT_MILLIS);
    ask("late", NOW_MILLIS + 50 * MAX_TIMEOUT_MILLIS);
    readAll();
    assertThat(output.values)
        .extracting(OpenRequest::getDeadlineMillis)
        .containsExactly(NOW_MILLIS + MAX_TIMEOUT_MILLIS, NOW_MILLIS + MAX_TIMEOUT_MILLIS);
  }

  @Test
  void afterTheReaderIsClosedRequestsGoAnotherWay() throws Exception {
    reader.close();
    assertThat(client.value().ask(request("a", NOW_MILLIS), reply -> {})).isFalse();
  }
}
