package io.cinclus.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WriterWindowTest {
  /** The same with a set that never forgets, of which only the newest sequences count. */
  private static final class Model {
    final Set<Long> applied = new HashSet<>();
    long highest = -1;
    long lastOffset = -1;

    boolean accept(long sequence, long offset) {
      if (sequence < 0 || sequence <= highest - WriterWindow.SIZE || !applied.add(sequence)) {
        return false;
      }
      highest = Math.max(highest, sequence);
      lastOffset = offset;
      return true;
    }
  }

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatIsNewIsWhatASetSays(long seed) {
    Random random = new Random(seed);
    Model model = new Model();
    WriterWindow window = new WriterWindow(42);
    long front = 0;
    for (long offset = 0; offset < 5000; offset++) {
      // Mostly in order; repeats, late ones, ones far too late, and skips, some beyond a window.
      long sequence =
          switch (random.nextInt(8)) {
            case 0 -> front - random.nextInt(10);
            case 1 -> front - random.nextInt(2 * WriterWindow.SIZE);
            case 2 -> front + random.nextInt(5);
            case 3 -> front + (random.nextInt(20) == 0 ? random.nextInt(200) : 1);
            default -> front + 1;
          };
      front = Math.max(front, sequence);
      assertThat(window.accept(sequence, offset))
          .as("sequence %d at offset %d", sequence, offset)
          .isEqualTo(model.accept(sequence, offset));
      assertThat(window.lastOffset()).isEqualTo(model.lastOffset);
      if (random.nextInt(10) == 0) {
        window = WriterWindow.fromProto(window.toProto());
      }
    }
    assertThat(window.writerId()).isEqualTo(42);
  }

  @Test
  void whoStartsAtAnyOffsetDecidesAsWhoCameFromBefore() {
    Random random = new Random(7);
    long[] sequences = new long[400];
    for (int offset = 1; offset < sequences.length; offset++) {
      sequences[offset] =
          random.nextInt(3) == 0
              ? Math.max(0, offset - random.nextInt(100))
              : sequences[offset - 1] + 1;
    }
    WriterWindow all = new WriterWindow(1);
    List<io.cinclus.v1.WriterWindow> windows = new ArrayList<>();
    List<Boolean> decisions = new ArrayList<>();
    for (int offset = 0; offset < sequences.length; offset++) {
      windows.add(all.toProto());
      decisions.add(all.accept(sequences[offset], offset));
    }
    for (int start = 0; start < sequences.length; start += 7) {
      WriterWindow later = WriterWindow.fromProto(windows.get(start));
      for (int offset = start; offset < sequences.length; offset++) {
        assertThat(later.accept(sequences[offset], offset)).isEqualTo(decisions.get(offset));
      }
    }
  }

  @Test
  void aWriterThatWasNeverHeardOfHasAppliedNothing() {
    WriterWindow window = WriterWindow.fromProto(new WriterWindow(3).toProto());
    assertThat(window.lastOffset()).isEqualTo(-1);
    assertThat(window.accept(-1, 0)).isFalse();
    assertThat(window.accept(0, 0)).isTrue();
    assertThat(window.accept(0, 1)).isFalse();
  }

  @Test
  void aRecordThatLandsLateIsTheNewestOne() {
    WriterWindow window = new WriterWindow(1);
    window.accept(5, 10);
    window.accept(3, 11);
    assertThat(window.lastOffset()).isEqualTo(11);
  }

  @Test
  void aRecordAsOldAsTheWindowIsLongCountsAsARepeat() {
    WriterWindow window = new WriterWindow(1);
    window.accept(WriterWindow.SIZE, 0);
    assertThat(window.accept(1, 1)).isTrue();
    assertThat(window.accept(0, 2)).isFalse();
  }
}
