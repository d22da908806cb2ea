package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.search.ShardView;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class WaitingSearchesTest {
  private static final int ROWS = 1_100;

  private final CollectionInfo things = new TestCatalog().createLoaded("things", 3);
  private final ShardView view = new ShardView("things", things.schema());
  private final WaitingSearches alone = new WaitingSearches(1);
  private long offset;

  private WaitingSearches.Waiting waiting(Request request) {
    long position = Position.before(1_000 + offset);
    SearchWork work =
        new SearchWork(
            ChannelRequest.newBuilder()
                .setId(TestRequests.id(++offset))
                .setDeadlineMillis(offset)
                .setGuarantee(offset)
                .setCollectionId(things.id())
                .addPartitionIds(things.id())
                .setVectorFieldId(things.field("vector").id())
                .setMetricType("L2")
                .setRequest(request)
                .build(),
            things,
            List.of(view.snapshot(position)),
            position,
            List.of(),
            new SearchWork.Permit(new Semaphore(0)));
    return new WaitingSearches.Waiting(work, answer -> {});
  }

  private WaitingSearches.Waiting search(float x) {
    return waiting(
        TestRequests.request(
            ConsistencyLevel.STRONG,
            TestRequests.search().setVectors(0, TestRequests.vector(x, 0))));
  }

  private void insert(int rows) {
    view.insert(
        TestLog.rows(things.schema(), LongStream.range(0, rows).toArray()),
        things.id(),
        Position.of(1, 0));
  }

  private List<WaitingSearches.Waiting> add(int count) {
    List<WaitingSearches.Waiting> added = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      added.add(search(i));
      alone.add(added.get(i));
    }
    return added;
  }

  @Test
  void whatAsksTheSameOfOtherVectorsIsTakenTogether() {
    insert(ROWS);
    List<WaitingSearches.Waiting> added = add(5);
    assertThat(alone.take()).containsExactlyElementsOf(added);
    assertThat(alone.take()).isEmpty();
  }

  @Test
  void neverMoreVectorsAreTakenThanTheLimit() {
    insert(ROWS);
    List<WaitingSearches.Waiting> added = add(WaitingSearches.MAX_VECTORS + 3);
    assertThat(alone.take())
        .containsExactlyElementsOf(added.subList(0, WaitingSearches.MAX_VECTORS));
    assertThat(alone.take()).hasSize(3);

    SearchRequest.Builder large = TestRequests.search();
    for (int i = 0; i < WaitingSearches.MAX_VECTORS; i++) {
      large.addVectors(TestRequests.vector(i, i));
    }
    alone.add(waiting(TestRequests.request(ConsistencyLevel.STRONG, large)));
    add(1);
    assertThat(alone.take()).as("one is always taken").hasSize(1);
    assertThat(alone.take()).hasSize(1);
  }

  @Test
  void threadsShareWhatWaits() {
    insert(ROWS);
    WaitingSearches shared = new WaitingSearches(4);
    for (int i = 0; i < 10; i++) {
      shared.add(search(i));
    }
    assertThat(shared.take()).hasSize(3);
    assertThat(shared.take()).hasSize(2);
  }

  @Test
  void whatAsksForSomethingElseWaitsItsTurn() {
    insert(ROWS);
    WaitingSearches.Waiting first = search(1);
    WaitingSearches.Waiting more =
        waiting(TestRequests.request(ConsistencyLevel.STRONG, TestRequests.search().setLimit(4)));
    WaitingSearches.Waiting filtered =
        waiting(
            TestRequests.request(
                ConsistencyLevel.STRONG, TestRequests.search().setFilter("id > 5")));
    WaitingSearches.Waiting query = waiting(TestRequests.request(TestRequests.query()));
    WaitingSearches.Waiting last = search(2);
    List.of(first, more, filtered, query, last).forEach(alone::add);
    assertThat(alone.take()).containsExactly(first, last);
    assertThat(alone.take()).containsExactly(more);
    alone.remove(filtered);
    assertThat(alone.take()).containsExactly(query);
    assertThat(alone.take()).isEmpty();
  }

  @Test
  void whatGainsNothingIsTakenAlone() {
    insert(10);
    add(3);
    assertThat(alone.take()).hasSize(1);
    WaitingSearches.Waiting query = waiting(TestRequests.request(TestRequests.query()));
    alone.add(query);
    assertThat(alone.take()).hasSize(1);
    assertThat(alone.take()).hasSize(1);
    assertThat(alone.take()).containsExactly(query);
  }
}
