package io.cinclus.jobs.queryserving;

import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.operators.log.Logs;
import io.cinclus.operators.serve.MergeFunction;
import io.cinclus.operators.serve.PlanFunction;
import io.cinclus.operators.serve.PlanRouter;
import io.cinclus.operators.serve.ReleaseFunction;
import io.cinclus.operators.serve.ReplySink;
import io.cinclus.operators.serve.RequestSource;
import io.cinclus.operators.serve.SearchFunction;
import io.cinclus.operators.serve.SearchWork;
import io.cinclus.operators.serve.ServeFunction;
import io.cinclus.operators.serve.ServeOptions;
import io.cinclus.operators.serve.ServeTypes;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.MergeEvent;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.ServeEvent;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.datastream.AsyncDataStream;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.ParameterTool;

/**
 * Answers search requests from a Kafka topic. All state is memory that is rebuilt from the logs and
 * object storage, so the job runs without checkpoints and refuses to be built with them.
 */
public final class QueryServingJob {
  /** The job's name. */
  public static final String NAME = "query-serving";

  private QueryServingJob() {}

  /** Operator ids. */
  private static final class Uid {
    static final String REQUESTS = "requests";
    static final String OPENED = "opened";
    static final String PLAN = "plan";
    static final String ROUTE = "route";
    static final String ASK = "ask";
    static final String WAL = "wal";
    static final String WAL_EVENT = "wal-event";
    static final String MANIFESTS = "manifests";
    static final String MANIFEST_EVENT = "manifest-event";
    static final String SERVE = "serve";
    static final String SEARCH = "search";
    static final String RELEASE = "release";
    static final String IMMEDIATE = "immediate";
    static final String MERGE = "merge";
    static final String REPLY = "reply";
  }

  /** Options as {@code --key value}; see {@link ServeOptions}. */
  public static void main(String[] args) throws Exception {
    Configuration config = ParameterTool.fromArgs(args).getConfiguration();
    StreamExecutionEnvironment env = StreamExecutionEnvironment.getExecutionEnvironment(config);
    build(env, ServeOptions.from(config));
    env.execute("cinclus-" + NAME);
  }

  /**
   * Adds the job's dataflow.
   *
   * @throws IllegalStateException where checkpointing is on: what is in flight lives in memory only
   */
  public static void build(StreamExecutionEnvironment env, ServeOptions options) {
    if (env.getCheckpointConfig().isCheckpointingEnabled()) {
      throw new IllegalStateException(
          "the query-serving job runs without checkpoints: leave execution.checkpointing.interval"
              + " unset, its state is rebuilt from the logs");
    }
    env.setMaxParallelism(ChannelKeys.MAX_PARALLELISM);
    env.setBufferTimeout(0);
    SingleOutputStreamOperator<OpenRequest> requests =
        env.fromSource(
                new RequestSource(options, NAME), WatermarkStrategy.noWatermarks(), Uid.REQUESTS)
            .uid(Uid.REQUESTS);
    SingleOutputStreamOperator<ChannelRequest> asked = plan(requests, options);
    DataStream<MergeEvent> opened =
        requests
            .map(MergeFunction::opened)
            .returns(ServeTypes.MERGE_EVENT)
            .uid(Uid.OPENED)
            .name(Uid.OPENED);
    DataStream<MergeEvent> answers = serve(events(env, asked, options), options);
    opened
        .union(asked.getSideOutput(PlanRouter.MERGE), answers)
        .keyBy(MergeFunction::key, Types.LONG)
        .process(new MergeFunction(options), ServeTypes.REPLY)
        .uid(Uid.MERGE)
        .name(Uid.MERGE)
        .sinkTo(new ReplySink(options))
        .uid(Uid.REPLY)
        .name(Uid.REPLY);
  }

  private static SingleOutputStreamOperator<ChannelRequest> plan(
      DataStream<OpenRequest> requests, ServeOptions options) {
    return AsyncDataStream.unorderedWait(
            requests,
            new PlanFunction(options),
            options.limits().maxTimeoutMillis(),
            TimeUnit.MILLISECONDS,
            options.limits().maxInFlight())
        .returns(ServeTypes.PLAN_OUTPUT)
        .uid(Uid.PLAN)
        .name(Uid.PLAN)
        .process(new PlanRouter(), ServeTypes.CHANNEL_REQUEST)
        .uid(Uid.ROUTE)
        .name(Uid.ROUTE);
  }

  private static DataStream<ServeEvent> events(
      StreamExecutionEnvironment env, DataStream<ChannelRequest> asked, ServeOptions options) {
    DataStream<ServeEvent> wal =
        env.fromSource(Logs.wal(options.log(), NAME), WatermarkStrategy.noWatermarks(), Uid.WAL)
            .uid(Uid.WAL)
            .map(event -> ServeEvent.newBuilder().setWal(event).build())
            .returns(ServeTypes.SERVE_EVENT)
            .uid(Uid.WAL_EVENT)
            .name(Uid.WAL_EVENT);
    DataStream<ServeEvent> manifests =
        env.fromSource(
                Logs.manifests(options.log(), NAME),
                WatermarkStrategy.noWatermarks(),
                Uid.MANIFESTS)
            .uid(Uid.MANIFESTS)
            .map(event -> ServeEvent.newBuilder().setManifest(event).build())
            .returns(ServeTypes.SERVE_EVENT)
            .uid(Uid.MANIFEST_EVENT)
            .name(Uid.MANIFEST_EVENT);
    DataStream<ServeEvent> questions =
        asked
            .map(request -> ServeEvent.newBuilder().setRequest(request).build())
            .returns(ServeTypes.SERVE_EVENT)
            .uid(Uid.ASK)
            .name(Uid.ASK);
    return wal.union(manifests, questions);
  }

  private static DataStream<MergeEvent> serve(DataStream<ServeEvent> events, ServeOptions options) {
    SingleOutputStreamOperator<SearchWork> work =
        events
            .keyBy(QueryServingJob::channelKey, Types.INT)
            .process(new ServeFunction(options), ServeTypes.SEARCH_WORK)
            .uid(Uid.SERVE)
            .name(Uid.SERVE);
    DataStream<MergeEvent> searched =
        AsyncDataStream.unorderedWait(
                work,
                new SearchFunction(options),
                options.limits().maxTimeoutMillis(),
                TimeUnit.MILLISECONDS,
                options.limits().maxInFlight())
            .returns(ServeTypes.ANSWER)
            .uid(Uid.SEARCH)
            .name(Uid.SEARCH)
            .map(new ReleaseFunction())
            .returns(ServeTypes.MERGE_EVENT)
            .uid(Uid.RELEASE)
            .name(Uid.RELEASE);
    DataStream<MergeEvent> immediate =
        work.getSideOutput(ServeFunction.IMMEDIATE)
            .map(reply -> MergeEvent.newBuilder().setPart(reply).build())
            .returns(ServeTypes.MERGE_EVENT)
            .uid(Uid.IMMEDIATE)
            .name(Uid.IMMEDIATE);
    return searched.union(immediate);
  }

  private static int channelKey(ServeEvent event) {
    return event.hasRequest()
        ? ChannelKeys.of(event.getRequest().getChannel())
        : ChannelKeys.keyOf(event.hasWal() ? event.getWal() : event.getManifest());
  }
}
