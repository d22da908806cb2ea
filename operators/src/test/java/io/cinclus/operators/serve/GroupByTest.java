package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.filter.GroupKey;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.Position;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.search.Groups;
import io.cinclus.search.ShardView;
import io.cinclus.v1.ChannelReply;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.Hits;
import io.cinclus.v1.MergePlan;
import io.cinclus.v1.PlanOutput;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Rows;
import io.cinclus.v1.SearchRequest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Groups over several channels, compared with those of all rows. */
class GroupByTest {
  private static final int CHANNELS = 3;

  private final TestCatalog catalog = new TestCatalog();
  private final CollectionInfo things = catalog.createLoaded("things", 0, 1, 2);
  private final int text = things.field("text").id();
  private final ChannelSearch search = new ChannelSearch(1 << 24, () -> 0);

  private record Row(long key, @Nullable String group, float x, float y) {
    float distance(float toX, float toY) {
      return (x - toX) * (x - toX) + (y - toY) * (y - toY);
    }
  }

  private static List<Row> randomRows(Random random) {
    List<Row> rows = new ArrayList<>();
    int groups = 1 + random.nextInt(12);
    for (long key = 0; key < 300; key++) {
      int group = random.nextInt(groups);
      // Small whole numbers, so that distances are exact and many of them tie.
      rows.add(
          new Row(
              key,
              group == 0 ? null : "g" + group,
              random.nextInt(10) + group,
              random.nextInt(10)));
    }
    return rows;
  }

  private ShardView view(List<Row> rows) {
    ShardView view = new ShardView("things", things.schema());
    long[] keys = rows.stream().mapToLong(Row::key).toArray();
    String[] texts =
        rows.stream()
            .map(row -> Objects.requireNonNullElse(row.group(), ""))
            .toArray(String[]::new);
    boolean[] nulls = new boolean[keys.length];
    float[] vectors = new float[2 * keys.length];
    for (int i = 0; i < keys.length; i++) {
      nulls[i] = rows.get(i).group() == null;
      vectors[2 * i] = rows.get(i).x();
      vectors[2 * i + 1] = rows.get(i).y();
    }
    view.insert(
        new RowBatch(
            keys.length,
            Map.of(
                things.schema().primaryKey().id(),
                new Column.Longs(DataType.INT64, keys, null),
                text,
                new Column.Texts(DataType.VARCHAR, texts, nulls),
                things.field("vector").id(),
                new Column.FloatVectors(2, vectors, null))),
        things.id(),
        Position.of(1, 0));
    return view;
  }

  private Reply ask(List<ShardView> views, SearchRequest.Builder asked) {
    List<PlanOutput> plan =
        RequestPlanner.plan(
            TestRequests.open(1, 1_000, TestRequests.request(ConsistencyLevel.EVENTUALLY, asked)),
            catalog.current(),
            Map.of());
    MergePlan merge = plan.get(0).getMerge().getPlan();
    List<ChannelReply> parts = new ArrayList<>();
    for (PlanOutput output : plan.subList(1, plan.size())) {
      ChannelRequest question = output.getChannel();
      long position = Position.before(1_000);
      parts.add(
          search.answer(
              new SearchWork(
                  question,
                  things,
                  List.of(views.get(question.getChannel()).snapshot(position)),
                  position,
                  List.of(),
                  new SearchWork.Permit(new Semaphore(0)))));
    }
    Reply reply = ReplyMerger.merge(merge, parts);
    assertThat(reply.getMessage()).isEmpty();
    return reply;
  }

  private Rows groups(Hits hits) {
    Set<Object> distinct = new LinkedHashSet<>();
    for (int row = 0; row < hits.getDistancesCount(); row++) {
      distinct.add(groupOf(hits, row));
    }
    String[] texts =
        distinct.stream().map(value -> value == null ? "" : (String) value).toArray(String[]::new);
    boolean[] nulls = new boolean[texts.length];
    int at = 0;
    for (Object value : distinct) {
      nulls[at++] = value == null;
    }
    return RowsCodec.encode(
        new RowBatch(texts.length, Map.of(text, new Column.Texts(DataType.VARCHAR, texts, nulls))));
  }

  private void assertHits(Hits hits, List<Row> rows, Groups groups, float x, float y) {
    List<Row> expected =
        groups.of(
            rows.stream()
                .sorted(
                    Comparator.<Row>comparingDouble(row -> row.distance(x, y))
                        .thenComparing(Row::key))
                .toList(),
            Row::group);
    assertThat(hits.getKeys().getLongs().getValuesList())
        .isEqualTo(expected.stream().map(Row::key).toList());
    for (int i = 0; i < expected.size(); i++) {
      assertThat(groupOf(hits, i)).isEqualTo(expected.get(i).group());
    }
  }

  private @Nullable Object groupOf(Hits hits, int row) {
    return GroupKey.value(
        RowsCodec.decode(hits.getGroupValues(), things.schema()).column(text), row);
  }

  @Test
  void theGroupsOfSeveralChannelsAreThoseOfAllRows() {
    for (int seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      List<Row> rows = randomRows(random);
      List<ShardView> views = new ArrayList<>();
      for (int channel = 0; channel < CHANNELS; channel++) {
        int number = channel;
        views.add(view(rows.stream().filter(row -> row.key() % CHANNELS == number).toList()));
      }
      int limit = 1 + random.nextInt(8);
      int offset = random.nextInt(3);
      SearchRequest.Builder one =
          TestRequests.search()
              .addVectors(TestRequests.vector(5, 3))
              .setLimit(limit)
              .setOffset(offset)
              .setGroupByField("text");
      Reply best = ask(views, one.clone());
      assertHits(best.getSearch().getHits(0), rows, new Groups(limit, offset, 1), 0, 0);
      assertHits(best.getSearch().getHits(1), rows, new Groups(limit, offset, 1), 5, 3);

      int size = 2 + random.nextInt(4);
      Reply found = ask(views, one.clone().setGroupSize(size));
      Reply complete =
          ask(
              views,
              one.clone()
                  .setGroupSize(size)
                  .setOffset(0)
                  .addGroups(groups(found.getSearch().getHits(0)))
                  .addGroups(groups(found.getSearch().getHits(1))));
      assertHits(complete.getSearch().getHits(0), rows, new Groups(limit, offset, size), 0, 0);
      assertHits(complete.getSearch().getHits(1), rows, new Groups(limit, offset, size), 5, 3);
    }
  }
}
