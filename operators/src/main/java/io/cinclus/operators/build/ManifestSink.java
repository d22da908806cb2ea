package io.cinclus.operators.build;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.v1.Publication;
import io.cinclus.v1.PublicationBatch;
import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * Publishes manifests and progress, each only when a checkpoint that contains the decision has
 * completed; of several generations of a shard within one checkpoint only the newest.
 */
public final class ManifestSink implements Sink<Publication>, SupportsCommitter<PublicationBatch> {
  private static final long serialVersionUID = 1L;

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

  @Override
  public Committer<PublicationBatch> createCommitter(CommitterInitContext context) {
    return new ManifestCommitter(
        log,
        OwnedChannels.of(
            context.getTaskInfo().getIndexOfThisSubtask(),
            context.getTaskInfo().getNumberOfParallelSubtasks(),
            channelCount));
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
