package io.cinclus.jobs.ingest;

import io.cinclus.operators.ingest.GrowFunction;
import io.cinclus.operators.ingest.IngestOptions;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.operators.log.Logs;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.v1.SealEvent;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;

/**
 * Reads the write-ahead log into growing segments and seals them. Needs checkpoints: nothing is
 * sealed that none has fixed.
 */
public final class IngestJob {
  /** The job's name, and that of its folder of checkpoints. */
  public static final String NAME = "ingest";

  private IngestJob() {}

  /** Operator ids. They are part of every checkpoint and never change. */
  private static final class Uid {
    static final String WAL = "wal";
    static final String GROW = "grow";
    static final String SEALS = "seals";
  }

  /** Options as {@code --key value}; see {@link IngestOptions}. */
  public static void main(String[] args) throws Exception {
    Configuration config = ParameterTool.fromArgs(args).getConfiguration();
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    build(env, IngestOptions.from(config));
    env.execute("cinclus-" + NAME);
  }

  /**
   * Adds the job's dataflow.
   *
   * @throws IllegalStateException where checkpointing is off: nothing would ever be sealed
   */
  public static void build(StreamExecutionEnvironment env, IngestOptions options) {
    if (!env.getCheckpointConfig().isCheckpointingEnabled()) {
      throw new IllegalStateException(
          "the ingest job seals what a checkpoint has fixed: set execution.checkpointing.interval");
    }
    env.setMaxParallelism(ChannelKeys.MAX_PARALLELISM);
    env.fromSource(Logs.wal(options.log(), NAME), WatermarkStrategy.noWatermarks(), Uid.WAL)
        .uid(Uid.WAL)
        .keyBy(ChannelKeys::keyOf, Types.INT)
        .process(new GrowFunction(options), new ProtoTypeInfo<>(SealEvent.class))
        .uid(Uid.GROW)
        .name(Uid.GROW)
        .sinkTo(Logs.sealSink(options.log()))
        .uid(Uid.SEALS)
        .name(Uid.SEALS);
  }
}
