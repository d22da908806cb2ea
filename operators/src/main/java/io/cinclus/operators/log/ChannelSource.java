package io.cinclus.operators.log;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.model.Position;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.Started;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.enumerator.KafkaSourceEnumState;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The write-ahead log, by channel. Each channel begins with a {@code started} event that names the
 * first offset and the published progress; then come its records and gaps in order, none left out.
 *
 * <p>A channel starts at the published progress, or where a checkpoint left it if that is further.
 * The progress is read when the reader gets the channel, so a job that starts again starts at what
 * is published then, whatever its first start was. All else is done by the {@link KafkaSource} that
 * this wraps.
 */
public final class ChannelSource
    implements Source<LogEvent, KafkaPartitionSplit, KafkaSourceEnumState>,
        ResultTypeQueryable<LogEvent> {
  private static final long serialVersionUID = 1L;

  private final KafkaSource<LogEvent> kafka;
  private final LogConfig log;

  ChannelSource(KafkaSource<LogEvent> kafka, LogConfig log) {
    this.kafka = kafka;
    this.log = log;
  }

  @Override
  public TypeInformation<LogEvent> getProducedType() {
    return kafka.getProducedType();
  }

  @Override
  public Boundedness getBoundedness() {
    return kafka.getBoundedness();
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> createEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context) {
    return kafka.createEnumerator(context);
  }

  @Override
  public SplitEnumerator<KafkaPartitionSplit, KafkaSourceEnumState> restoreEnumerator(
      SplitEnumeratorContext<KafkaPartitionSplit> context, KafkaSourceEnumState checkpoint)
      throws IOException {
    return kafka.restoreEnumerator(context, checkpoint);
  }

  @Override
  public SimpleVersionedSerializer<KafkaPartitionSplit> getSplitSerializer() {
    return kafka.getSplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<KafkaSourceEnumState> getEnumeratorCheckpointSerializer() {
    return kafka.getEnumeratorCheckpointSerializer();
  }

  @Override
  public SourceReader<LogEvent, KafkaPartitionSplit> createReader(SourceReaderContext context)
      throws Exception {
    return new Reader(kafka.createReader(context), channels -> published(log, channels));
  }

  private static Map<Integer, ChannelProgress> published(LogConfig log, List<Integer> channels) {
    try {
      return PublishedManifests.read(log, channels).progress();
    } catch (InvalidProtocolBufferException e) {
      throw new IllegalStateException(
          log.manifestsTopic() + " holds something that is not a manifest; who wrote to it?", e);
    }
  }

  @SuppressWarnings("try") // Closing throws what the wrapped reader does.
  static final class Reader implements SourceReader<LogEvent, KafkaPartitionSplit> {
    private final SourceReader<LogEvent, KafkaPartitionSplit> kafka;
    private final Function<List<Integer>, Map<Integer, ChannelProgress>> published;
    private final Queue<LogEvent> starts = new ArrayDeque<>();
    private final CompletableFuture<Void> assigned = new CompletableFuture<>();

    /** Begins each channel with the progress that is published when it gets it. */
    Reader(
        SourceReader<LogEvent, KafkaPartitionSplit> kafka,
        Function<List<Integer>, Map<Integer, ChannelProgress>> published) {
      this.kafka = kafka;
      this.published = published;
    }

    @Override
    public void start() {
      kafka.start();
    }

    @Override
    public InputStatus pollNext(ReaderOutput<LogEvent> output) throws Exception {
      LogEvent start = starts.poll();
      if (start != null) {
        output.collect(start);
        return InputStatus.MORE_AVAILABLE;
      }
      return kafka.pollNext(output);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      // Until a split has come: its start is told at once, even where its log is silent.
      return starts.isEmpty() && assigned.isDone() ? kafka.isAvailable() : assigned;
    }

    @Override
    public void addSplits(List<KafkaPartitionSplit> splits) {
      List<Integer> channels = splits.stream().map(KafkaPartitionSplit::getPartition).toList();
      Map<Integer, ChannelProgress> progresses = published.apply(channels);
      List<KafkaPartitionSplit> moved = new ArrayList<>();
      for (KafkaPartitionSplit split : splits) {
        ChannelProgress progress = progresses.get(split.getPartition());
        long covered = progress == null ? 0 : Position.offset(progress.getSealedTo() + 1);
        long offset = Math.max(split.getStartingOffset(), covered);
        moved.add(new KafkaPartitionSplit(split.getTopicPartition(), offset));
        Started.Builder started = Started.newBuilder();
        if (progress != null) {
          started.setProgress(progress);
        }
        starts.add(
            LogEvent.newBuilder()
                .setPartition(split.getPartition())
                .setOffset(offset)
                .setStarted(started)
                .build());
      }
      kafka.addSplits(moved);
      assigned.complete(null);
    }

    @Override
    public List<KafkaPartitionSplit> snapshotState(long checkpointId) {
      return kafka.snapshotState(checkpointId);
    }

    @Override
    public void notifyNoMoreSplits() {
      kafka.notifyNoMoreSplits();
      assigned.complete(null);
    }

    @Override
    public void handleSourceEvents(SourceEvent event) {
      kafka.handleSourceEvents(event);
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) throws Exception {
      kafka.notifyCheckpointComplete(checkpointId);
    }

    @Override
    public void pauseOrResumeSplits(Collection<String> toPause, Collection<String> toResume) {
      kafka.pauseOrResumeSplits(toPause, toResume);
    }

    @Override
    public void close() throws Exception {
      kafka.close();
    }
  }
}
