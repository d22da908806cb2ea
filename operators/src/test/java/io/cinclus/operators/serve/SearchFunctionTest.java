package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.Position;
import io.cinclus.search.ShardView;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.MergeEvent;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.operators.async.AsyncWaitOperatorFactory;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("try") // Closing a harness may be interrupted.
class SearchFunctionTest {
  private static final long TIMEOUT_MILLIS = 5_000;

  @TempDir private Path folder;

  private final CollectionInfo things = new TestCatalog().createLoaded("things", 3);
  private final Semaphore permits = new Semaphore(0);

  private SearchWork work() {
    return new SearchWork(
        ChannelRequest.newBuilder()
            .setId(TestRequests.id(1))
            .setChannel(3)
            .setDeadlineMillis(Long.MAX_VALUE)
            .setVectorFieldId(things.field("vector").id())
            .setMetricType("L2")
            .setRequest(TestRequests.request(ConsistencyLevel.STRONG, TestRequests.search()))
            .build(),
        things,
        List.of(),
        17,
        List.of(),
        new SearchWork.Permit(permits));
  }

  private OneInputStreamOperatorTestHarness<SearchWork, SearchWork.Answer> harness(
      SearchFunction function) throws Exception {
    return harness(function, 2);
  }

  private OneInputStreamOperatorTestHarness<SearchWork, SearchWork.Answer> harness(
      SearchFunction function, int capacity) throws Exception {
    OneInputStreamOperatorTestHarness<SearchWork, SearchWork.Answer> harness =
        new OneInputStreamOperatorTestHarness<>(
            new AsyncWaitOperatorFactory<>(
                function, TIMEOUT_MILLIS, capacity, AsyncDataStream.OutputMode.UNORDERED),
            ServeTypes.SEARCH_WORK.createSerializer(new ExecutionConfig().getSerializerConfig()));
    harness.setup(
        ServeTypes.ANSWER.createSerializer(harness.getExecutionConfig().getSerializerConfig()));
    harness.open();
    return harness;
  }

  private ServeOptions options() {
    return TestRequests.options(folder.toUri().toString(), "search", Map.of());
  }

  @Test
  void thePermitOfASearchIsReturnedBehindItAndNotInIt() throws Exception {
    try (OneInputStreamOperatorTestHarness<SearchWork, SearchWork.Answer> harness =
        harness(new SearchFunction(options()))) {
      harness.processElement(work(), 0);
      while (harness.extractOutputValues().isEmpty()) {
        harness.getTaskMailbox().take(0).run();
      }
      SearchWork.Answer answer = harness.extractOutputValues().get(0);
      assertThat(answer.reply().hasFailure()).isFalse();
      assertThat(answer.reply().getPosition()).isEqualTo(17);
      assertThat(permits.availablePermits()).isZero();

      MergeEvent event = new ReleaseFunction().map(answer);
      assertThat(event.getPart()).isEqualTo(answer.reply());
      assertThat(permits.availablePermits()).isEqualTo(1);
    }
  }

  @Test
  void anAnswerThatThereIsNoRoomForIsRefused() throws Exception {
    ServeOptions small =
        TestRequests.options(
            folder.toUri().toString(),
            "search",
            Map.of("cinclus.serve.max-reply", "8b", "cinclus.serve.max-results", "8b"));
    try (OneInputStreamOperatorTestHarness<SearchWork, SearchWork.Answer> harness =
        harness(new SearchFunction(small))) {
      harness.processElement(work(), 0);
      while (harness.extractOutputValues().isEmpty()) {
        harness.getTaskMailbox().take(0).run();
      }
      assertThat(harness.extractOutputValues().get(0).reply().getFailure().getCode())
          .isEqualTo(ErrorCode.OVERLOADED.number());
    }
  }

