package io.cinclus.operators.build;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.v1.Publication;
import io.cinclus.v1.PublicationBatch;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.kafka.clients.admin.Admin;

/**
 * Publishes manifests and progress, each only when a checkpoint that contains the decision has
 * completed; of several generations of a shard within one checkpoint only the newest.
 */
public final class ManifestSink implements Sink<Publication>, SupportsCommitter<PublicationBatch> {
  private static final long serialVersionUID = 1L;

  /** The counter of batches that were dropped because their channel has another owner. */
  public static final String FOREIGN_BATCHES = "foreignBatches";

  private final LogConfig log;
  private final int channelCount;

  public ManifestSink(LogConfig log, int channelCount) {
    this.log = log;
    this.channelCount = channelCount;
  }

  @Override
  public CommittingSinkWriter<Publication, PublicationBatch> createWriter(
      WriterInitContext context) {
    return new Writer();
  }

  /**
   * Opens the committer of a subtask.
   *
   * @throws IOException where the topic has other partitions than there are channels: a channel
   *     above the number would have no owner that publishes it
   */
  @Override
  public Committer<PublicationBatch> createCommitter(CommitterInitContext context)
      throws IOException {
    requireAPartitionForEachChannel();
    return new ManifestCommitter(
        log,
        OwnedChannels.of(
            context.getTaskInfo().getIndexOfThisSubtask(),
            context.getTaskInfo().getNumberOfParallelSubtasks(),
            channelCount),
        context.metricGroup().counter(FOREIGN_BATCHES));
  }

  private void requireAPartitionForEachChannel() throws IOException {
    int partitions;
    try (Admin admin = Admin.create(log.clientProperties())) {
      partitions =
          admin
              .describeTopics(List.of(log.manifestsTopic()))
              .allTopicNames()
              .get()
              .values()
              .iterator()
              .next()
              .partitions()
              .size();
    } catch (ExecutionException e) {
      throw new IOException(
          "cannot ask for the partitions of %s: %s".formatted(log.manifestsTopic(), e.getMessage()),
          e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("stopped while asking for " + log.manifestsTopic());
    }
    if (partitions != channelCount) {
      throw new IOException(
          "%s is %d, but topic %s has %d partitions; set the option to that number"
              .formatted(
                  BuildOptions.CHANNELS.key(), channelCount, log.manifestsTopic(), partitions));
    }
  }

  @Override
  public SimpleVersionedSerializer<PublicationBatch> getCommittableSerializer() {
    return new BatchSerializer();
  }

  private static final class Writer implements CommittingSinkWriter<Publication, PublicationBatch> {
    private final PublicationQueue queue = new PublicationQueue();

    @Override
    public void write(Publication publication, Context context) {
      queue.add(publication);
    }

    @Override
    public void flush(boolean endOfInput) {
      // Nothing leaves before the commit.
    }

    @Override
    public Collection<PublicationBatch> prepareCommit() {
      return List.copyOf(queue.drain());
    }

    @Override
    public void close() {
      // Holds no resource.
    }
  }

  /** Version 1: the message. */
  private static final class BatchSerializer
      implements SimpleVersionedSerializer<PublicationBatch> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(PublicationBatch batch) {
      return batch.toByteArray();
    }

    @Override
    public PublicationBatch deserialize(int version, byte[] bytes) throws IOException {
      if (version != 1) {
        throw new IOException(
            "publications of version " + version + " in the checkpoint; this release knows 1");
      }
      try {
        return PublicationBatch.parseFrom(bytes);
      } catch (InvalidProtocolBufferException e) {
        throw new IOException("the checkpoint's publications cannot be read", e);
      }
    }
  }
}
