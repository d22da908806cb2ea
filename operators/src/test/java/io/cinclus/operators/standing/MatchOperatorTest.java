package io.cinclus.operators.standing;

import static io.cinclus.operators.standing.MatchHarness.DELAY_MILLIS;
import static io.cinclus.operators.standing.MatchHarness.near;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.QueryVectors;
import io.cinclus.model.Position;
import io.cinclus.operators.fakes.Wal;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.MatchRecord;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.StandingMatch;
import io.cinclus.v1.StandingQueryInfo;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MatchOperatorTest {
  private static final float ALL = 1e9f;
  private static final QueryVector ZERO = QueryVectors.dense(0, 0, 0, 0);

  private final MatchHarness matching = new MatchHarness(100);
  private final Wal wal = matching.wals.get(0);
  private final CollectionInfo books = matching.catalog.create("books", 0, 1);

  @BeforeEach
  void open() throws Exception {
    matching.open(null);
    matching.read(wal.started(), matching.wals.get(1).started());
  }

  @AfterEach
  void close() {
    matching.close();
  }

  private List<Long> positions() throws Exception {
    matching.pass(DELAY_MILLIS);
    return matching.take().stream().map(match -> match.getMatch().getPosition()).toList();
  }

  @Test
  void rowsBetweenTheMarkersCount() throws Exception {
    matching.read(wal.insert(books, 0, 1));
    StandingQueryInfo all = matching.register("books", near("all", ALL, 0, 0, 0, 0));
    matching.read(
        wal.insert(books, 0, 2),
        matching.begin(0, books, all, ZERO),
        wal.insert(books, 0, 3, 4),
        wal.delete(books, 0, 3),
        wal.insert(books, 0, 3),
        matching.end(0, books, all.getId()),
        wal.insert(books, 0, 5));
    assertThat(positions())
        .containsExactly(Position.of(3, 0), Position.of(3, 1), Position.of(5, 0));
  }

  @Test
  void aMatchSaysAllThatWasAskedFor() throws Exception {
    StandingQueryInfo info =
        matching.register("books", near("one", ALL, 0, 1, 2, 3).addOutputFields("vector"));
    matching.read(matching.begin(0, books, info, QueryVectors.dense(0, 1, 2, 3)));
    LogEvent insert = wal.insert(books, 0, 0);
    matching.read(insert.toBuilder().setTimestampMillis(77).build());
    matching.pass(DELAY_MILLIS);
    MatchRecord record = matching.take().get(0);
    assertThat(record.getTopic()).isEqualTo(MatchHarness.TOPIC);
    StandingMatch match = record.getMatch();
    assertThat(match.getQuery()).isEqualTo("one");
    assertThat(match.getQueryId()).isEqualTo(info.getId());
    assertThat(match.getCollection()).isEqualTo("books");
    assertThat(match.getTimestampMillis()).isEqualTo(77);
    assertThat(match.getKey().getLongs().getValuesList()).containsExactly(0L);
    assertThat(match.getDistance()).isZero();
    assertThat(match.getFieldNamesMap().values()).containsExactly("vector");
    assertThat(new String(JsonMatches.encode(match), StandardCharsets.UTF_8))
        .contains("\"id\":0", "\"fields\":{\"vector\":[0.0,1.0,2.0,3.0]}", "\"query\":\"one\"");
  }

  @Test
  void matchesComeOutBeforeTheBarrier() throws Exception {
    StandingQueryInfo all = matching.register("books", near("all", ALL, 0, 0, 0, 0));
    matching.read(matching.begin(0, books, all, ZERO), wal.insert(books, 0, 1));
    assertThat(matching.take()).isEmpty();
    matching.checkpoint();
    assertThat(matching.take()).hasSize(1);
  }

  @Test
  void recordsThatWaitForTheCatalogSurviveARestart() throws Exception {
    StandingQueryInfo all = matching.register("books", near("all", ALL, 0, 0, 0, 0));
    matching.catalog.holdFromTheStart();
    matching.read(matching.begin(0, books, all, ZERO), wal.insert(books, 0, 1));
    OperatorSubtaskState state = matching.checkpoint();
    assertThat(matching.take()).isEmpty();
    matching.open(state);
    matching.read(wal.started(wal.end(), ChannelProgress.getDefaultInstance()));
    matching.catalog.release();
    assertThat(positions()).containsExactly(Position.of(1, 0));
  }

  /** It starts anew with the process. */
  @Test
  void aCatalogThatIsStillBeingReadDoesNotEndQueries() throws Exception {
    StandingQueryInfo all = matching.register("books", near("all", ALL, 0, 0, 0, 0));
    matching.read(matching.begin(0, books, all, ZERO));
    OperatorSubtaskState state = matching.checkpoint();
    matching.catalog.holdFromTheStart();
    matching.open(state);
    matching.read(wal.started(wal.end(), ChannelProgress.getDefaultInstance()));
    matching.checkpoint();
    matching.checkpoint();
    matching.catalog.release();
    matching.read(wal.insert(books, 0, 1));
    assertThat(positions()).containsExactly(Position.of(1, 0));
  }

  @Test
  void aRecordBeyondTheCatalogsEndHoldsNothingUpForEver() throws Exception {
    StandingQueryInfo all = matching.register("books", near("all", ALL, 0, 0, 0, 0));
    matching.read(
        matching.begin(0, books, all, ZERO),
        wal.append(wal.record(books, 0, books.id(), 1).setCatalogPosition(1_000)),
        wal.insert(books, 0, 2));
    for (int i = 0; i < 300; i++) {
      matching.pass(DELAY_MILLIS);
    }
    assertThat(positions()).containsExactly(Position.of(2, 0));
  }

  @Test
  void whatHasNoTopicIsNotPublishedAndHoldsUpNobody() throws Exception {
    matching.topics.clear();
    matching.topics.add("others");
    matching.open(null);
    matching.read(wal.started());
    StandingQueryInfo lost = matching.register("books", near("lost", ALL, 0, 0, 0, 0));
    StandingQueryInfo kept =
        matching.register("books", near("kept", ALL, 0, 0, 0, 0)).toBuilder()
            .setTopic("others")
            .build();
    matching.read(
        matching.begin(0, books, lost, ZERO),
        matching.begin(0, books, kept, ZERO),
        wal.insert(books, 0, 1));
    matching.pass(DELAY_MILLIS);
    matching.pass(DELAY_MILLIS);
    assertThat(matching.take())
        .extracting(match -> match.getMatch().getQuery())
        .containsExactly("kept");
  }

  @Test
  void aQueryThatCannotBeAskedIsPassedOver() throws Exception {
    StandingQueryInfo all = matching.register("books", near("all", ALL, 0, 0, 0, 0));
    StandingQueryInfo bad = all.toBuilder().setId(all.getId() + 1).setFilter("color ==").build();
    matching.read(
        matching.begin(0, books, bad, ZERO),
        matching.begin(0, books, all.toBuilder().setId(3).build(), QueryVectors.dense(1)),
        matching.begin(0, books, all, ZERO),
        wal.insert(books, 0, 1));
    assertThat(positions()).containsExactly(Position.of(3, 0));
  }

  @Test
  void aDroppedCollectionEndsItsQueries() throws Exception {
    StandingQueryInfo all = matching.register("books", near("all", ALL, 0, 0, 0, 0));
    matching.read(matching.begin(0, books, all, ZERO), wal.insert(books, 0, 1));
    matching.checkpoint();
    assertThat(matching.take()).hasSize(1);
    matching.catalog.drop("books");
    matching.checkpoint();
    matching.read(wal.insert(books, 0, 2));
    assertThat(positions()).isEmpty();
  }

  /** Its client went away before its marker was appended, and another dropped it meanwhile. */
  @Test
  void aQueryThatBeginsAfterItsDropIsForgotten() throws Exception {
    StandingQueryInfo all = matching.register("books", near("all", ALL, 0, 0, 0, 0));
    matching.drop("books", "all");
    matching.read(matching.begin(0, books, all, ZERO), wal.insert(books, 0, 1));
    matching.checkpoint();
    matching.checkpoint();
    matching.take();
    matching.read(wal.insert(books, 0, 2));
    assertThat(positions()).isEmpty();
  }

  @Test
  void aQueryThatBeginsAfterItsDropIsForgottenThoughTheCatalogRests() throws Exception {
    StandingQueryInfo all = matching.register("books", near("all", ALL, 0, 0, 0, 0));
    matching.drop("books", "all");
    matching.checkpoint();
    matching.read(matching.begin(0, books, all, ZERO), wal.insert(books, 0, 1));
    matching.checkpoint();
    matching.checkpoint();
    matching.take();
    matching.read(wal.insert(books, 0, 2));
    assertThat(positions()).isEmpty();
  }

  /** Its end is on its way. */
  @Test
  void aQueryThatIsDroppedGoesOnToItsMarker() throws Exception {
    StandingQueryInfo all = matching.register("books", near("all", ALL, 0, 0, 0, 0));
    matching.read(matching.begin(0, books, all, ZERO));
    LogEvent row = wal.insert(books, 0, 1);
    LogEvent end = matching.end(0, books, all.getId());
    matching.drop("books", "all");
    matching.checkpoint();
    matching.checkpoint();
    matching.read(row, end, wal.insert(books, 0, 2));
    assertThat(positions()).containsExactly(Position.of(1, 0));
  }

  @Test
  void aStartBeyondWhatTheStateHasReadIsRefused() throws Exception {
    matching.read(wal.insert(books, 0, 1));
    OperatorSubtaskState state = matching.checkpoint();
    matching.open(state);
    assertThatThrownBy(() -> matching.read(wal.started(5, ChannelProgress.getDefaultInstance())))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("would be lost");
  }

  @Test
  @SuppressWarnings("try") // Closing throws what the operator does.
  void aChannelsQueriesGoWithItToAnotherSubtask() throws Exception {
    StandingQueryInfo all = matching.register("books", near("all", ALL, 0, 0, 0, 0));
    matching.read(matching.begin(0, books, all, ZERO), matching.begin(1, books, all, ZERO));
    OperatorSubtaskState state = matching.checkpoint();
    for (int subtask = 0; subtask < 2; subtask++) {
      Wal log = matching.wals.get(subtask);
      try (KeyedOneInputStreamOperatorTestHarness<Integer, LogEvent, MatchRecord> half =
          matching.newOperator(
              2,
              subtask,
              AbstractStreamOperatorTestHarness.repartitionOperatorState(
                  state, ChannelKeys.MAX_PARALLELISM, 1, 2, subtask))) {
        half.processElement(log.started(log.end(), ChannelProgress.getDefaultInstance()), 0);
        half.processElement(log.insert(books, subtask, 1), 0);
        half.prepareSnapshotPreBarrier(1);
        assertThat(half.extractOutputValues()).hasSize(1);
      }
    }
  }
}
