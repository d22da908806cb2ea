package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.ErrorCode;
import io.cinclus.model.Position;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.Manifest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests as of a position of the past, growing rows and sealed ones alike. */
class ServeFunctionPastTest extends ServeFunctionFixture {
  private static final long HORIZON = Position.of(1, 0);

  @BeforeEach
  void keys7And8AreSealedAnd9IsGrowing() throws Exception {
    Manifest manifest =
        TestFiles.manifest(things, 1, seal(things, 1, 7, 8)).toBuilder()
            .setHorizon(HORIZON)
            .setHorizonMillis(1_764_000_000_000L)
            .build();
    manifest(TestLog.manifest(CHANNEL, 0, manifest));
    start(2, 1);
    wal(TestLog.event(CHANNEL, 2, TestLog.insert(things, 0, 0, 9)));
    wal(TestLog.event(CHANNEL, 3, TestLog.delete(things, 0, 1, 8)));
    ask(request(Position.NONE));
    tickUntil(() -> !answered().isEmpty());
    assertThat(keys(answered().get(0))).containsExactly(7L, 9L);
  }

  private ChannelRequest asOf(long position) {
    return request(things, position).setPosition(position).setAsOf(true).build();
  }

  /** Nobody else has a permit meanwhile. */
  @Override
  void ask(ChannelRequest request) throws Exception {
    answered().forEach(work -> work.permit().giveBack());
    super.ask(request);
  }

  private SearchWork newest() {
    return answered().get(answered().size() - 1);
  }

  @Test
  void eachPositionFromTheHorizonOnShowsTheRowsOfThen() throws Exception {
    ask(asOf(Position.of(2, 0)));
    assertThat(keys(newest())).as("before the delete").containsExactly(7L, 8L, 9L);
    assertThat(newest().position()).isEqualTo(Position.of(2, 0));
    ask(asOf(HORIZON));
    assertThat(keys(newest())).as("at the horizon").containsExactly(7L);
    assertThat(failures()).isEmpty();
  }

  @Test
  void belowTheHorizonIsRefusedWithWhatIsPossible() throws Exception {
    ask(asOf(HORIZON - 1));
    assertThat(codes()).containsExactly(ErrorCode.HISTORY_GONE.number());
    assertThat(failures().get(0).getFailure().getMessage())
        .contains("position " + HORIZON + " or later")
        .contains("2025-11-24T16:00:00Z")
        .contains("collection.retention.seconds");
  }

  @Test
  void theSnapshotOfAnEarlierReplyIsAnsweredAsFarAsItsRowsAreThere() throws Exception {
    ask(request(things, Position.NONE).setPosition(HORIZON - 1).build());
    assertThat(keys(newest())).isEmpty();
    assertThat(failures()).isEmpty();
  }

  @Test
  void whatHasNotBeenAppliedYetIsWaitedFor() throws Exception {
    ask(asOf(Position.of(4, 0)));
    assertThat(answered()).hasSize(1);
    wal(TestLog.event(CHANNEL, 4, TestLog.insert(things, 0, 2, 10, 11)));
    assertThat(keys(newest())).as("not the second row").containsExactly(7L, 9L, 10L);
  }

  @Test
  void aYoungerHorizonIsHeededAsSoonAsItsManifestIsIn() throws Exception {
    Manifest purged =
        TestFiles.manifest(things, 2, seal(things, 1, 7, 8)).toBuilder()
            .setHorizon(Position.of(1, 1))
            .build();
    manifest(TestLog.manifest(CHANNEL, 1, purged));
    ask(asOf(HORIZON));
    assertThat(failures()).as("it is loaded yet").isEmpty();
    tickUntil(
        () -> {
          try {
            ask(asOf(HORIZON));
          } catch (Exception e) {
            throw new AssertionError(e);
          }
          return !failures().isEmpty();
        });
    assertThat(codes()).contains(ErrorCode.HISTORY_GONE.number());
    assertThat(failures().get(0).getFailure().getMessage()).doesNotContain("as of a time");
  }
}
