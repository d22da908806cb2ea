package io.cinclus.operators.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.Position;
import io.cinclus.model.ShardId;
import io.cinclus.v1.Generation;
import io.cinclus.v1.GrowingShard;
import java.util.List;
import org.junit.jupiter.api.Test;

class GenerationsTest {
  private static final ShardId SHARD = new ShardId(5, 1);
  private static final GrowingShard EMPTY = Generations.empty(SHARD, Position.NONE);

  private static GrowingShard append(GrowingShard shard, long offset, int mutations) {
    return Generations.append(
        shard, new Generations.Appended(Position.of(offset, 0), mutations, 100, offset, offset));
  }

  @Test
  void appendedRecordsAreCounted() {
    GrowingShard shard = append(append(EMPTY, 3, 2), 7, 4);
    Generation open = shard.getOpen();
    assertThat(Generations.id(shard)).isEqualTo(SHARD);
    assertThat(open.getChunkCount()).isEqualTo(2);
    assertThat(open.getMutationCount()).isEqualTo(6);
    assertThat(open.getSizeBytes()).isEqualTo(200);
    assertThat(open.getFirstPosition()).isEqualTo(Position.of(3, 0));
    assertThat(open.getLastPosition()).isEqualTo(Position.of(7, 3));
    assertThat(open.getOpenedAtMillis()).isEqualTo(3);
    assertThat(open.getCatalogPosition()).isEqualTo(7);
  }

  @Test
  void theCatalogPositionIsTheHighestOfAnyRecordOrTheCollection() {
    GrowingShard shard = append(append(EMPTY, 9, 1), 2, 1);
    assertThat(Generations.catalogPosition(5, shard.getOpen())).isEqualTo(9);
    assertThat(Generations.catalogPosition(12, shard.getOpen())).isEqualTo(12);
  }

  @Test
  void closingStartsTheNextGeneration() {
    GrowingShard shard = Generations.close(append(EMPTY, 3, 2), Position.of(8, 0), 17);
    assertThat(shard.getClosed(0).getLastPosition()).isEqualTo(Position.of(8, 0));
    assertThat(shard.getClosed(0).getClosedAfter()).isEqualTo(17);
    assertThat(shard.getOpen().getNumber()).isEqualTo(shard.getClosed(0).getNumber() + 1);
    assertThat(shard.getOpen().getChunkCount()).isZero();
  }

  @Test
  void aChunkIsNamedByItsShardAndGeneration() {
    GrowingShard shard = Generations.close(append(EMPTY, 3, 2), Position.of(8, 0), 17);
    assertThat(Generations.chunk(shard, shard.getOpen(), 0))
        .isNotEqualTo(Generations.chunk(shard, shard.getClosed(0), 0));
  }

  @Test
  void whatIsSealedIsToBeDiscarded() {
    GrowingShard closed = Generations.close(append(EMPTY, 3, 2), Position.of(3, 1), 0);
    GrowingShard sealed = Generations.sealed(closed);
    assertThat(sealed.getSealedTo()).isEqualTo(Position.of(3, 1));
    assertThat(sealed.getClosedCount()).isZero();
    assertThat(sealed.getDiscardedList()).containsExactly(closed.getClosed(0));
  }

  @Test
  void anEmptyGenerationLeavesNothingToDiscard() {
    GrowingShard sealed = Generations.sealed(Generations.close(EMPTY, Position.of(3, 0), 0));
    assertThat(sealed.getSealedTo()).isEqualTo(Position.of(3, 0));
    assertThat(sealed.getDiscardedCount()).isZero();
  }

  @Test
  void discardingAllKeepsNothingToSealAndNeverLowersWhatIsSealed() {
    GrowingShard shard = append(Generations.close(append(EMPTY, 3, 2), 99, 0), 5, 1);
    GrowingShard rest = Generations.discardAll(shard, Position.of(6, 0));
    assertThat(rest.getDiscardedList()).containsExactly(shard.getClosed(0), shard.getOpen());
    assertThat(rest.getClosedCount()).isZero();
    assertThat(rest.getOpen().getChunkCount()).isZero();
    assertThat(rest.getOpen().getNumber()).isGreaterThan(shard.getOpen().getNumber());
    assertThat(rest.getSealedTo()).isEqualTo(Position.of(6, 0));
    assertThat(Generations.discardAll(rest, 0).getSealedTo()).isEqualTo(Position.of(6, 0));
  }

  @Test
  void progressStandsBelowTheFirstUnsealedRowOfAnyShard() {
    GrowingShard early = append(EMPTY, 3, 2);
    GrowingShard late = append(EMPTY, 7, 1);
    assertThat(Generations.progress(List.of(late, early, EMPTY), 10)).isEqualTo(Position.before(3));
    assertThat(Generations.progress(List.of(EMPTY), 10)).isEqualTo(Position.before(10));
    assertThat(Generations.progress(List.of(), 0)).isEqualTo(Position.NONE);
  }

  @Test
  void progressStandsBelowAnEmptyGenerationThatIsStillToBeSealed() {
    GrowingShard flushed = Generations.close(EMPTY, Position.of(4, 0), 0);
    assertThat(Generations.progress(List.of(flushed), 10)).isEqualTo(Position.before(4));
  }

  @Test
  void aLimitLeavesOutWhatNamesAPositionAtOrAboveIt() {
    GrowingShard closed = Generations.close(append(EMPTY, 9, 1), 99, 3);
    Generation limited = Generations.limit(closed, 7, 21).getClosed(0);
    assertThat(Generations.counts(limited, 6)).isTrue();
    assertThat(Generations.counts(limited, 7)).isFalse();
    assertThat(Generations.counts(closed.getClosed(0), 1L << 60)).isTrue();
    assertThat(Generations.catalogPosition(5, limited)).as("the last there is").isEqualTo(6);
    assertThat(limited.getClosedAfter()).as("the limit must be durable too").isEqualTo(21);
  }

  @Test
  void aLimitOfAnEmptyCatalogIsALimit() {
    GrowingShard closed = Generations.close(append(EMPTY, 9, 1), 99, 3);
    assertThat(Generations.counts(Generations.limit(closed, 0, 21).getClosed(0), 0)).isFalse();
  }

  @Test
  void onlyAShardThatHoldsNothingAndNeverSealedIsVoid() {
    assertThat(Generations.isVoid(EMPTY, Position.NONE)).isTrue();
    assertThat(Generations.isVoid(EMPTY, 77)).as("its next seal starts elsewhere").isFalse();
    GrowingShard open = append(EMPTY, 3, 1);
    assertThat(Generations.isVoid(open, Position.NONE)).isFalse();
    GrowingShard closed = Generations.close(open, 99, 0);
    assertThat(Generations.isVoid(closed, Position.NONE)).isFalse();
    assertThat(Generations.isVoid(Generations.withoutOldest(closed), Position.NONE))
        .as("chunks are still to be deleted")
        .isFalse();
  }
}
