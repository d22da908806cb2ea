package io.cinclus.operators.build;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.operators.log.ChannelKeys;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwnedChannelsTest {
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7, 16})
  void eachChannelBelongsToTheSubtaskThatItsKeyGoesTo(int parallelism) {
    List<Integer> all = new ArrayList<>();
    for (int subtask = 0; subtask < parallelism; subtask++) {
      for (int channel : OwnedChannels.of(subtask, parallelism, 32)) {
        all.add(channel);
        assertThat(
                KeyGroupRangeAssignment.assignKeyToParallelOperator(
                    ChannelKeys.of(channel), ChannelKeys.MAX_PARALLELISM, parallelism))
            .isEqualTo(subtask);
      }
    }
    assertThat(all).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 32).boxed().toList());
  }
}
