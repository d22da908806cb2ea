package io.cinclus.jobs.indexbuild;

import io.cinclus.operators.build.BuildFunction;
import io.cinclus.operators.build.BuildOptions;
import io.cinclus.operators.build.ManifestSink;
import io.cinclus.operators.build.OwnerFunction;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.operators.log.Logs;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.OwnerEvent;
import io.cinclus.v1.Publication;
import io.cinclus.v1.SealEvent;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;

/**
 * Registers sealed segments, builds their indexes, compacts them, and publishes manifests. Needs
 * checkpoints: nothing is published that none has fixed. The results of plans come back to the
 * owner through the seals topic.
 */
public final class IndexBuildJob {
  /** The job's name, and that of its folder of checkpoints. */
  public static final String NAME = "index-build";

  /** {@link BuildFunction} has its own, which does not count the time that a plan waits. */
  private static final long NO_TIMEOUT = 0;

  private static final TypeInformation<OwnerEvent> OWNER_EVENT =
      new ProtoTypeInfo<>(OwnerEvent.class);

  private IndexBuildJob() {}

  /** Operator ids. They are part of every checkpoint and never change. */
  private static final class Uid {
    static final String SEALS = "seals";
    static final String SEAL_EVENT = "seal-event";
    static final String MANIFESTS = "manifests";
    static final String MANIFEST_EVENT = "manifest-event";
    static final String OWNER = "owner";
    static final String PUBLISH = "publish";
    static final String BUILD = "build";
    static final String FINISHED = "finished";
  }

  /** Options as {@code --key value}; see {@link BuildOptions}. */
  public static void main(String[] args) throws Exception {
    Configuration config = ParameterTool.fromArgs(args).getConfiguration();
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    build(env, BuildOptions.from(config));
    env.execute("cinclus-" + NAME);
  }

  /**
   * Adds the job's dataflow.
   *
   * @throws IllegalStateException where checkpointing is off: nothing would ever be published
   */
  public static void build(StreamExecutionEnvironment env, BuildOptions options) {
    if (!env.getCheckpointConfig().isCheckpointingEnabled()) {
      throw new IllegalStateException(
          "the index-build job publishes manifests when a checkpoint has completed: set "
              + CheckpointingOptions.CHECKPOINTING_INTERVAL.key());
    }
    env.setMaxParallelism(ChannelKeys.MAX_PARALLELISM);
    DataStream<OwnerEvent> seals =
        env.fromSource(Logs.seals(options.log(), NAME), WatermarkStrategy.noWatermarks(), Uid.SEALS)
            .uid(Uid.SEALS)
            .map(event -> OwnerEvent.newBuilder().setSeal(event).build())
            .returns(OWNER_EVENT)
            .uid(Uid.SEAL_EVENT)
            .name(Uid.SEAL_EVENT);
    DataStream<OwnerEvent> manifests =
        env.fromSource(
                Logs.manifests(options.log(), NAME),
                WatermarkStrategy.noWatermarks(),
                Uid.MANIFESTS)
            .uid(Uid.MANIFESTS)
            .map(event -> OwnerEvent.newBuilder().setManifest(event).build())
            .returns(OWNER_EVENT)
            .uid(Uid.MANIFEST_EVENT)
            .name(Uid.MANIFEST_EVENT);
    SingleOutputStreamOperator<Publication> publications =
        seals
            .union(manifests)
            .keyBy(IndexBuildJob::channelKey, Types.INT)
            .process(new OwnerFunction(options), new ProtoTypeInfo<>(Publication.class))
            .uid(Uid.OWNER)
            .name(Uid.OWNER);
    publications
        .sinkTo(new ManifestSink(options.log(), options.channelCount()))
        .uid(Uid.PUBLISH)
        .name(Uid.PUBLISH);
    AsyncDataStream.unorderedWait(
            publications.getSideOutput(OwnerFunction.PLANS).rebalance(),
            new BuildFunction(options),
            NO_TIMEOUT,
            TimeUnit.MILLISECONDS,
            options.channelCount() * options.limits().builds().maxPlans())
        .returns(new ProtoTypeInfo<>(SealEvent.class))
        .uid(Uid.BUILD)
        .name(Uid.BUILD)
        .sinkTo(Logs.sealSink(options.log()))
        .uid(Uid.FINISHED)
        .name(Uid.FINISHED);
  }

  private static int channelKey(OwnerEvent event) {
    LogEvent log = event.hasSeal() ? event.getSeal() : event.getManifest();
    return ChannelKeys.keyOf(log);
  }
}
