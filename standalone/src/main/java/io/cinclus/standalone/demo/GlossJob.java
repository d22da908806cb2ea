package io.cinclus.standalone.demo;

import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.sink.CinclusSink;
import io.cinclus.operators.sink.RowChange;
import io.cinclus.operators.sink.SinkLimits;
import io.cinclus.sql.embed.SentenceModel;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.functions.RichMapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.SecurityOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The user's job: glosses through the model into the collection, in a Flink cluster of its own, as
 * a user's would be. At each checkpoint everything before it is acknowledged.
 */
final class GlossJob {
  static final String NAME = "glosses";

  private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(1);
  private static final MemorySize NETWORK_MEMORY = MemorySize.ofMebiBytes(16);
  private static final int BATCH_ROWS = 256;

  private GlossJob() {}

  /**
   * The job, not yet started.
   *
   * @param log where to write
   * @param limit how many glosses
   * @param parallelism how many are embedded at a time
   * @param nativeFolder for the model's native libraries
   */
  static StreamExecutionEnvironment build(
      LogConfig log, int limit, int parallelism, Path nativeFolder) {
    Configuration options = new Configuration();
    options.set(CheckpointingOptions.CHECKPOINTING_INTERVAL, CHECKPOINT_INTERVAL);
    options.set(PipelineOptions.AUTO_GENERATE_UIDS, false);
    options.set(PipelineOptions.GENERIC_TYPES, false);
    options.set(RestOptions.BIND_PORT, "0");
    options.set(RestartStrategyOptions.RESTART_STRATEGY, "none"); // A failure ends the demo.
    options.set(SecurityOptions.DELEGATION_TOKENS_ENABLED, false);
    options.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1));
    options.set(TaskManagerOptions.NETWORK_MEMORY_MAX, NETWORK_MEMORY);
    options.set(TaskManagerOptions.NETWORK_MEMORY_MIN, NETWORK_MEMORY);
    StreamExecutionEnvironment environment =
        StreamExecutionEnvironment.createLocalEnvironment(parallelism, options);
    environment
        .fromSequence(0, limit - 1)
        .uid("numbers")
        .map(new Embed(limit, nativeFolder.toString()))
        .returns(TypeInformation.of(EmbeddedGloss.class))
        .uid("embed")
        .name("Embed")
        .sinkTo(
            new CinclusSink<>(
                log,
                GlossCollection.TARGET,
                gloss -> RowChange.put(gloss.row()),
                SinkLimits.DEFAULT.withMaxRows(BATCH_ROWS)))
        .uid("cinclus")
        .name("Cinclus");
    return environment;
  }

  /** Reads the gloss of a number and embeds it. */
  private static final class Embed extends RichMapFunction<Long, EmbeddedGloss> {
    private static final long serialVersionUID = 1L;

    private final int limit;
    private final String nativeFolder;
    private transient WordNet wordNet;
    private transient SentenceModel model;

    Embed(int limit, String nativeFolder) {
      this.limit = limit;
      this.nativeFolder = nativeFolder;
    }

    @Override
    public void open(OpenContext context) throws IOException {
      wordNet = WordNet.load(limit);
      model = SentenceModel.load(Path.of(nativeFolder));
    }

    @Override
    public EmbeddedGloss map(Long number) {
      WordNet.Gloss gloss = wordNet.glosses().get(number.intValue());
      return new EmbeddedGloss(
          number,
          gloss.partOfSpeech(),
          gloss.words(),
          gloss.definition(),
          model.vector(gloss.text()));
    }
  }
}
