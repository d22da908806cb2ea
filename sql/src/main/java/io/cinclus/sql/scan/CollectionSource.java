package io.cinclus.sql.scan;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.table.data.RowData;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a collection at one moment, each once, in the order of their keys, then the end. It
 * is read by one subtask, page by page; after a failure it goes on behind the rows that the
 * checkpoint covers, at the same moment. Immutable.
 */
public final class CollectionSource implements Source<RowData, ScanSplit, List<ScanSplit>> {
  private static final long serialVersionUID = 1L;

  private final ScanPlan plan;

  public CollectionSource(ScanPlan plan) {
    this.plan = plan;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.BOUNDED;
  }

  @Override
  public SourceReader<RowData, ScanSplit> createReader(SourceReaderContext context) {
    return new ScanReader(plan, context);
  }

  @Override
  public SplitEnumerator<ScanSplit, List<ScanSplit>> createEnumerator(
      SplitEnumeratorContext<ScanSplit> context) {
    return new Enumerator(context, List.of(ScanSplit.START));
  }

  @Override
  public SplitEnumerator<ScanSplit, List<ScanSplit>> restoreEnumerator(
      SplitEnumeratorContext<ScanSplit> context, List<ScanSplit> left) {
    return new Enumerator(context, left);
  }

  @Override
  public SimpleVersionedSerializer<ScanSplit> getSplitSerializer() {
    return new ScanSplits();
  }

  @Override
  public SimpleVersionedSerializer<List<ScanSplit>> getEnumeratorCheckpointSerializer() {
    return new Left();
  }

  /** Gives the one split to the first reader that asks; all others are done at once. */
  private static final class Enumerator implements SplitEnumerator<ScanSplit, List<ScanSplit>> {
    private final SplitEnumeratorContext<ScanSplit> context;
    private final Queue<ScanSplit> left;

    Enumerator(SplitEnumeratorContext<ScanSplit> context, List<ScanSplit> left) {
      this.context = context;
      this.left = new ArrayDeque<>(left);
    }

    @Override
    public void start() {}

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {
      ScanSplit split = left.poll();
      if (split == null) {
        context.signalNoMoreSplits(subtask);
      } else {
        context.assignSplit(split, subtask);
      }
    }

    @Override
    public void addSplitsBack(List<ScanSplit> splits, int subtask) {
      left.addAll(splits);
    }

    @Override
    public void addReader(int subtask) {}

    @Override
    public List<ScanSplit> snapshotState(long checkpointId) {
      return new ArrayList<>(left);
    }

    @Override
    public void close() {}
  }

  /** Version 1: nothing, or the split that nobody has. */
  private static final class Left implements SimpleVersionedSerializer<List<ScanSplit>> {
    private final ScanSplits splits = new ScanSplits();

    @Override
    public int getVersion() {
      return splits.getVersion();
    }

    @Override
    public byte[] serialize(List<ScanSplit> left) {
      return left.isEmpty() ? new byte[0] : splits.serialize(left.get(0));
    }

    @Override
    public List<ScanSplit> deserialize(int version, byte[] bytes) throws IOException {
      return bytes.length == 0 ? List.of() : List.of(splits.deserialize(version, bytes));
    }
  }
}
