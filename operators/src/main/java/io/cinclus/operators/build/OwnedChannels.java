package io.cinclus.operators.build;

import io.cinclus.operators.log.ChannelKeys;
import java.util.List;
import java.util.stream.IntStream;

/** Which channels belong to a subtask. Stateless. */
final class OwnedChannels {
  private OwnedChannels() {}

  /** The channels below {@code channelCount} whose key group is this subtask's. */
  static List<Integer> of(int subtask, int parallelism, int channelCount) {
    return IntStream.range(0, channelCount)
        .filter(channel -> ChannelKeys.subtaskOf(channel, parallelism) == subtask)
        .boxed()
        .toList();
  }
}
