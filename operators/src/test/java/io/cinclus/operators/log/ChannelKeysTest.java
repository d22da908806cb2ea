package io.cinclus.operators.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.v1.LogEvent;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.api.Test;

class ChannelKeysTest {
  private static final int[] FIRST_KEYS = {
    312, 84, 75, 57, 361, 70, 300, 163, 357, 301, 117, 65, 157, 45, 78, 91
  };

  /** Of all keys. */
  private static final int HASH = 1107201039;

  /** Channels above the average that a subtask may get where the numbers are no powers of two. */
  private static final int MAX_UNEVEN = 3;

  @Test
  void theKeysOfCheckpointsNeverChange() {
    int[] first = IntStream.range(0, 16).map(ChannelKeys::of).toArray();
    assertThat(first).containsExactly(FIRST_KEYS);
    int[] all = IntStream.range(0, ChannelKeys.MAX_CHANNELS).map(ChannelKeys::of).toArray();
    assertThat(Arrays.hashCode(all)).isEqualTo(HASH);
  }

  @Test
  void noTwoChannelsShareAKey() {
    assertThat(IntStream.range(0, ChannelKeys.MAX_CHANNELS).map(ChannelKeys::of).distinct())
        .hasSize(ChannelKeys.MAX_CHANNELS);
  }

  @Test
  void theKeyGroupsComeInBitReversedOrder() {
    for (int channel = 0; channel < ChannelKeys.MAX_CHANNELS; channel++) {
      assertThat(
              KeyGroupRangeAssignment.assignToKeyGroup(
                  ChannelKeys.of(channel), ChannelKeys.MAX_PARALLELISM))
          .isEqualTo(Integer.reverse(channel % 128) >>> 25);
    }
  }

  @Test
  void powersOfTwoAreSpreadEvenly() {
    for (int channels = 1; channels <= ChannelKeys.MAX_CHANNELS; channels *= 2) {
      for (int subtasks = 1; subtasks <= Math.min(channels, 128); subtasks *= 2) {
        assertThat(counts(channels, subtasks)).containsOnly(channels / subtasks);
      }
    }
    assertThat(counts(8, 2)).containsExactly(4, 4);
  }

  @Test
  void anyOtherNumberIsSpreadAlmostEvenly() {
    for (int channels = 1; channels <= 128; channels++) {
      for (int subtasks = 1; subtasks <= Math.min(channels, 16); subtasks++) {
        int[] counts = counts(channels, subtasks);
        assertThat(Arrays.stream(counts).max().orElseThrow())
            .as("%d channels on %d subtasks", channels, subtasks)
            .isLessThanOrEqualTo(channels / subtasks + MAX_UNEVEN);
      }
    }
  }

  @Test
  void anEventHasTheKeyOfItsChannel() {
    assertThat(ChannelKeys.keyOf(LogEvent.newBuilder().setPartition(5).build()))
        .isEqualTo(ChannelKeys.of(5));
  }

  private static int[] counts(int channels, int subtasks) {
    int[] counts = new int[subtasks];
    for (int channel = 0; channel < channels; channel++) {
      counts[ChannelKeys.subtaskOf(channel, subtasks)]++;
    }
    return counts;
  }

  @Test
  void channelsThatThereCannotBeAreRefused() {
    assertThatThrownBy(() -> ChannelKeys.of(-1)).hasMessageContaining("between 0 and 1023");
    assertThatThrownBy(() -> ChannelKeys.of(ChannelKeys.MAX_CHANNELS))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
