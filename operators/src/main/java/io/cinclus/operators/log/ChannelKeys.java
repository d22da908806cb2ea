package io.cinclus.operators.log;

import io.cinclus.v1.LogEvent;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;

/**
 * The Flink key of each channel, chosen so that channels are spread evenly over subtasks.
 *
 * <p>Flink places a key by its hash, and the hashes of 0, 1, 2, … fall unevenly. The key of channel
 * c is the smallest int (not taken by a lower channel) whose key group is {@code Integer.reverse(c)
 * >>> 25} of 128: key groups in bit-reversed order, so that any prefix of the channels is spread,
 * and is spread the same when channels are added. The keys are part of every checkpoint and never
 * change.
 */
public final class ChannelKeys {
  /** Of every job. */
  public static final int MAX_PARALLELISM = 128;

  /** Channels that a cluster may have. */
  public static final int MAX_CHANNELS = 1024;

  private static final int KEY_GROUP_BITS = Integer.numberOfTrailingZeros(MAX_PARALLELISM);

  private static final int[] KEYS = keys();

  private ChannelKeys() {}

  /** The key of a channel; {@link IllegalArgumentException} outside 0 to {@link #MAX_CHANNELS}. */
  public static int of(int channel) {
    if (channel < 0 || channel >= MAX_CHANNELS) {
      throw new IllegalArgumentException(
          "channel %d is not between 0 and %d".formatted(channel, MAX_CHANNELS - 1));
    }
    return KEYS[channel];
  }

  /** The key of the channel that an event of a log is of: every job keys its logs by it. */
  public static int keyOf(LogEvent event) {
    return of(event.getPartition());
  }

  /** The subtask that owns a channel. */
  public static int subtaskOf(int channel, int parallelism) {
    return KeyGroupRangeAssignment.assignKeyToParallelOperator(
        of(channel), MAX_PARALLELISM, parallelism);
  }

  private static int[] keys() {
    int[] keys = new int[MAX_CHANNELS];
    int[] next = new int[MAX_PARALLELISM];
    for (int channel = 0; channel < MAX_CHANNELS; channel++) {
      int group = Integer.reverse(channel % MAX_PARALLELISM) >>> (Integer.SIZE - KEY_GROUP_BITS);
      int key = next[group];
      while (KeyGroupRangeAssignment.assignToKeyGroup(key, MAX_PARALLELISM) != group) {
        key++;
      }
      next[group] = key + 1;
      keys[channel] = key;
    }
    return keys;
  }
}
