package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.ReplyAddress;
import io.cinclus.v1.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class LocalRequestsTest {
  private final LocalRequests requests = new LocalRequests();
  private final List<Reply> replies = new ArrayList<>();

  private boolean ask(String correlation) {
    return requests.ask(OpenRequest.newBuilder().setAddress(address(correlation)), replies::add);
  }

  private static ReplyAddress.Builder address(String correlation) {
    return ReplyAddress.newBuilder().setCorrelation(id(correlation));
  }

  private static ByteString id(String correlation) {
    return ByteString.copyFromUtf8(correlation);
  }

  private static String correlation(OpenRequest request) {
    return request.getAddress().getCorrelation().toStringUtf8();
  }

  private static Reply reply(String message) {
    return Reply.newBuilder().setMessage(message).build();
  }

  private static List<OpenRequest> all(LocalRequests.Reader reader) {
    List<OpenRequest> all = new ArrayList<>();
    for (OpenRequest next = reader.poll(); next != null; next = reader.poll()) {
      all.add(next);
    }
    return all;
  }

  @Test
  void aReplyFindsItsRequestOnce() {
    LocalRequests.Reader reader = requests.read();
    assertThat(ask("a")).isTrue();
    assertThat(ask("b")).isTrue();
    assertThat(all(reader)).extracting(LocalRequestsTest::correlation).containsExactly("a", "b");
    assertThat(requests.reply(id("b"), reply("of b"))).isTrue();
    assertThat(requests.reply(id("a"), reply("of a"))).isTrue();
    assertThat(requests.reply(id("a"), reply("again"))).isFalse();
    assertThat(requests.reply(ByteString.EMPTY, reply("of somebody elsewhere"))).isFalse();
    assertThat(replies).containsExactly(reply("of b"), reply("of a"));
  }

  @Test
  void whereNothingReadsTheRequestMustGoAnotherWay() {
    assertThat(ask("a")).isFalse();
    LocalRequests.Reader reader = requests.read();
    assertThat(ask("b")).isTrue();
    reader.close();
    assertThat(ask("c")).isFalse();
  }

  @Test
  void whatAReaderLeftUnansweredGoesToTheNextOneAsAnotherRequest() {
    LocalRequests.Reader first = requests.read();
    ask("taken");
    ask("answered");
    ask("forgotten");
    ask("waiting");
    OpenRequest taken = Objects.requireNonNull(first.poll());
    requests.reply(id("answered"), reply("done"));
    requests.forget(id("forgotten"));
    first.close();
    List<OpenRequest> again = all(requests.read());
    assertThat(again)
        .extracting(LocalRequestsTest::correlation)
        .containsExactlyInAnyOrder("taken", "waiting");
    assertThat(again).extracting(OpenRequest::getId).doesNotContain(taken.getId());
    assertThat(all(requests.read())).as("it has a reader").isEmpty();
  }

  @Test
  void whatIsForgottenIsNotRead() {
    LocalRequests.Reader reader = requests.read();
    ask("a");
    ask("b");
    requests.forget(id("a"));
    assertThat(all(reader)).extracting(LocalRequestsTest::correlation).containsExactly("b");
  }

  @Test
  void onlySoManyBytesAreOpen() {
    requests.read();
    ByteString large = ByteString.copyFrom(new byte[16 << 20]);
    OpenRequest.Builder request =
        OpenRequest.newBuilder()
            .setRequest(
                Request.newBuilder().setQuery(QueryRequest.newBuilder().setFilterBytes(large)));
    int asked = 0;
    while (requests.ask(request.setAddress(address("number " + asked)).clone(), replies::add)) {
      asked++;
    }
    assertThat(asked).isEqualTo((int) (LocalRequests.MAX_OPEN_BYTES / (16 << 20)) - 1);
    requests.forget(id("number 3"));
    assertThat(requests.ask(request, replies::add)).isTrue();
  }

  @Test
  void readersShareTheRequestsAndNoTwoOfThoseHaveOneKey() {
    LocalRequests.Reader first = requests.read();
    LocalRequests.Reader second = requests.read();
    for (int i = 0; i < 10; i++) {
      ask("number " + i);
    }
    List<OpenRequest> all = all(first);
    assertThat(all).hasSize(5);
    all.addAll(all(second));
    assertThat(all)
        .extracting(request -> MergeFunction.key(MergeFunction.opened(request)))
        .doesNotHaveDuplicates()
        .hasSize(10);
  }

  @Test
  void onlySoManyAreOpen() {
    requests.read();
    for (int i = 0; i < LocalRequests.MAX_OPEN; i++) {
      assertThat(ask("number " + i)).isTrue();
    }
    assertThat(ask("one more")).isFalse();
    requests.reply(id("number 7"), reply("done"));
    assertThat(ask("one more")).isTrue();
  }

  @Test
  void aReaderIsAvailableWhileARequestWaitsAndWhenItIsWoken() {
    LocalRequests.Reader reader = requests.read();
    CompletableFuture<Void> before = reader.available();
    assertThat(before).isNotDone();
    ask("a");
    assertThat(before).isDone();
    assertThat(reader.available()).isDone();
    reader.poll();
    CompletableFuture<Void> after = reader.available();
    assertThat(after).isNotDone();
    reader.wake();
    assertThat(after).isDone();
  }
}
