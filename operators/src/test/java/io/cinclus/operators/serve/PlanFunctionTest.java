package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.ErrorCode;
import io.cinclus.model.Position;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.FailedRequest;
import io.cinclus.v1.Failure;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.PlanOutput;
import io.cinclus.v1.Request;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.functions.DefaultOpenContext;
import org.apache.flink.streaming.api.functions.async.CollectionSupplier;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PlanFunctionTest {
  private final TestCatalog catalog = new TestCatalog();
  private final TestEnds ends = new TestEnds();
  private final Outcome outcome = new Outcome();
  private Lease<LogServices> services;
  private PlanFunction function;
  private volatile long now = 1;

  /** What a function said, which it may do once. */
  private static final class Outcome implements ResultFuture<PlanOutput> {
    private final CompletableFuture<Collection<PlanOutput>> said = new CompletableFuture<>();
    private volatile String thread = "";

    @Override
    public void complete(Collection<PlanOutput> result) {
      thread = Thread.currentThread().getName();
      assertThat(said.complete(result)).as("it was said before").isTrue();
    }

    @Override
    public void completeExceptionally(Throwable error) {
      throw new AssertionError("it would fail the job", error);
    }

    @Override
    public void complete(CollectionSupplier<PlanOutput> supplier) {
      throw new AssertionError("not used");
    }

    /** What was said, as soon as it is. */
    List<PlanOutput> outputs() {
      return List.copyOf(said.join());
    }

    boolean isOpen() {
      return !said.isDone();
    }

    FailedRequest failed() {
      assertThat(outputs()).hasSize(1);
      return outputs().get(0).getMerge().getFailed();
    }
  }

  @BeforeEach
  void open() throws Exception {
    ServeOptions options = TestRequests.options("file:///tmp/none", "plan", Map.of());
    services = LogServices.SHARED.provide(options.log(), new LogServices(catalog, ends));
    function = new PlanFunction(options, () -> now);
    catalog.createLoaded("things", 3);
    function.open(DefaultOpenContext.INSTANCE);
    assertThat(ends.calls()).isEqualTo(1);
    ends.answer(catalog.end(), Map.of(), Map.of());
  }

  @AfterEach
  void close() throws Exception {
    function.close();
    services.close();
  }

  @Test
  void everyStrongRequestAsksForTheLogsEndsAfterItHasArrived() {
    function.asyncInvoke(strong(), outcome);
    assertThat(ends.calls()).isEqualTo(2);
    assertThat(outcome.isOpen()).isTrue();
    ends.answer(catalog.end(), Map.of(3, 7L), Map.of());
    assertThat(guarantee(outcome)).isEqualTo(Position.before(7));

    Outcome next = new Outcome();
    function.asyncInvoke(strong(), next);
    assertThat(ends.calls()).as("what was known before is too old").isEqualTo(3);
    assertThat(next.isOpen()).isTrue();
    ends.answer(catalog.end(), Map.of(3, 9L), Map.of());
    assertThat(guarantee(next)).isEqualTo(Position.before(9));
  }

  @Test
  void aStrongRequestWaitsForTheCatalogToReachItsEnd() {
    catalog.hold();
    catalog.partition("things", "new");
    function.asyncInvoke(
        TestRequests.open(
            1,
            99,
            TestRequests.request(
                ConsistencyLevel.STRONG, TestRequests.search().addPartitions("new"))),
        outcome);
    ends.answer(catalog.end(), Map.of(3, 0L), Map.of());
    assertThat(outcome.isOpen()).isTrue();
    catalog.show();
    assertThat(outcome.outputs()).hasSize(2);
  }

  @Test
  void asOfATimeIsPlannedAtThePositionsOfThen() {
    now = 10_000;
    ends.setBefore(Map.of(3, 7L));
    for (ConsistencyLevel level : List.of(ConsistencyLevel.STRONG, ConsistencyLevel.EVENTUALLY)) {
      Outcome past = new Outcome();
      Request.Builder request = TestRequests.request(level, TestRequests.search()).toBuilder();
      request.getAsOfBuilder().setTimeMillis(5_000);
      function.asyncInvoke(TestRequests.open(1, 20_000, request.build()), past);
      if (level == ConsistencyLevel.STRONG) {
        assertThat(past.isOpen()).as("the catalog's end is not known").isTrue();
        ends.answer(catalog.end(), Map.of(3, 9L), Map.of());
      }
      assertThat(guarantee(past)).isEqualTo(Position.before(7));
    }
    Request.Builder future =
        TestRequests.request(ConsistencyLevel.EVENTUALLY, TestRequests.search()).toBuilder();
    future.getAsOfBuilder().setTimeMillis(20_000);
    function.asyncInvoke(TestRequests.open(1, 20_000, future.build()), outcome);
    assertThat(outcome.failed().getFailure().getCode()).isEqualTo(ErrorCode.BAD_REQUEST.number());
  }

  @Test
  void aWeakerRequestAsksForNothing() {
    for (ConsistencyLevel level :
        List.of(ConsistencyLevel.SESSION, ConsistencyLevel.BOUNDED, ConsistencyLevel.EVENTUALLY)) {
      Outcome weak = new Outcome();
      function.asyncInvoke(
          TestRequests.open(1, 99, TestRequests.request(level, TestRequests.search())), weak);
      assertThat(weak.outputs()).hasSize(2);
    }
    assertThat(ends.calls()).as("the one at the start").isEqualTo(1);
  }

  @Test
  void aWeakerRequestAfterARestartFindsWhatTheCatalogHeldBefore() throws Exception {
    catalog.hold();
    catalog.createLoaded("others", 4);
    restart();
    List<Outcome> asked = new ArrayList<>();
    for (ConsistencyLevel level :
        List.of(ConsistencyLevel.SESSION, ConsistencyLevel.BOUNDED, ConsistencyLevel.EVENTUALLY)) {
      asked.add(weak(level, "others"));
    }
    ends.answer(catalog.end(), Map.of(), Map.of());
    asked.add(weak(ConsistencyLevel.BOUNDED, "others"));
    assertThat(asked).allMatch(Outcome::isOpen);
    catalog.show();
    assertThat(asked).allSatisfy(outcome -> assertThat(outcome.outputs()).hasSize(2));
  }

  @Test
  void theCatalogsEndIsAskedForAgainWhereItDidNotAnswerAtTheStart() throws Exception {
    restart();
    ends.fail(new IllegalStateException("no broker answers"));
    int calls = ends.calls();
    Outcome first = weak(ConsistencyLevel.BOUNDED, "things");
    Outcome second = weak(ConsistencyLevel.BOUNDED, "things");
    assertThat(ends.calls()).as("once for all who wait").isEqualTo(calls + 1);
    ends.fail(new IllegalStateException("still no broker answers"));
    assertThat(first.failed().getFailure().getCode()).isEqualTo(ErrorCode.NOT_READY.number());
    assertThat(second.failed().getFailure().getMessage()).contains("still no broker");

    Outcome third = weak(ConsistencyLevel.BOUNDED, "things");
    ends.answer(catalog.end(), Map.of(), Map.of());
    assertThat(third.outputs()).hasSize(2);
  }

  @Test
  void aRequestIsNotPlannedOnTheThreadThatTellsWhereTheLogsEnd() {
    function.asyncInvoke(strong(), outcome);
    ends.answer(catalog.end(), Map.of(3, 7L), Map.of());
    assertThat(outcome.outputs()).hasSize(2);
    assertThat(outcome.thread).isNotEqualTo(Thread.currentThread().getName());
  }

  @Test
  void aRequestThatHasExpiredIsNotPlanned() {
    function.asyncInvoke(strong(), outcome);
    now = 99;
    ends.answer(catalog.end(), Map.of(3, 7L), Map.of());
    assertThat(outcome.failed().getFailure().getCode()).isEqualTo(ErrorCode.EXPIRED.number());

    int calls = ends.calls();
    Outcome late = new Outcome();
    function.asyncInvoke(strong(), late);
    assertThat(late.failed().getFailure().getCode()).isEqualTo(ErrorCode.EXPIRED.number());
    assertThat(ends.calls()).isEqualTo(calls);
  }

  @Test
  void aRequestThatCouldNotBeReadGetsItsFailure() {
    Failure failure = Failure.newBuilder().setCode(100).setMessage("unreadable").build();
    OpenRequest unreadable =
        TestRequests.open(5, 99, Request.getDefaultInstance()).toBuilder()
            .clearRequest()
            .setFailure(failure)
            .build();
    function.asyncInvoke(unreadable, outcome);
    assertThat(outcome.failed())
        .isEqualTo(
            FailedRequest.newBuilder()
                .setId(TestRequests.id(5))
                .setAddress(TestRequests.ADDRESS)
                .setDeadlineMillis(99)
                .setFailure(failure)
                .build());
  }

  @Test
  void aRequestThatIsRefusedGetsTheCodeAndTheReason() {
    function.asyncInvoke(
        TestRequests.open(
            1,
            99,
            TestRequests.request(
                ConsistencyLevel.STRONG, TestRequests.search().setCollection("nobody"))),
        outcome);
    ends.answer(catalog.end(), Map.of(), Map.of());
    assertThat(outcome.failed().getFailure().getCode())
        .isEqualTo(ErrorCode.COLLECTION_NOT_FOUND.number());
    assertThat(outcome.failed().getFailure().getMessage()).contains("nobody");
  }

  @Test
  void aLogThatDoesNotAnswerGivesAReplyNotAFailure() {
    function.asyncInvoke(strong(), outcome);
    ends.fail(new IllegalStateException("no broker answers"));
    assertThat(outcome.failed().getFailure().getCode()).isEqualTo(ErrorCode.NOT_READY.number());
    assertThat(outcome.failed().getFailure().getMessage()).contains("no broker answers");
  }

  @Test
  void aCatalogThatCannotBeFoldedGivesAReplyNotAFailure() {
    catalog.fail(new IllegalStateException("unknown fold version"));
    for (ConsistencyLevel level : List.of(ConsistencyLevel.STRONG, ConsistencyLevel.BOUNDED)) {
      Outcome failed = new Outcome();
      function.asyncInvoke(
          TestRequests.open(1, 99, TestRequests.request(level, TestRequests.search())), failed);
      ends.answer(catalog.end(), Map.of(3, 0L), Map.of());
      assertThat(failed.failed().getFailure().getCode()).isEqualTo(ErrorCode.NOT_READY.number());
      assertThat(failed.failed().getFailure().getMessage()).contains("unknown fold version");
    }
  }

  @Test
  void aPlanThatTakesTooLongIsAnsweredAsExpired() {
    function.timeout(strong(), outcome);
    assertThat(outcome.failed().getFailure().getCode()).isEqualTo(ErrorCode.EXPIRED.number());
  }

  private void restart() throws Exception {
    function.close();
    function.open(DefaultOpenContext.INSTANCE);
  }

  private Outcome weak(ConsistencyLevel level, String collection) {
    Outcome weak = new Outcome();
    function.asyncInvoke(
        TestRequests.open(
            1, 99, TestRequests.request(level, TestRequests.search().setCollection(collection))),
        weak);
    return weak;
  }

  private static OpenRequest strong() {
    return TestRequests.open(
        1, 99, TestRequests.request(ConsistencyLevel.STRONG, TestRequests.search()));
  }

  private static long guarantee(Outcome outcome) {
    return outcome.outputs().get(1).getChannel().getGuarantee();
  }
}
