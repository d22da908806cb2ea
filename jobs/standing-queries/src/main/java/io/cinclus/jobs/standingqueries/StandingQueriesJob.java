package io.cinclus.jobs.standingqueries;

import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.operators.log.Logs;
import io.cinclus.operators.standing.MatchOperator;
import io.cinclus.operators.standing.MatchSinks;
import io.cinclus.operators.standing.StandingOptions;
import io.cinclus.operators.types.ProtoTypeInfo;
import io.cinclus.v1.MatchDelivery;
import io.cinclus.v1.MatchRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;

/**
 * Compares the rows of the write-ahead log with standing queries and publishes what matches, at
 * least once or exactly once as each query says. Needs checkpoints: what it has read is not read
 * again.
 */
public final class StandingQueriesJob {
  /** The job's name, and that of its folder of checkpoints. */
  public static final String NAME = "standing-queries";

  private StandingQueriesJob() {}

  /** Operator ids. They are part of every checkpoint and never change. */
  private static final class Uid {
    static final String WAL = "wal";
    static final String MATCH = "match";
    static final String AT_LEAST_ONCE = "at-least-once";
    static final String EXACTLY_ONCE = "exactly-once";
    static final String MATCHES = "matches";
    static final String COMMITTED_MATCHES = "committed-matches";
  }

  /** Options as {@code --key value}; see {@link StandingOptions}. */
  public static void main(String[] args) throws Exception {
    Configuration config = ParameterTool.fromArgs(args).getConfiguration();
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    build(env, StandingOptions.from(config));
    env.execute("cinclus-" + NAME);
  }

  /**
   * Adds the job's dataflow.
   *
   * @throws IllegalStateException where checkpointing is off: a restart would lose matches
   */
  public static void build(StreamExecutionEnvironment env, StandingOptions options) {
    if (!env.getCheckpointConfig().isCheckpointingEnabled()) {
      throw new IllegalStateException(
          "the standing-queries job goes on from checkpoints: set execution.checkpointing.interval");
    }
    env.setMaxParallelism(ChannelKeys.MAX_PARALLELISM);
    SingleOutputStreamOperator<MatchRecord> matches =
        env.fromSource(
                Logs.walForStandingQueries(options.log(), NAME),
                WatermarkStrategy.noWatermarks(),
                Uid.WAL)
            .uid(Uid.WAL)
            .keyBy(ChannelKeys::keyOf, Types.INT)
            .transform(
                Uid.MATCH, new ProtoTypeInfo<>(MatchRecord.class), new MatchOperator(options))
            .uid(Uid.MATCH);
    matches
        .filter(match -> match.getDelivery() != MatchDelivery.MATCH_EXACTLY_ONCE)
        .uid(Uid.AT_LEAST_ONCE)
        .name(Uid.AT_LEAST_ONCE)
        .sinkTo(MatchSinks.atLeastOnce(options))
        .uid(Uid.MATCHES)
        .name(Uid.MATCHES);
    matches
        .filter(match -> match.getDelivery() == MatchDelivery.MATCH_EXACTLY_ONCE)
        .uid(Uid.EXACTLY_ONCE)
        .name(Uid.EXACTLY_ONCE)
        .sinkTo(MatchSinks.exactlyOnce(options))
        .uid(Uid.COMMITTED_MATCHES)
        .name(Uid.COMMITTED_MATCHES);
  }
}
