package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.Position;
import io.cinclus.v1.ChannelReply;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** How growing rows come to be indexed beside the task, which never waits for it. */
class ServeFunctionGrowingTest extends ServeFunctionFixture {
  private long offset;

  private void insert(CollectionInfo collection, long from, long to) throws Exception {
    long[] keys = LongStream.range(from, to).toArray();
    wal(TestLog.event(CHANNEL, offset, TestLog.insert(collection, 0, offset, keys)));
    offset++;
  }

  private long indexBytes() {
    return segments.value().growing().usedBytes();
  }

  /** The keys of the three rows nearest to the vector (0, 0), as of all that was applied. */
  private List<Long> nearest(CollectionInfo collection) throws Exception {
    ask(request(collection, Position.before(offset)).build());
    SearchWork work = answered().get(answered().size() - 1);
    assertThat(work.position()).isEqualTo(Position.before(offset));
    ChannelReply reply = new ChannelSearch(1 << 20, () -> 0).answer(work);
    work.permit().giveBack();
    return reply.getHits(0).getKeys().getLongs().getValuesList();
  }

  @Test
  void rowsAreIndexedBesideTheTaskAndFoundBeforeAndAfter() throws Exception {
    start(0, 0);
    insert(things, 1, 1000);
    assertThat(builds.numQueuedRunnables()).as("too few rows").isZero();
    insert(things, 1000, 3000);
    assertThat(builds.numQueuedRunnables()).isEqualTo(1);
    assertThat(indexBytes()).isZero();
    assertThat(nearest(things)).containsExactly(1L, 2L, 3L);

    builds.trigger();
    assertThat(indexBytes()).isPositive();
    assertThat(builds.numQueuedRunnables()).as("one step at a time").isEqualTo(1);
    assertThat(nearest(things)).containsExactly(1L, 2L, 3L);
    builds.triggerAll();
    assertThat(nearest(things)).containsExactly(1L, 2L, 3L);

    wal(TestLog.event(CHANNEL, offset, TestLog.delete(things, 0, offset, 1, 3)));
    offset++;
    insert(things, 0, 1);
    assertThat(nearest(things)).as("at the position applied").containsExactly(0L, 2L, 4L);
  }

  @Test
  void anIndexGoesWithTheReleaseTheDropOrTheTask() throws Exception {
    start(0, 0);
    insert(things, 0, 2000);
    builds.triggerAll();
    assertThat(indexBytes()).isPositive();
    catalog.release("things");
    tick();
    assertThat(indexBytes()).isZero();

    catalog.load("things");
    tick();
    builds.triggerAll();
    assertThat(indexBytes()).as("the rows are there still").isPositive();
    catalog.drop("things");
    tick();
    assertThat(indexBytes()).isZero();

    CollectionInfo others = catalog.createLoaded("others", CHANNEL);
    insert(others, 0, 2000);
    builds.triggerAll();
    assertThat(indexBytes()).isPositive();
    harness.close();
    assertThat(indexBytes()).isZero();
  }

  @Test
  void onlyFieldsWithAnIndexThatIsNotExactAreIndexed() throws Exception {
    start(0, 0);
    CollectionInfo plain = catalog.create("plain", TestCatalog.SCHEMA, CHANNEL);
    CollectionInfo flat = catalog.create("flat", TestCatalog.SCHEMA, CHANNEL);
    catalog.index("flat", "vector", "FLAT", "L2");
    catalog.load("flat");
    insert(plain, 0, 2000);
    insert(flat, 0, 2000);
    assertThat(builds.numQueuedRunnables()).isZero();
    assertThat(ApproximateFields.of(things)).hasSize(1);
  }

  @Test
  void optionsThatCannotBeAreRefused() {
    assertThatThrownBy(() -> options("cinclus.serve.growing-index-rows", "-1"))
        .hasMessageContaining("cinclus.serve.growing-index-rows");
    assertThatThrownBy(() -> options("cinclus.serve.growing-index-threads", "0"))
        .hasMessageContaining("cinclus.serve.growing-index-threads");
  }

  private static ServeOptions options(String key, String value) {
    return TestRequests.options("file:///tmp/none", "refused", Map.of(key, value));
  }
}
