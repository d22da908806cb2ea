package io.cinclus.operators.serve;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.Position;
import io.cinclus.v1.ChannelReply;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
import io.cinclus.v1.ShardSealed;
import org.junit.jupiter.api.Test;

/** What is told to requests that are not answered, or not fully. */
class ServeFunctionRefusalsTest extends ServeFunctionFixture {
  @Test
  void aRequestWithoutAPermitIsRefusedAtOnceAndAReturnedPermitIsUsedAgain() throws Exception {
    start(0, 0);
    ask(request(Position.NONE));
    ask(request(Position.NONE));
    assertThat(answered()).hasSize(2);
    assertThat(failures()).isEmpty();

    ask(request(Position.NONE));
    assertThat(answered()).hasSize(2);
    assertThat(failures()).hasSize(1);
    assertThat(failures().get(0).getFailure().getCode()).isEqualTo(ErrorCode.OVERLOADED.number());
    assertThat(failures().get(0).getId()).isEqualTo(TestRequests.id(2));
    assertThat(failures().get(0).getChannel()).isEqualTo(CHANNEL);
    assertThat(failures().get(0).getDeadlineMillis()).isEqualTo(DEADLINE);
    wal(TestLog.event(CHANNEL, 0, TestLog.insert(things, 0, 0, 1)));
    ask(request(Position.before(9)));
    assertThat(failures()).as("waiting needs no permit").hasSize(1);

    answered().get(0).permit().giveBack();
    answered().get(0).permit().giveBack();
    ask(request(Position.NONE));
    assertThat(answered()).hasSize(3);
    ask(request(Position.NONE));
    assertThat(failures()).as("a permit is returned once").hasSize(2);
  }

  @Test
  void whatAsksForAPartitionThatHasBeenReleasedSinceIsRefused() throws Exception {
    start(0, 0);
    long other = catalog.partition("things", "other");
    catalog.release("things", "other");
    ask(request(things, Position.NONE).addPartitionIds(other).build());
    assertThat(failures())
        .singleElement()
        .satisfies(
            reply ->
                assertThat(reply.getFailure().getCode())
                    .isEqualTo(ErrorCode.PARTITION_NOT_LOADED.number()));
    ask(request(things, Position.NONE).build());
    assertThat(answered()).hasSize(1);
  }

  @Test
  void oneMoreThanMayWaitIsRefused() throws Exception {
    for (int i = 0; i < 3; i++) {
      ask(request(Position.before(5)));
    }
    assertThat(failures()).isEmpty();
    ask(request(Position.before(5)));
    assertThat(failures())
        .singleElement()
        .satisfies(
            reply ->
                assertThat(reply.getFailure().getCode()).isEqualTo(ErrorCode.OVERLOADED.number()));
  }

  @Test
  void aRequestWhoseDeadlineHasPassedIsForgotten() throws Exception {
    start(0, 0);
    for (int i = 0; i < 3; i++) {
      ask(request(Position.before(5)));
    }
    passTime(DEADLINE);
    wal(TestLog.gap(CHANNEL, 8));
    assertThat(answered()).isEmpty();
    assertThat(failures()).isEmpty();
    ask(request(things, Position.before(5)).setDeadlineMillis(2 * DEADLINE).build());
    assertThat(answered()).hasSize(1);
  }

  @Test
  void aCorruptSegmentFailsItsCollectionByNameAndLeavesTheOthersAlone() throws Exception {
    CollectionInfo others = catalog.createLoaded("others", CHANNEL);
    ShardSealed bad = seal(things, 1, 7);
    String path = bad.getSegments(0).getFile().getPath();
    files.corrupt(path);
    manifest(TestLog.manifest(CHANNEL, 0, TestFiles.manifest(things, 1, bad)));
    manifest(TestLog.manifest(CHANNEL, 1, TestFiles.manifest(others, 1, seal(others, 1, 8))));
    start(2, 2);
    ask(request(Position.NONE));
    ask(request(others, Position.NONE).build());
    tickUntil(() -> !answered().isEmpty() && !failures().isEmpty());

    assertThat(answered()).hasSize(1);
    assertThat(keys(answered().get(0))).containsExactly(8L);
    assertThat(failures()).hasSize(1);
    assertThat(failures().get(0).getId()).isEqualTo(TestRequests.id(0));
    assertThat(failures().get(0).getFailure().getCode())
        .isEqualTo(ErrorCode.STORAGE_CORRUPT.number());
    assertThat(failures().get(0).getFailure().getMessage()).contains(path);
  }

  @Test
  void aCorruptIndexGivesAWarningWithTheAnswer() throws Exception {
    ShardSealed seal = seal(things, 1, 7, 8);
    Segment indexed = files.index(things, seal.getSegments(0), 7, 8);
    String path = indexed.getIndexes(0).getFile().getPath();
    files.corrupt(path);
    Manifest manifest =
        TestFiles.manifest(things, 1, seal).toBuilder().setSegments(0, indexed).build();
    manifest(TestLog.manifest(CHANNEL, 0, manifest));
    start(2, 1);
    ask(request(Position.NONE));
    tickUntil(() -> !answered().isEmpty());

    ChannelReply reply = new ChannelSearch(1 << 20, () -> now).answer(answered().get(0));
    assertThat(reply.hasFailure()).isFalse();
    assertThat(reply.getWarningsList()).hasSize(1).first().asString().contains(path);
    assertThat(reply.getHits(0).getDistancesList()).containsExactly(49f, 64f);
  }

  @Test
  void aRequestForACollectionDroppedMeanwhileIsToldSo() throws Exception {
    start(0, 0);
    ask(request(Position.before(1)));
    catalog.drop("things");
    wal(TestLog.event(CHANNEL, 0, TestLog.insert(things, 0, 0, 1)));
    assertThat(codes()).containsExactly(ErrorCode.COLLECTION_NOT_FOUND.number());
    assertThat(answered()).isEmpty();
  }

  @Test
  void aRequestForACollectionReleasedMeanwhileIsToldSo() throws Exception {
    manifest(TestLog.manifest(CHANNEL, 0, TestFiles.manifest(things, 1, seal(things, 1, 7))));
    start(2, 1);
    ask(request(Position.before(3)));
    catalog.release("things");
    tick();
    wal(TestLog.event(CHANNEL, 2, TestLog.insert(things, 0, 0, 1)));
    assertThat(codes()).containsExactly(ErrorCode.COLLECTION_NOT_LOADED.number());

    catalog.load("things");
    ask(request(Position.NONE));
    tickUntil(() -> !answered().isEmpty());
    assertThat(keys(answered().get(0))).containsExactly(1L, 7L);
  }

  @Test
  void aRequestThatHasExpiredTakesNoPermit() throws Exception {
    start(0, 0);
    for (int i = 0; i < 3; i++) {
      ask(request(things, Position.NONE).setDeadlineMillis(now).build());
    }
    assertThat(answered()).isEmpty();
    assertThat(failures()).isEmpty();
    ask(request(Position.NONE));
    assertThat(answered()).hasSize(1);
  }
}
