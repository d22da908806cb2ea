package io.cinclus.operators.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.log.WriterWindow;
import io.cinclus.model.Position;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.NextProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressCandidatesTest {
  private record Sent(long writer, long sequence) {}

  /**
   * Records that repeat others, whose windows have long moved on when the progress comes to them:
   * who starts there must still take the same records for repeats.
   */
  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void whoStartsAtTheProgressDecidesAsWhoReadTheWholeLog(long seed) {
    Random random = new Random(seed);
    List<Sent> log = new ArrayList<>();
    for (int i = 0; i < 3000; i++) {
      boolean repeats = i > 0 && random.nextInt(4) == 0;
      Sent earlier = repeats ? log.get(i - 1 - random.nextInt(Math.min(i, 30))) : null;
      log.add(earlier != null ? earlier : new Sent(random.nextInt(3), i / 3));
    }
    Map<Long, WriterWindow> writers = new TreeMap<>();
    List<Boolean> decisions = new ArrayList<>();
    NextProgress known = NextProgress.getDefaultInstance();
    long emitted = Position.NONE;
    int emissions = 0;
    for (int offset = 0; offset < log.size(); offset++) {
      if (random.nextInt(20) == 0) {
        known = ProgressCandidates.note(known, offset, writers.values());
      }
      decisions.add(accept(writers, log.get(offset), offset));
      long sealedTo = Position.before(Math.max(0, offset - 1000L));
      Optional<ChannelProgress> progress = ProgressCandidates.highest(known, sealedTo);
      if (random.nextInt(50) == 0 && progress.isPresent()) {
        assertThat(progress.get().getSealedTo()).isBetween(emitted + 1, sealedTo);
        emitted = progress.get().getSealedTo();
        known = ProgressCandidates.above(known, emitted);
        checkStart(progress.get(), log, decisions);
        emissions++;
      }
      assertThat(known.getCandidatesCount()).isLessThanOrEqualTo(ProgressCandidates.MAX_CANDIDATES);
    }
    assertThat(emissions).isPositive();
  }

  private static void checkStart(
      ChannelProgress progress, List<Sent> log, List<Boolean> decisions) {
    Map<Long, WriterWindow> writers = new TreeMap<>();
    progress
        .getWritersList()
        .forEach(window -> writers.put(window.getWriterId(), WriterWindow.fromProto(window)));
    int start = (int) Position.offset(progress.getSealedTo() + 1);
    for (int offset = start; offset < decisions.size(); offset++) {
      assertThat(accept(writers, log.get(offset), offset))
          .as("offset %d read from %d on", offset, start)
          .isEqualTo(decisions.get(offset));
    }
  }

  private static boolean accept(Map<Long, WriterWindow> writers, Sent record, long offset) {
    return writers
        .computeIfAbsent(record.writer(), WriterWindow::new)
        .accept(record.sequence(), offset);
  }

  @Test
  void anOffsetIsNotedOnceAndOnlyInOrder() {
    NextProgress one = ProgressCandidates.note(NextProgress.getDefaultInstance(), 5, List.of());
    assertThat(ProgressCandidates.note(one, 5, List.of())).isEqualTo(one);
    assertThat(ProgressCandidates.note(one, 4, List.of())).isEqualTo(one);
    assertThat(ProgressCandidates.note(one, 6, List.of()).getCandidatesList())
        .extracting(ChannelProgress::getSealedTo)
        .containsExactly(Position.before(5), Position.before(6));
  }

  @Test
  void noMoreThanTheLimitAreNoted() {
    NextProgress known = NextProgress.getDefaultInstance();
    for (int offset = 0; offset < 100; offset++) {
      known = ProgressCandidates.note(known, offset, List.of());
    }
    assertThat(known.getCandidatesCount()).isEqualTo(ProgressCandidates.MAX_CANDIDATES);
    NextProgress rest = ProgressCandidates.above(known, Position.before(3));
    assertThat(ProgressCandidates.note(rest, 100, List.of()).getCandidatesList())
        .hasSize(ProgressCandidates.MAX_CANDIDATES - 3)
        .last()
        .extracting(ChannelProgress::getSealedTo)
        .isEqualTo(Position.before(100));
  }

  @Test
  void nothingIsCoveredWhereTheLowestCandidateIsNot() {
    NextProgress known = ProgressCandidates.note(NextProgress.getDefaultInstance(), 5, List.of());
    assertThat(ProgressCandidates.highest(known, Position.before(5) - 1)).isEmpty();
    assertThat(ProgressCandidates.highest(known, Position.before(5))).isPresent();
  }

  @Test
  void writersStandInTheOrderInWhichTheyWroteLast() {
    WriterWindow first = new WriterWindow(1);
    WriterWindow second = new WriterWindow(2);
    second.accept(0, 3);
    first.accept(0, 4);
    assertThat(ProgressCandidates.progress(5, List.of(first, second)).getWritersList())
        .extracting(io.cinclus.v1.WriterWindow::getWriterId)
        .containsExactly(2L, 1L);
  }
}
