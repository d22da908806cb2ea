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
import java.util.function.LongBinaryOperator;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.connector.kafka.source.KafkaSource;
import org.apache.flink.connector.kafka.source.split.KafkaPartitionSplit;
import org.apache.flink.core.io.InputStatus;

/**
 * The write-ahead log, by channel. Each channel begins with a {@code started} event that names the
 * first offset and the published progress; then come its records and gaps in order, none left out.
 *
 * <p>A channel starts as {@link Start} says. The progress is read when the reader gets the channel,
 * so a job that starts again starts at what is published then, whatever its first start was.
 */
public final class ChannelSource extends ForwardingSource<LogEvent> {
  private static final long serialVersionUID = 1L;

  private final LogConfig log;
  private final Start start;

  /** Where a reader that gets a channel starts. */
  enum Start {
    /** At the published progress, or where a checkpoint left it if that is further. */
    PROGRESS {
      @Override
      long offset(long splitOffset, long covered, LogConfig log) {
        return Math.max(splitOffset, covered);
      }
    },

    /**
     * Where a checkpoint left it. Without one, at the published progress where no standing query is
     * registered: the markers of all that come later lie behind it; otherwise at the first record.
     */
    STANDING {
      @Override
      long offset(long splitOffset, long covered, LogConfig log) {
        if (splitOffset >= 0) {
          return splitOffset;
        }
        return StandingQueryCheck.isAnyRegistered(log) ? 0 : covered;
      }
    };

    /**
     * The offset.
     *
     * @param splitOffset of a checkpoint, or of the source's start
     * @param covered what is below it is sealed, as published before this is called
     */
    abstract long offset(long splitOffset, long covered, LogConfig log);
  }

  ChannelSource(KafkaSource<LogEvent> kafka, LogConfig log, Start start) {
    super(kafka);
    this.log = log;
    this.start = start;
  }

  @Override
  protected SourceReader<LogEvent, KafkaPartitionSplit> reader(
      SourceReader<LogEvent, KafkaPartitionSplit> kafka) {
    return new Reader(
        kafka,
        channels -> published(log, channels),
        (splitOffset, covered) -> start.offset(splitOffset, covered, log));
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
    private final LongBinaryOperator start;
    private final Queue<LogEvent> starts = new ArrayDeque<>();
    private final CompletableFuture<Void> assigned = new CompletableFuture<>();

    /**
     * Begins each channel with the progress that is published when it gets it.
     *
     * @param start the offset to start at, of a split's own and of that which progress covers
     */
    Reader(
        SourceReader<LogEvent, KafkaPartitionSplit> kafka,
        Function<List<Integer>, Map<Integer, ChannelProgress>> published,
        LongBinaryOperator start) {
      super(kafka);
      this.published = published;
      this.start = start;
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
        long offset = start.applyAsLong(split.getStartingOffset(), covered);
        moved.add(new KafkaPartitionSplit(split.getTopicPartition(), offset));
        Started.Builder started = Started.newBuilder();
        if (progress != null && offset >= covered) {
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
