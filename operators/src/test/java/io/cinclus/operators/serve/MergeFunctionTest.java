package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.SchemaCodec;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.ChannelReply;
import io.cinclus.v1.FailedRequest;
import io.cinclus.v1.Failure;
import io.cinclus.v1.Hits;
import io.cinclus.v1.MergeEvent;
import io.cinclus.v1.MergePlan;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.ReplyRecord;
import io.cinclus.v1.Request;
import io.cinclus.v1.RequestId;
import io.cinclus.v1.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Closing a harness may be interrupted.
class MergeFunctionTest {
  private static final long DEADLINE = 1_000;

  private KeyedOneInputStreamOperatorTestHarness<Long, MergeEvent, ReplyRecord> harness;

  @BeforeEach
  void open() throws Exception {
    harness = harness(MergeFunction.MAX_OPEN);
  }

  @AfterEach
  void close() throws Exception {
    harness.close();
  }

  private static KeyedOneInputStreamOperatorTestHarness<Long, MergeEvent, ReplyRecord> harness(
      int maxOpen) throws Exception {
    return harness(maxOpen, Long.MAX_VALUE);
  }

  private static KeyedOneInputStreamOperatorTestHarness<Long, MergeEvent, ReplyRecord> harness(
      int maxOpen, long maxResultBytes) throws Exception {
    KeyedOneInputStreamOperatorTestHarness<Long, MergeEvent, ReplyRecord> opened =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(new MergeFunction(maxOpen, maxResultBytes)),
            MergeFunction::key,
            Types.LONG);
    opened.setup(
        ServeTypes.REPLY.createSerializer(opened.getExecutionConfig().getSerializerConfig()));
    opened.open();
    return opened;
  }

  @Test
  void exactlyOneReplyGoesOutWhateverTheOrderOfThePieces() throws Exception {
    List<List<MergeEvent>> orders =
        permutations(List.of(opened(1), plan(1, 0, 1), part(1, 0), part(1, 1)));
    assertThat(orders).hasSize(24);
    for (List<MergeEvent> order : orders) {
      for (MergeEvent event : order) {
        send(event);
      }
      assertThat(replies()).as("%s", order).hasSize(1);
      assertThat(replies().get(0).getAddress()).isEqualTo(TestRequests.ADDRESS);
      assertThat(replies().get(0).getReply().getSearch().getHits(0).getKeys())
          .isEqualTo(TestLog.keys(10, 11));
      assertThat(harness.numProcessingTimeTimers()).as("%s", order).isZero();
      harness.getOutput().clear();
    }
    harness.setProcessingTime(DEADLINE);
    assertThat(replies()).isEmpty();
  }

  @Test
  void exactlyOneReplyGoesOutWhateverTheOrderAndWhereverTheDeadlineFalls() throws Exception {
    List<List<MergeEvent>> orders =
        permutations(List.of(opened(1), plan(1, 0, 1), part(1, 0), part(1, 1)));
    for (List<MergeEvent> order : orders) {
      for (int before = 0; before <= order.size(); before++) {
        try (KeyedOneInputStreamOperatorTestHarness<Long, MergeEvent, ReplyRecord> one =
            harness(MergeFunction.MAX_OPEN)) {
          for (MergeEvent event : order.subList(0, before)) {
            one.processElement(event, 0);
          }
          one.setProcessingTime(DEADLINE);
          for (MergeEvent event : order.subList(before, order.size())) {
            one.processElement(event, 0);
          }
          assertThat(one.extractOutputValues()).as("%d of %s", before, order).hasSize(1);
          assertThat(one.extractOutputValues().get(0).getReply().getReason())
              .as("%d of %s", before, order)
              .isEqualTo(before == order.size() ? "OK" : "EXPIRED");
          assertThat(one.numProcessingTimeTimers()).isZero();
        }
      }
    }
  }

  @Test
  void aFailedRequestIsAnsweredWithItsFailureOnce() throws Exception {
    for (List<MergeEvent> order :
        permutations(List.of(opened(1), failed(1, ErrorCode.BAD_FILTER)))) {
      for (MergeEvent event : order) {
        send(event);
      }
      assertThat(reasons()).containsExactly("BAD_FILTER");
      assertThat(harness.numProcessingTimeTimers()).isZero();
      harness.getOutput().clear();
    }
  }

  @Test
  void oneChannelThatFailsAnswersAtOnceAndTheOthersAreDropped() throws Exception {
    send(opened(1));
    send(plan(1, 0, 1, 2));
    send(part(1, 0));
    send(failedPart(1, 2));
    assertThat(reasons()).containsExactly("OVERLOADED");

    send(part(1, 1));
    harness.setProcessingTime(DEADLINE);
    assertThat(reasons()).containsExactly("OVERLOADED");
    assertThat(harness.numProcessingTimeTimers()).isZero();
  }

  @Test
  void answersThatCannotBeMergedAreAReplyNotAFailure() throws Exception {
    MergeEvent withoutHits = part(1, 0);
    send(opened(1));
    send(plan(1, 0));
    send(withoutHits.toBuilder().setPart(withoutHits.getPart().toBuilder().clearHits()).build());
    assertThat(reasons()).containsExactly("INTERNAL");
    assertThat(harness.numProcessingTimeTimers()).isZero();
  }

  @Test
  void theDeadlineAnswersForWhoeverDidNot() throws Exception {
    send(opened(1));
    send(plan(1, 0, 1));
    send(part(1, 0));
    harness.setProcessingTime(DEADLINE - 1);
    assertThat(replies()).isEmpty();

    harness.setProcessingTime(DEADLINE);
    assertThat(reasons()).containsExactly("EXPIRED");

    send(part(1, 1));
    assertThat(replies()).hasSize(1);
    assertThat(harness.numProcessingTimeTimers()).isZero();
  }

  @Test
  void aRequestThatIsReadOnlyAfterItsDeadlineIsAnswered() throws Exception {
    harness.setProcessingTime(DEADLINE);
    send(plan(1, 0));
    send(part(1, 0));
    assertThat(replies()).isEmpty();

    send(opened(1));
    assertThat(reasons()).containsExactly("EXPIRED");
  }

  @Test
  void requestsDoNotMixAndAnsweredOnesAreForgotten() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<Long, MergeEvent, ReplyRecord> two = harness(2)) {
      for (long id = 0; id < 100; id++) {
        two.processElement(opened(id), 0);
        two.processElement(plan(id, 0), 0);
        two.processElement(part(id, 0), 0);
      }
      assertThat(two.extractOutputValues()).hasSize(100);
      assertThat(two.extractOutputValues())
          .allSatisfy(reply -> assertThat(reply.getReply().getCode()).isZero());
    }
  }

  @Test
  void requestsThatExpireAreForgotten() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<Long, MergeEvent, ReplyRecord> two = harness(2)) {
      two.processElement(opened(1), 0);
      two.processElement(plan(2, 0), 0);
      two.setProcessingTime(DEADLINE);
      two.processElement(later(opened(3)), 0);
      two.processElement(later(opened(4)), 0);
      assertThat(two.extractOutputValues())
          .extracting(reply -> reply.getReply().getReason())
          .containsExactly("EXPIRED");
    }
  }

  @Test
  void oneMoreRequestThanMayBeOpenIsRefusedAndTheOthersAreAnswered() throws Exception {
    try (KeyedOneInputStreamOperatorTestHarness<Long, MergeEvent, ReplyRecord> two = harness(2)) {
      two.processElement(opened(1), 0);
      two.processElement(opened(2), 0);
      two.processElement(opened(3), 0);
      two.processElement(plan(3, 0), 0);
      two.processElement(part(3, 0), 0);
      assertThat(two.extractOutputValues())
          .extracting(reply -> reply.getReply().getReason())
          .containsExactly("OVERLOADED");

      two.processElement(plan(1, 0), 0);
      two.processElement(part(1, 0), 0);
      two.setProcessingTime(DEADLINE);
      assertThat(two.extractOutputValues())
          .extracting(reply -> reply.getReply().getReason())
          .containsExactly("OVERLOADED", "OK", "EXPIRED");
    }
  }

  @Test
  void requestsOfDifferentPartitionsHaveDifferentKeys() {
    List<Long> keys = new ArrayList<>();
    for (int partition = 0; partition < 1024; partition++) {
      for (long offset : new long[] {0, 1, 1L << 40}) {
        keys.add(
            MergeFunction.key(
                MergeEvent.newBuilder()
                    .setOpen(
                        OpenRequest.newBuilder()
                            .setId(
                                RequestId.newBuilder().setPartition(partition).setOffset(offset)))
                    .build()));
      }
    }
    assertThat(keys).doesNotHaveDuplicates();
  }

  @Test
  void whatTheMergeIsToldAtOnceIsWithoutTheRequest() {
    OpenRequest request =
        TestRequests.open(7, DEADLINE, Request.newBuilder().setDatabase("big").build());
    OpenRequest told = MergeFunction.opened(request).getOpen();
    assertThat(told).isEqualTo(request.toBuilder().clearRequest().build());
  }

  private void send(MergeEvent event) throws Exception {
    harness.processElement(event, 0);
  }

  private List<ReplyRecord> replies() {
    return harness.extractOutputValues();
  }

  private List<String> reasons() {
    return replies().stream().map(reply -> reply.getReply().getReason()).toList();
  }

  @Test
  void resultsBeyondTheLimitAreRefusedAndMakeRoomForOthers() throws Exception {
    int partBytes = part(1, 1).getPart().getSerializedSize();
    harness.close();
    harness = harness(MergeFunction.MAX_OPEN, 2L * partBytes);
    for (int round = 0; round < 3; round++) {
      int one = 1 + 2 * round;
      send(opened(one));
      send(plan(one, 0, 1));
      send(opened(one + 1));
      send(plan(one + 1, 0, 1));
      send(part(one, 0));
      send(part(one + 1, 0));
      assertThat(replies()).isEmpty();
      send(part(one, 1));
      send(part(one + 1, 1));
      assertThat(reasons()).containsExactly("OVERLOADED", "OK");
      harness.getOutput().clear();
    }
    assertThat(harness.numProcessingTimeTimers()).isZero();
  }

  @Test
  void aRequestWhoseResultsAloneAreTooManyIsToldSoWhateverTheOrder() throws Exception {
    int partBytes = part(1, 0).getPart().getSerializedSize();
    harness.close();
    harness = harness(MergeFunction.MAX_OPEN, partBytes);
    for (List<MergeEvent> order :
        permutations(List.of(opened(1), plan(1, 0, 1), part(1, 0), part(1, 1)))) {
      for (MergeEvent event : order) {
        send(event);
      }
      assertThat(reasons()).as("%s", order).containsExactly("LIMIT_EXCEEDED");
      assertThat(harness.numProcessingTimeTimers()).isZero();
      harness.getOutput().clear();
    }
  }

  @Test
  void whatExpiresMakesRoom() throws Exception {
    MergeEvent late = part(2, 0);
    int partBytes = late.getPart().getSerializedSize() + 1;
    harness.close();
    harness = harness(MergeFunction.MAX_OPEN, partBytes);
    send(opened(1));
    send(plan(1, 0, 1));
    send(part(1, 0));
    harness.setProcessingTime(DEADLINE);
    harness.getOutput().clear();
    MergeEvent plan = plan(2, 0);
    send(later(opened(2)));
    send(
        plan.toBuilder()
            .setPlan(plan.getPlan().toBuilder().setDeadlineMillis(2 * DEADLINE))
            .build());
    send(
        late.toBuilder()
            .setPart(late.getPart().toBuilder().setDeadlineMillis(2 * DEADLINE))
            .build());
    assertThat(reasons()).containsExactly("OK");
  }

  private static MergeEvent opened(long id) {
    return MergeFunction.opened(TestRequests.open(id, DEADLINE, Request.getDefaultInstance()));
  }

  private static MergeEvent later(MergeEvent opened) {
    return opened.toBuilder()
        .setOpen(opened.getOpen().toBuilder().setDeadlineMillis(2 * DEADLINE))
        .build();
  }

  private static MergeEvent plan(long id, Integer... channels) {
    return MergeEvent.newBuilder()
        .setPlan(
            MergePlan.newBuilder()
                .setId(TestRequests.id(id))
                .setAddress(TestRequests.ADDRESS)
                .setDeadlineMillis(DEADLINE)
                .addAllChannels(List.of(channels))
                .setQueryCount(1)
                .setSchema(SchemaCodec.encode(TestCatalog.SCHEMA))
                .setRequest(
                    Request.newBuilder().setSearch(SearchRequest.newBuilder().setLimit(10))))
        .build();
  }

  /** Channel c has the key 10 + c. */
  private static MergeEvent part(long id, int channel) {
    return MergeEvent.newBuilder()
        .setPart(
            ChannelReply.newBuilder()
                .setId(TestRequests.id(id))
                .setChannel(channel)
                .setDeadlineMillis(DEADLINE)
                .addHits(
                    Hits.newBuilder().setKeys(TestLog.keys(10 + channel)).addDistances(channel)))
        .build();
  }

  private static MergeEvent failedPart(long id, int channel) {
    return MergeEvent.newBuilder()
        .setPart(
            ChannelReply.newBuilder()
                .setId(TestRequests.id(id))
                .setChannel(channel)
                .setDeadlineMillis(DEADLINE)
                .setFailure(Failure.newBuilder().setCode(ErrorCode.OVERLOADED.number())))
        .build();
  }

  private static MergeEvent failed(long id, ErrorCode code) {
    return MergeEvent.newBuilder()
        .setFailed(
            FailedRequest.newBuilder()
                .setId(TestRequests.id(id))
                .setAddress(TestRequests.ADDRESS)
                .setDeadlineMillis(DEADLINE)
                .setFailure(Failure.newBuilder().setCode(code.number())))
        .build();
  }

  private static <T> List<List<T>> permutations(List<T> items) {
    if (items.isEmpty()) {
      return List.of(List.of());
    }
    List<List<T>> all = new ArrayList<>();
    for (int first = 0; first < items.size(); first++) {
      List<T> rest = new ArrayList<>(items);
      T head = rest.remove(first);
      for (List<T> tail : permutations(rest)) {
        List<T> one = new ArrayList<>();
        one.add(head);
        one.addAll(tail);
        all.add(one);
      }
    }
    return all;
  }
}
