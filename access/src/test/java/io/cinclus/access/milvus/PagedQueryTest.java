package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.filter.Filter;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.QueryResult;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PagedQueryTest {
  private static final FieldSchema KEY =
      FieldSchema.of("id", DataType.INT64, Limits.NONE).withId(100).asPrimaryKey();
  private static final FieldSchema TEXT =
      FieldSchema.of("text", DataType.VARCHAR, Limits.maxLength(100_000)).withId(101);
  private static final CollectionSchema SCHEMA = new CollectionSchema("", List.of(KEY, TEXT));
  private static final Map<Integer, Long> POSITIONS = Map.of(0, 70L, 3, 90L);
  private static final int ROOM_BYTES = 32 << 20;

  private final List<Request> asked = new ArrayList<>();
  private final AnswerRoom room = new AnswerRoom(ROOM_BYTES, ROOM_BYTES);

  /** Rows 0, 1, … of texts of some length, of which one reply has no more than some bytes. */
  private record Rows(int count, int textBytes, int maxReplyBytes) {

    Reply reply(QueryRequest query) {
      long[] keys = matching(query.getFilter());
      int from = Math.min(keys.length, query.getOffset());
      keys = Arrays.copyOfRange(keys, from, Math.min(keys.length, from + query.getLimit()));
      Column keyColumn = new Column.Longs(DataType.INT64, keys, null);
      QueryResult.Builder result =
          QueryResult.newBuilder()
              .setCount(keys.length)
              .setKeys(RowsCodec.encodeKeys(keyColumn, keys.length));
      if (query.getOutputFieldsCount() > 0) {
        String[] texts = new String[keys.length];
        Arrays.fill(texts, "x".repeat(textBytes));
        result.setFields(
            RowsCodec.encode(
                new RowBatch(
                    keys.length,
                    Map.of(100, keyColumn, 101, new Column.Texts(DataType.VARCHAR, texts, null)))));
      }
      Reply reply = Reply.newBuilder().setQuery(result).putAllPositions(POSITIONS).build();
      if (reply.getSerializedSize() > maxReplyBytes) {
        throw new CinclusException(ErrorCode.LIMIT_EXCEEDED, "too large");
      }
      return reply;
    }

    private long[] matching(String filter) {
      long[] keys = LongStream.range(0, count).toArray();
      String[] texts = new String[count];
      Arrays.fill(texts, "");
      long[] words = new long[(count + 63) / 64];
      Filter.compile(filter, SCHEMA)
          .evaluate(
              new RowBatch(
                  count,
                  Map.of(
                      100,
                      new Column.Longs(DataType.INT64, keys, null),
                      101,
                      new Column.Texts(DataType.VARCHAR, texts, null))),
              0,
              count,
              words);
      return LongStream.range(0, count)
          .filter(row -> (words[(int) row / 64] >>> (row % 64) & 1) == 1)
          .toArray();
    }
  }

  private CompletableFuture<PagedQuery.Found> read(Rows rows, QueryRequest.Builder query) {
    PagedQuery.Asking asking =
        (request, timeout) -> {
          asked.add(request);
          try {
            return CompletableFuture.completedFuture(rows.reply(request.getQuery()));
          } catch (CinclusException e) {
            return CompletableFuture.failedFuture(e);
          }
        };
    return new PagedQuery(
            new PagedQuery.Source(asking, room, Duration.ofMinutes(1)),
            SCHEMA,
            Request.newBuilder()
                .setConsistency(ConsistencyLevel.STRONG)
                .setQuery(query.addOutputFields("id").addOutputFields("text"))
                .build())
        .read();
  }

  private static QueryRequest.Builder query(String filter) {
    return QueryRequest.newBuilder().setFilter(filter);
  }

  private static long[] keys(PagedQuery.Found found) {
    RowBatch rows = found.joined(SCHEMA);
    return rows.rowCount() == 0
        ? new long[0]
        : Arrays.copyOf(((Column.Longs) rows.column(100)).values(), rows.rowCount());
  }

  @Test
  void whatFitsIntoAReplyIsAskedForOnce() {
    PagedQuery.Found found = read(new Rows(50, 10, 1 << 20), query("id < 40")).join();
    assertThat(keys(found)).containsExactly(LongStream.range(0, 40).toArray());
    assertThat(found.positions()).isEqualTo(POSITIONS);
    assertThat(asked).singleElement().satisfies(one -> assertThat(one.getSnapshotMap()).isEmpty());
  }

  @Test
  void moreRowsThanAReplyMayHaveComeInPagesOfOneSnapshot() {
    int count = 2 * PagedQuery.MAX_PAGE_ROWS + 100;
    PagedQuery.Found found = read(new Rows(count, 1, 1 << 30), query("id >= 0 or id == 7")).join();
    assertThat(keys(found)).containsExactly(LongStream.range(0, count).toArray());
    assertThat(asked).hasSize(3);
    for (Request later : asked.subList(1, 3)) {
      assertThat(later.getSnapshotMap()).isEqualTo(POSITIONS);
      assertThat(later.getConsistency()).isEqualTo(ConsistencyLevel.EVENTUALLY);
    }
    assertThat(room.heldBytes()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0, 700", "300, 0", "300, 450", "990, 300", "5000, 7"})
  void pagesAreMadeSmallerUntilTheyFit(int offset, int limit) {
    Rows rows = new Rows(1000, 2000, 100_000);
    PagedQuery.Found found = read(rows, query("").setOffset(offset).setLimit(limit)).join();
    int end = limit == 0 ? 1000 : Math.min(1000, offset + limit);
    assertThat(keys(found))
        .containsExactly(LongStream.range(offset, Math.max(offset, end)).toArray());
    assertThat(
            asked.stream()
                .max(Comparator.comparingInt(one -> one.getQuery().getLimit()))
                .orElseThrow()
                .getQuery()
                .getLimit())
        .isLessThanOrEqualTo(PagedQuery.MAX_PAGE_ROWS);
  }

  @Test
  void keysAreAskedForWithoutALookForMore() {
    Column some = new Column.Longs(DataType.INT64, new long[] {3, 1, 2}, null);
    read(new Rows(3, 1, 1 << 20), query("").setKeys(RowsCodec.encodeKeys(some, 3))).join();
    assertThat(asked)
        .singleElement()
        .satisfies(one -> assertThat(one.getQuery().getLimit()).isEqualTo(3));
  }

  @Test
  void anAnswerThatIsTooLargeIsRefusedAndHoldsNothing() {
    assertThatThrownBy(() -> read(new Rows(20_000, 2000, 8 << 20), query("id >= 0")).join())
        .hasRootCauseInstanceOf(CinclusException.class)
        .hasMessageContaining("exceed the maxOutputSize Limit " + ROOM_BYTES);
    assertThat(room.heldBytes()).isZero();
  }

  @Test
  void aRowThatIsTooLargeForAReplyIsRefused() {
    assertThatThrownBy(() -> read(new Rows(4, 2000, 1000), query("id >= 0")).join())
        .hasMessageContaining("too large");
    assertThat(asked.get(asked.size() - 1).getQuery().getLimit()).isEqualTo(1);
  }

  @Test
  void answersShareTheRoomOfTheirNode() {
    AnswerRoom small = new AnswerRoom(100, 150);
    AnswerRoom.Answer first = small.begin();
    first.add(100);
    AnswerRoom.Answer second = small.begin();
    assertThatThrownBy(() -> second.add(60))
        .isInstanceOfSatisfying(
            CinclusException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));
    first.close();
    second.add(60);
    assertThatThrownBy(() -> second.add(60))
        .isInstanceOfSatisfying(
            CinclusException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.LIMIT_EXCEEDED));
    second.close();
    assertThat(small.heldBytes()).isZero();
  }
}