  @Test
  void aPermitHoldsItsAnswerUntilItIsReturned() {
    ResultBytes results = new ResultBytes(10);
    SearchWork.Permit first = new SearchWork.Permit(permits);
    SearchWork.Permit second = new SearchWork.Permit(permits);
    assertThat(first.hold(results, 8)).isTrue();
    assertThat(second.hold(results, 3)).isFalse();
    first.giveBack();
    first.giveBack();
    assertThat(permits.availablePermits()).isEqualTo(1);
    assertThat(first.hold(results, 1)).as("returned already").isFalse();
    assertThat(second.hold(results, 10)).isTrue();
    assertThat(results.take(1)).isFalse();
    second.giveBack();
    assertThat(results.take(10)).isTrue();
  }

  @Test
  void aSearchThatTakesLongerThanAnyDeadlineIsAnsweredAndDoesNotFailTheJob() throws Exception {
    SegmentServices.Key key = SegmentServices.Key.of(options());
    try (var busy = SegmentServices.SHARED.acquire(key);
        OneInputStreamOperatorTestHarness<SearchWork, SearchWork.Answer> harness =
            harness(new SearchFunction(options()))) {
      Semaphore block = new Semaphore(0);
      for (int thread = 0; thread < key.searchThreads(); thread++) {
        busy.value().searches().execute(block::acquireUninterruptibly);
      }
      harness.processElement(work(), 0);
      harness.setProcessingTime(TIMEOUT_MILLIS);
      while (harness.extractOutputValues().isEmpty()) {
        harness.getTaskMailbox().take(0).run();
      }
      assertThat(harness.extractOutputValues())
          .singleElement()
          .satisfies(
              answer ->
                  assertThat(answer.reply().getFailure().getCode())
                      .isEqualTo(ErrorCode.EXPIRED.number()));
      block.release(key.searchThreads());
    }
  }

  @Test
  void searchesThatWaitForAThreadAreEachAnswered() throws Exception {
    ShardView view = new ShardView("things", things.schema());
    view.insert(
        TestLog.rows(things.schema(), LongStream.range(0, 2_000).toArray()),
        things.id(),
        Position.of(1, 0));
    SegmentServices.Key key = SegmentServices.Key.of(options());
    int count = 9;
    try (var busy = SegmentServices.SHARED.acquire(key);
        OneInputStreamOperatorTestHarness<SearchWork, SearchWork.Answer> harness =
            harness(new SearchFunction(options()), count)) {
      Semaphore block = new Semaphore(0);
      for (int thread = 0; thread < key.searchThreads(); thread++) {
        busy.value().searches().execute(block::acquireUninterruptibly);
      }
      for (int i = 0; i < count; i++) {
        SearchWork work = work();
        ChannelRequest.Builder request = work.request().toBuilder().setId(TestRequests.id(i));
        request
            .addPartitionIds(things.id())
            .getRequestBuilder()
            .getSearchBuilder()
            .setVectors(0, TestRequests.vector(100 * i, 0));
        harness.processElement(
            new SearchWork(
                request.build(),
                things,
                List.of(view.snapshot(Position.of(2, 0))),
                17,
                List.of(),
                work.permit()),
            0);
      }
      block.release(key.searchThreads());
      while (harness.extractOutputValues().size() < count) {
        harness.getTaskMailbox().take(0).run();
      }
      assertThat(harness.extractOutputValues())
          .allSatisfy(
              answer ->
                  assertThat(answer.reply().getHits(0).getKeys().getLongs().getValues(0))
                      .isEqualTo(100 * answer.reply().getId().getOffset()))
          .extracting(answer -> answer.reply().getId().getOffset())
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, count).boxed().toList());
    }
  }

  @Test
  void aSearchInATaskManagerThatStopsIsAnswered() throws Exception {
    SegmentServices.Key key = SegmentServices.Key.of(options());
    try (var stopping = SegmentServices.SHARED.acquire(key);
        OneInputStreamOperatorTestHarness<SearchWork, SearchWork.Answer> harness =
            harness(new SearchFunction(options()))) {
      stopping.value().searches().shutdown();
      harness.processElement(work(), 0);
      while (harness.extractOutputValues().isEmpty()) {
        harness.getTaskMailbox().take(0).run();
      }
      assertThat(harness.extractOutputValues().get(0).reply().getFailure().getCode())
          .isEqualTo(ErrorCode.NOT_READY.number());
    }
  }
}
