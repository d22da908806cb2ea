package io.cinclus.standalone.flink;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.TaskManagerOptions;
import org.junit.jupiter.api.Test;

final class FlinkOptionsTest {

  private static final String INTERVAL = CheckpointingOptions.CHECKPOINTING_INTERVAL.key();

  @Test
  void aStatefulJobIsCheckpointedIntoAFolderOfItsOwn() {
    Configuration options = FlinkOptions.job(settings(Map.of()), job("ingest", true));
    assertThat(options.get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofSeconds(2));
    assertThat(options.get(CheckpointingOptions.CHECKPOINTS_DIRECTORY))
        .isEqualTo("file:///data/flink/checkpoints/ingest");
  }

  @Test
  void aStatelessJobIsNeverCheckpointedEvenIfAnIntervalIsGiven() {
    Configuration options =
        FlinkOptions.job(settings(Map.of(INTERVAL, "1 s")), job("serving", false));
    assertThat(options.containsKey(INTERVAL)).isFalse();
  }

  @Test
  void givenOptionsAreLaidOverTheOthers() {
    FlinkSettings settings = settings(Map.of(INTERVAL, "7 s", "s3.access-key", "k"));
    assertThat(
            FlinkOptions.job(settings, job("ingest", true))
                .get(CheckpointingOptions.CHECKPOINTING_INTERVAL))
        .isEqualTo(Duration.ofSeconds(7));
    assertThat(FlinkOptions.cluster(settings).toMap()).containsEntry("s3.access-key", "k");
  }

  @Test
  void networkMemoryGrowsWithTheParallelism() {
    FlinkSettings wide = FlinkSettings.of(Path.of("/data/flink"), 16);
    assertThat(FlinkOptions.cluster(wide).get(TaskManagerOptions.NETWORK_MEMORY_MAX))
        .isGreaterThan(
            FlinkOptions.cluster(settings(Map.of())).get(TaskManagerOptions.NETWORK_MEMORY_MAX));
  }

  private static FlinkSettings settings(Map<String, String> options) {
    return new FlinkSettings(Path.of("/data/flink"), 2, Duration.ofSeconds(2), true, options);
  }

  private static JobSpec job(String name, boolean stateful) {
    return new JobSpec(name, stateful, environment -> {});
  }
}
