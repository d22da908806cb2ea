package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.Position;
import io.cinclus.model.RowsCodec;
import io.cinclus.search.ShardView;
import io.cinclus.v1.ChannelReply;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ChannelSearchTest {
  private static final long DEADLINE = 1_000;

  private final CollectionInfo things = new TestCatalog().createLoaded("things", 3);
  private final ShardView view = new ShardView("things", things.schema());
  private final ChannelSearch search = new ChannelSearch(1 << 20, () -> DEADLINE - 1);

  private SearchWork work(Request request) {
    ChannelRequest asked =
        ChannelRequest.newBuilder()
            .setId(TestRequests.id(1))
            .setChannel(3)
            .setDeadlineMillis(DEADLINE)
            .setCollectionId(things.id())
            .addPartitionIds(things.id())
            .setVectorFieldId(things.field("vector").id())
            .setMetricType("L2")
            .setRequest(request)
            .build();
    long position = Position.before(1_000);
    return new SearchWork(
        asked,
        things,
        List.of(view.snapshot(position)),
        position,
        List.of("look here"),
        new SearchWork.Permit(new Semaphore(0)));
  }

  private void insert(long offset, long... keys) {
    view.insert(TestLog.rows(things.schema(), keys), things.id(), Position.of(offset, 0));
  }

  @Test
  void aSearchHasTheNearestRowsWithTheirFieldsAndThePosition() {
    insert(1, 4, 2, 3, 1);
    ChannelReply reply =
        search.answer(
            work(
                TestRequests.request(
                    ConsistencyLevel.STRONG,
                    TestRequests.search()
                        .setLimit(2)
                        .setOffset(1)
                        .setFilter("id != 2")
                        .addVectors(TestRequests.vector(9, 0))
                        .addOutputFields("text"))));

    assertThat(reply.hasFailure()).isFalse();
    assertThat(reply.getId()).isEqualTo(TestRequests.id(1));
    assertThat(reply.getChannel()).isEqualTo(3);
    assertThat(reply.getDeadlineMillis()).isEqualTo(DEADLINE);
    assertThat(reply.getPosition()).isEqualTo(Position.before(1_000));
    assertThat(reply.getWarningsList()).containsExactly("look here");
    assertThat(reply.getHitsCount()).isEqualTo(2);
    assertThat(reply.getHits(0).getKeys()).isEqualTo(TestLog.keys(1, 3, 4));
    assertThat(reply.getHits(0).getDistancesList()).containsExactly(1f, 9f, 16f);
    assertThat(reply.getHits(1).getKeys()).isEqualTo(TestLog.keys(4, 3, 1));
    Column texts =
        RowsCodec.decode(reply.getHits(0).getFields(), things.schema())
            .column(things.field("text").id());
    assertThat(((Column.Texts) texts).values()).containsExactly("text 1", "text 3", "text 4");
  }

  @Test
  void aSearchOfNothingHasAnEmptyListForEachVector() {
    ChannelReply reply =
        search.answer(work(TestRequests.request(ConsistencyLevel.STRONG, TestRequests.search())));
    assertThat(reply.getHitsCount()).isEqualTo(1);
    assertThat(reply.getHits(0).getKeys()).isEqualTo(TestLog.keys());
  }

  @Test
  void aQueryHasTheRowsOfItsKeysUpToOffsetAndLimit() {
    insert(1, 4, 2, 3, 1);
    ChannelReply reply =
        search.answer(
            work(
                TestRequests.request(
                    TestRequests.query()
                        .setKeys(TestLog.keys(9, 4, 3, 1))
                        .setLimit(1)
                        .setOffset(1))));
    assertThat(reply.getHits(0).getKeys()).isEqualTo(TestLog.keys(1, 3));
    assertThat(reply.getHits(0).hasFields()).isFalse();

    ChannelReply count =
        search.answer(
            work(TestRequests.request(TestRequests.query().setCount(true).setFilter("id > 1"))));
    assertThat(count.getCount()).isEqualTo(3);
    assertThat(count.getHitsCount()).isZero();
  }

  @Test
  void aQueryWithoutALimitShowsThatThereAreMoreRowsThanItMayHave() {
    insert(1, LongStream.range(0, RequestPlanner.MAX_LIMIT + 10).toArray());
    ChannelReply reply =
        search.answer(work(TestRequests.request(TestRequests.query().setFilter("id >= 0"))));
    assertThat(reply.getHits(0).getKeys().getLongs().getValuesCount())
        .isEqualTo(RequestPlanner.MAX_LIMIT + 1);
  }

  private SearchWork search(int number, SearchRequest.Builder asked) {
    SearchWork work = work(TestRequests.request(ConsistencyLevel.STRONG, asked));
    return new SearchWork(
        work.request().toBuilder().setId(TestRequests.id(number)).build(),
        work.collection(),
        work.shards(),
        work.position(),
        work.warnings(),
        work.permit());
  }

  @Test
  void repliesTogetherAreThoseThatEachHasAlone() {
    insert(1, LongStream.range(0, 2_000).toArray());
    List<SearchWork> works = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      SearchRequest.Builder asked = TestRequests.search().addOutputFields("text");
      asked.setFilter("id > 40").setVectors(0, TestRequests.vector(97.3f * i, i));
      for (int more = 0; more < i % 3; more++) {
        asked.addVectors(TestRequests.vector(3 * i, 0.1f * more));
      }
      works.add(search(i, asked));
    }
    List<ChannelReply> replies = search.answer(works);
    assertThat(replies).isEqualTo(works.stream().map(search::answer).toList());
    assertThat(replies).noneMatch(ChannelReply::hasFailure);
  }

  @Test
  void allAreAnsweredAtTheNewestPositionAmongThem() {
    insert(1, 1);
    SearchWork old = search(1, TestRequests.search());
    SearchWork older =
        new SearchWork(
            old.request(), things, old.shards(), Position.of(1, 9), List.of(), old.permit());
    insert(2, 0);
    List<ChannelReply> replies = search.answer(List.of(older, search(2, TestRequests.search())));
    assertThat(replies)
        .allSatisfy(
            reply -> {
              assertThat(reply.getPosition()).isEqualTo(Position.before(1_000));
              assertThat(reply.getHits(0).getKeys()).isEqualTo(TestLog.keys(0, 1));
            });
  }

  @Test
  void oneThatFailsFailsAlone() {
    insert(1, 1, 2);
    SearchWork wrong = search(2, TestRequests.search().setVectors(0, TestRequests.vector(1, 2, 3)));
    List<ChannelReply> replies =
        search.answer(
            List.of(search(1, TestRequests.search()), wrong, search(3, TestRequests.search())));
    assertThat(replies).extracting(ChannelReply::hasFailure).containsExactly(false, true, false);
    assertThat(code(replies.get(1))).isEqualTo(ErrorCode.INTERNAL);
  }

  @Test
  void anAnswerThatIsTooLargeIsRefused() {
    insert(1, LongStream.range(0, 1_000).toArray());
    ChannelSearch small = new ChannelSearch(5_000, () -> 0);
    for (Request request :
        List.of(
            TestRequests.request(
                ConsistencyLevel.STRONG,
                TestRequests.search().setLimit(1_000).addOutputFields("text")),
            TestRequests.request(TestRequests.query().setLimit(1_000).addOutputFields("*")))) {
      assertThat(code(small.answer(work(request)))).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
      assertThat(search.answer(work(request)).hasFailure()).isFalse();
    }
  }

  @Test
  void aSearchGivesUpAtItsDeadline() {
    insert(1, 1);
    ChannelSearch late = new ChannelSearch(1 << 20, () -> DEADLINE);
    assertThat(
            code(
                late.answer(
                    work(TestRequests.request(ConsistencyLevel.STRONG, TestRequests.search())))))
        .isEqualTo(ErrorCode.EXPIRED);
    assertThat(code(late.answer(work(TestRequests.request(TestRequests.query().setCount(true))))))
        .isEqualTo(ErrorCode.EXPIRED);
  }

  @Test
  void whateverBreaksInASearchIsAnAnswer() {
    insert(1, 1);
    assertThat(
            code(
                search.answer(
                    work(
                        TestRequests.request(
                            ConsistencyLevel.STRONG,
                            TestRequests.search().setVectors(0, TestRequests.vector(1, 2, 3)))))))
        .isEqualTo(ErrorCode.INTERNAL);
    ChannelSearch broken =
        new ChannelSearch(
            1 << 20,
            () -> {
              throw new StackOverflowError("deep");
            });
    assertThat(
            code(
                broken.answer(
                    work(TestRequests.request(ConsistencyLevel.STRONG, TestRequests.search())))))
        .isEqualTo(ErrorCode.INTERNAL);
  }

  private static ErrorCode code(ChannelReply reply) {
    assertThat(reply.hasFailure()).isTrue();
    assertThat(reply.getFailure().getMessage()).isNotEmpty();
    return ErrorCode.ofNumber(reply.getFailure().getCode());
  }
}
