package io.cinclus.tests;

import com.google.protobuf.ByteString;
import io.cinclus.model.ShardId;
import io.cinclus.operators.build.ManifestSink;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.ManifestEvent;
import io.cinclus.v1.Publication;
import io.cinclus.v1.PublicationBatch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobInfo;
import org.apache.flink.api.common.JobInfoImpl;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.TaskInfoImpl;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.SimpleCounter;
import org.apache.flink.metrics.groups.OperatorIOMetricGroup;
import org.apache.flink.metrics.groups.SinkCommitterMetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;

/** Publishes manifests as the index-build job does, without the job. */
final class Committers {
  private Committers() {}

  /** Opens a committer of the only subtask, for channels below the count. */
  static Committer<PublicationBatch> open(LogConfig log, int channelCount) throws IOException {
    return open(log, channelCount, new TaskInfoImpl("publish", 128, 0, 1, 0), new SimpleCounter());
  }

  /** Opens the committer of a subtask, which counts what it drops. */
  static Committer<PublicationBatch> open(
      LogConfig log, int channelCount, TaskInfo subtask, Counter foreign) throws IOException {
    return new ManifestSink(log, channelCount)
        .createCommitter(new Context(subtask, new Metrics(foreign)));
  }

  static void commit(Committer<PublicationBatch> committer, Publication... publications)
      throws IOException, InterruptedException {
    PublicationBatch.Builder batch =
        PublicationBatch.newBuilder().setChannel(publications[0].getChannel());
    for (Publication publication : publications) {
      batch.addPublications(publication);
    }
    committer.commit(new ArrayList<>(List.of(new Request(batch.build()))));
  }

  static Publication manifest(int channel, ShardId shard, long generation) {
    Manifest manifest =
        Manifest.newBuilder()
            .setCollectionId(shard.collectionId())
            .setShard(shard.shard())
            .setGeneration(generation)
            .build();
    return deletion(channel, shard).toBuilder()
        .setEvent(ManifestEvent.newBuilder().setManifest(manifest))
        .build();
  }

  static Publication deletion(int channel, ShardId shard) {
    return Publication.newBuilder()
        .setChannel(channel)
        .setKey(ByteString.copyFrom(PublishedManifests.key(shard)))
        .build();
  }

  static Publication progress(int channel, long sealedTo) {
    return Publication.newBuilder()
        .setChannel(channel)
        .setKey(ByteString.copyFrom(PublishedManifests.progressKey()))
        .setEvent(
            ManifestEvent.newBuilder()
                .setProgress(
                    ChannelProgress.newBuilder().setChannel(channel).setSealedTo(sealedTo)))
        .build();
  }

  private record Request(PublicationBatch getCommittable)
      implements Committer.CommitRequest<PublicationBatch> {
    @Override
    public int getNumberOfRetries() {
      return 0;
    }

    @Override
    public void signalFailedWithKnownReason(Throwable reason) {
      throw new AssertionError(reason);
    }

    @Override
    public void signalFailedWithUnknownReason(Throwable reason) {
      throw new AssertionError(reason);
    }

    @Override
    public void retryLater() {
      throw new AssertionError("nobody would retry");
    }

    @Override
    public void updateAndRetryLater(PublicationBatch batch) {
      throw new AssertionError("nobody would retry");
    }

    @Override
    public void signalAlreadyCommitted() {}
  }

  private static final class Metrics extends UnregisteredMetricsGroup
      implements SinkCommitterMetricGroup {
    private final Counter foreign;

    Metrics(Counter foreign) {
      this.foreign = foreign;
    }

    @Override
    public Counter counter(String name) {
      return name.equals(ManifestSink.FOREIGN_BATCHES) ? foreign : super.counter(name);
    }

    @Override
    public OperatorIOMetricGroup getIOMetricGroup() {
      throw new UnsupportedOperationException("not used");
    }

    @Override
    public Counter getNumCommittablesTotalCounter() {
      return new SimpleCounter();
    }

    @Override
    public Counter getNumCommittablesFailureCounter() {
      return new SimpleCounter();
    }

    @Override
    public Counter getNumCommittablesRetryCounter() {
      return new SimpleCounter();
    }

    @Override
    public Counter getNumCommittablesSuccessCounter() {
      return new SimpleCounter();
    }

    @Override
    public Counter getNumCommittablesAlreadyCommittedCounter() {
      return new SimpleCounter();
    }

    @Override
    public void setCurrentPendingCommittablesGauge(Gauge<Integer> gauge) {}
  }

  private record Context(TaskInfo getTaskInfo, SinkCommitterMetricGroup metricGroup)
      implements CommitterInitContext {
    @Override
    public OptionalLong getRestoredCheckpointId() {
      return OptionalLong.empty();
    }

    @Override
    public JobInfo getJobInfo() {
      return new JobInfoImpl(new JobID(), "test");
    }
  }
}
