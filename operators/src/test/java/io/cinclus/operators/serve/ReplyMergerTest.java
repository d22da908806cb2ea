package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.SchemaCodec;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.v1.ChannelReply;
import io.cinclus.v1.Failure;
import io.cinclus.v1.Hits;
import io.cinclus.v1.MergePlan;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplyMergerTest {
  private static final int KEY = 100;
  private static final int TEXT = 101;
  private static final CollectionSchema LONG_KEYS = schema(DataType.INT64, Limits.NONE);
  private static final CollectionSchema TEXT_KEYS = schema(DataType.VARCHAR, Limits.maxLength(20));

  /** A hit as a naive merge sees it. */
  private record Hit(long key, float distance) {
    String text() {
      return "text of " + key;
    }
  }

  @Test
  void randomPartsMergeLikeOneSortedList() {
    for (int seed = 0; seed < 300; seed++) {
      Random random = new Random(seed);
      boolean descending = random.nextBoolean();
      CollectionSchema schema = random.nextBoolean() ? LONG_KEYS : TEXT_KEYS;
      int queries = 1 + random.nextInt(3);
      SearchRequest search =
          SearchRequest.newBuilder()
              .setLimit(1 + random.nextInt(8))
              .setOffset(random.nextInt(4))
              .addOutputFields("text")
              .build();
      List<List<Hit>> all = new ArrayList<>();
      List<ChannelReply.Builder> parts = new ArrayList<>();
      int channels = 1 + random.nextInt(4);
      for (int channel = 0; channel < channels; channel++) {
        parts.add(ChannelReply.newBuilder().setChannel(channel).setPosition(100 + channel));
      }
      for (int query = 0; query < queries; query++) {
        List<Hit> hits = randomHits(random);
        all.add(hits);
        for (int channel = 0; channel < channels; channel++) {
          int number = channel;
          List<Hit> here = hits.stream().filter(hit -> hit.key() % channels == number).toList();
          parts.get(channel).addHits(encode(sorted(here, descending, schema), schema));
        }
      }
      MergePlan plan = plan(search, schema, descending, queries);
      Collections.shuffle(parts, random);
      Reply reply = ReplyMerger.merge(plan, parts.stream().map(p -> p.build()).toList());

      for (int query = 0; query < queries; query++) {
        List<Hit> expected =
            sorted(all.get(query), descending, schema).stream()
                .skip(search.getOffset())
                .limit(search.getLimit())
                .toList();
        assertThat(reply.getSearch().getHits(query))
            .as("seed %d query %d", seed, query)
            .isEqualTo(encode(expected, schema));
      }
      assertThat(reply.getPositionsMap()).hasSize(channels).containsEntry(0, 100L);
      assertThat(reply.getFieldNamesMap()).isEqualTo(Map.of(TEXT, "text"));
      assertThat(reply.getReason()).isEqualTo("OK");
    }
  }

  private static List<Hit> randomHits(Random random) {
    List<Hit> hits = new ArrayList<>();
    int count = random.nextInt(30);
    for (int key = 0; key < count; key++) {
      hits.add(new Hit(key, random.nextInt(6) - 2)); // Few distances, so that many tie.
    }
    return hits;
  }

  private static List<Hit> sorted(List<Hit> hits, boolean descending, CollectionSchema schema) {
    Comparator<Hit> byDistance = Comparator.comparing(Hit::distance);
    Comparator<Hit> byKey =
        schema.equals(LONG_KEYS)
            ? Comparator.comparing(Hit::key)
            : Comparator.comparing(h -> "k" + h.key());
    return hits.stream()
        .sorted((descending ? byDistance.reversed() : byDistance).thenComparing(byKey))
        .toList();
  }

  @Test
  void equallyGoodHitsOfSeveralChannelsComeInTheOrderOfTheirKeys() {
    Reply reply =
        ReplyMerger.merge(
            plan(SearchRequest.newBuilder().setLimit(3).build(), LONG_KEYS, false, 1),
            List.of(part(0, new Hit(-5, 1), new Hit(9, 1)), part(1, new Hit(2, 1), new Hit(3, 1))));
    assertThat(reply.getSearch().getHits(0).getKeys()).isEqualTo(TestLog.keys(-5, 2, 3));
    assertThat(reply.getSearch().getHits(0).hasFields()).isFalse();
  }

  @Test
  void aQueryIsMergedInTheOrderOfItsKeys() {
    MergePlan plan =
        plan(QueryRequest.newBuilder().setLimit(3).setOffset(1).addOutputFields("*").build());
    Reply reply =
        ReplyMerger.merge(
            plan,
            List.of(rows(0, LONG_KEYS, 2, 8, 10), rows(1, LONG_KEYS, -4, 5), rows(2, LONG_KEYS)));

    assertThat(reply.getQuery().getKeys()).isEqualTo(TestLog.keys(2, 5, 8));
    assertThat(reply.getQuery().getCount()).isEqualTo(3);
    RowBatch fields = RowsCodec.decode(reply.getQuery().getFields(), LONG_KEYS);
    assertThat(((Column.Texts) fields.column(TEXT)).values())
        .containsExactly("text of 2", "text of 5", "text of 8");
    assertThat(((Column.Longs) fields.column(KEY)).values()).containsExactly(2, 5, 8);
    assertThat(reply.getFieldNamesMap()).isEqualTo(Map.of(KEY, "id", TEXT, "text"));
  }

  @Test
  void aQueryThatFindsNothingHasNoRows() {
    Reply reply =
        ReplyMerger.merge(
            plan(QueryRequest.newBuilder().setLimit(3).addOutputFields("text").build()),
            List.of(rows(0, LONG_KEYS), rows(1, LONG_KEYS)));
    assertThat(reply.getCode()).isZero();
    assertThat(reply.getQuery().getCount()).isZero();
    assertThat(reply.getQuery().getKeys()).isEqualTo(TestLog.keys());
  }

  @Test
  void countsAreAddedUp() {
    Reply reply =
        ReplyMerger.merge(
            plan(QueryRequest.newBuilder().setCount(true).build()),
            List.of(
                ChannelReply.newBuilder().setChannel(0).setCount(1L << 33).build(),
                ChannelReply.newBuilder().setChannel(1).setCount(5).build()));
    assertThat(reply.getQuery().getCount()).isEqualTo((1L << 33) + 5);
    assertThat(reply.getQuery().hasKeys()).isFalse();
  }

  @Test
  void aQueryWithoutALimitSaysThatItHasTooManyRowsRatherThanLeavingSomeOut() {
    long[] evens = new long[8_192];
    long[] odds = new long[8_192];
    for (int i = 0; i < evens.length; i++) {
      evens[i] = 2L * i;
      odds[i] = 2L * i + 1;
    }
    MergePlan unlimited = plan(QueryRequest.newBuilder().setFilter("id >= 0").build());
    Reply all =
        ReplyMerger.merge(unlimited, List.of(rows(0, LONG_KEYS, evens), rows(1, LONG_KEYS, odds)));
    assertThat(all.getQuery().getCount()).isEqualTo(16_384);

    ChannelReply one = rows(2, LONG_KEYS, 20_000);
    List<ChannelReply> more = List.of(rows(0, LONG_KEYS, evens), rows(1, LONG_KEYS, odds), one);
    assertThat(ReplyMerger.merge(unlimited, more).getReason()).isEqualTo("LIMIT_EXCEEDED");
    MergePlan limited =
        plan(QueryRequest.newBuilder().setFilter("id >= 0").setLimit(16_384).build());
    assertThat(ReplyMerger.merge(limited, more).getQuery().getCount()).isEqualTo(16_384);
  }

  @Test
  void oneChannelThatFailedFailsTheWholeRequest() {
    ChannelReply failed =
        ChannelReply.newBuilder()
            .setChannel(1)
            .setFailure(
                Failure.newBuilder()
                    .setCode(ErrorCode.STORAGE_CORRUPT.number())
                    .setMessage("file x"))
            .build();
    Reply reply =
        ReplyMerger.merge(
            plan(SearchRequest.newBuilder().setLimit(3).build(), LONG_KEYS, false, 1),
            List.of(part(0, new Hit(1, 1)), failed));
    assertThat(reply)
        .isEqualTo(
            Reply.newBuilder()
                .setCode(303)
                .setReason("STORAGE_CORRUPT")
                .setMessage("file x")
                .build());
  }

  @Test
  void warningsOfAllChannelsAreKept() {
    Reply reply =
        ReplyMerger.merge(
            plan(SearchRequest.newBuilder().setLimit(3).build(), LONG_KEYS, false, 1),
            List.of(
                part(0, new Hit(1, 1)).toBuilder().addWarnings("a").build(),
                part(1).toBuilder().addWarnings("b").addWarnings("c").build()));
    assertThat(reply.getWarningsList()).containsExactly("a", "b", "c");
    assertThat(reply.getSearch().getHits(0).getKeys()).isEqualTo(TestLog.keys(1));
  }

  @Test
  void nullsOfOutputFieldsAreKept() {
    Column text =
        new Column.Texts(DataType.VARCHAR, new String[] {"", "b"}, new boolean[] {true, false});
    ChannelReply part =
        ChannelReply.newBuilder()
            .addHits(
                Hits.newBuilder()
                    .setKeys(TestLog.keys(1, 2))
                    .setFields(RowsCodec.encode(new RowBatch(2, Map.of(TEXT, text)))))
            .build();
    Reply reply =
        ReplyMerger.merge(
            plan(QueryRequest.newBuilder().setLimit(3).addOutputFields("text").build()),
            List.of(part, rows(1, LONG_KEYS, 0)));
    Column merged = RowsCodec.decode(reply.getQuery().getFields(), LONG_KEYS).column(TEXT);
    assertThat(merged.isNull(0)).isFalse();
    assertThat(merged.isNull(1)).isTrue();
    assertThat(merged.isNull(2)).isFalse();
  }

  private static CollectionSchema schema(DataType keyType, Limits limits) {
    return new CollectionSchema(
        "",
        List.of(
            FieldSchema.of("id", keyType, limits).asPrimaryKey().withId(KEY),
            FieldSchema.of("text", DataType.VARCHAR, Limits.maxLength(20))
                .asNullable()
                .withId(TEXT)));
  }

  private static MergePlan plan(
      SearchRequest search, CollectionSchema schema, boolean descending, int queryCount) {
    return MergePlan.newBuilder()
        .setSchema(SchemaCodec.encode(schema))
        .setRequest(Request.newBuilder().setSearch(search))
        .setDescending(descending)
        .setQueryCount(queryCount)
        .build();
  }

  private static MergePlan plan(QueryRequest query) {
    return MergePlan.newBuilder()
        .setSchema(SchemaCodec.encode(LONG_KEYS))
        .setRequest(Request.newBuilder().setQuery(query))
        .build();
  }

  private static ChannelReply part(int channel, Hit... hits) {
    return ChannelReply.newBuilder()
        .setChannel(channel)
        .addHits(encode(List.of(hits), LONG_KEYS))
        .build();
  }

  private static ChannelReply rows(int channel, CollectionSchema schema, long... keys) {
    List<Hit> hits = new ArrayList<>();
    for (long key : keys) {
      hits.add(new Hit(key, 0));
    }
    Hits.Builder rows = encode(hits, schema).toBuilder().clearDistances();
    RowBatch fields = RowsCodec.decode(rows.getFields(), schema);
    return ChannelReply.newBuilder()
        .setChannel(channel)
        .addHits(
            rows.setFields(
                RowsCodec.encode(
                    new RowBatch(
                        keys.length,
                        Map.of(
                            TEXT,
                            fields.column(TEXT),
                            KEY,
                            new Column.Longs(DataType.INT64, keys, null))))))
        .build();
  }

  /** Keys, distances and the output field "text". */
  private static Hits encode(List<Hit> hits, CollectionSchema schema) {
    Column keys =
        schema.equals(LONG_KEYS)
            ? new Column.Longs(DataType.INT64, hits.stream().mapToLong(Hit::key).toArray(), null)
            : new Column.Texts(
                DataType.VARCHAR,
                hits.stream().map(hit -> "k" + hit.key()).toArray(String[]::new),
                null);
    Column texts =
        new Column.Texts(
            DataType.VARCHAR, hits.stream().map(Hit::text).toArray(String[]::new), null);
    Hits.Builder encoded =
        Hits.newBuilder()
            .setKeys(RowsCodec.encodeKeys(keys, hits.size()))
            .setFields(RowsCodec.encode(new RowBatch(hits.size(), Map.of(TEXT, texts))));
    hits.forEach(hit -> encoded.addDistances(hit.distance()));
    return encoded.build();
  }
}
