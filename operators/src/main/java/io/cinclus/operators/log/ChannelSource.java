package io.cinclus.operators.log;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.model.Position;
import io.cinclus.v1.ChannelProgress;
import io.cinclus.v1.LogEvent;
import io.cinclus.v1.Started;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;

/**
 * The write-ahead log, by channel. Each channel begins with a {@code started} event that names the
 * first offset and the published progress; then come its records and gaps in order, none left out.
 *
 * <p>A channel starts at the published progress, or where a checkpoint left it if that is further.
 * The progress is read when the reader gets the channel, so a job that starts again starts at what
 * is published then, whatever its first start was.
 */
public final class ChannelSource extends ForwardingSource<LogEvent> {
  private static final long serialVersionUID = 1L;

  private final LogConfig log;

  ChannelSource(KafkaSource<LogEvent> kafka, LogConfig log) {
    super(kafka);
    this.log = log;
  }

  @Override
  protected SourceReader<LogEvent, KafkaPartitionSplit> reader(
      SourceReader<LogEvent, KafkaPartitionSplit> kafka) {
    return new Reader(kafka, channels -> published(log, channels));
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
  static final class Reader extends ForwardingSource.Reader<LogEvent> {
    private final Function<List<Integer>, Map<Integer, ChannelProgress>> published;
    private final Queue<LogEvent> starts = new ArrayDeque<>();
    private final CompletableFuture<Void> assigned = new CompletableFuture<>();

    /** Begins each channel with the progress that is published when it gets it. */
    Reader(
        SourceReader<LogEvent, KafkaPartitionSplit> kafka,
        Function<List<Integer>, Map<Integer, ChannelProgress>> published) {
      super(kafka);
      this.published = published;
    }

    @Override
    public InputStatus pollNext(ReaderOutput<LogEvent> output) throws Exception {
      LogEvent start = starts.poll();
      if (start != null) {
        output.collect(start);
        return InputStatus.MORE_AVAILABLE;
      }
      return super.pollNext(output);
    }

    @Override
    public CompletableFuture<Void> isAvailable() {
      // Until a split has come: its start is told at once, even where its log is silent.
      return starts.isEmpty() && assigned.isDone() ? super.isAvailable() : assigned;
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
      super.addSplits(moved);
      assigned.complete(null);
    }

    @Override
    public void notifyNoMoreSplits() {
      super.notifyNoMoreSplits();
      assigned.complete(null);
    }
  }
}
