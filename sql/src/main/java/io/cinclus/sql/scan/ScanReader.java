package io.cinclus.sql.scan;

import java.util.Map;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.connector.base.source.reader.SingleThreadMultiplexSourceReaderBase;
import org.apache.flink.table.data.RowData;

/** Emits what a {@link PageReader} reads; its state is how far it is. */
@SuppressWarnings("try") // Closing may wait, as that of every reader does.
final class ScanReader
    extends SingleThreadMultiplexSourceReaderBase<
        ScannedRow, RowData, ScanSplit, ScanReader.Cursor> {

  /** Moves with the rows that are emitted. */
  static final class Cursor {
    private ScanSplit at;

    Cursor(ScanSplit at) {
      this.at = at;
    }
  }

  ScanReader(ScanPlan plan, SourceReaderContext context) {
    super(
        () -> new PageReader(plan),
        (scanned, output, cursor) -> {
          output.collect(scanned.row());
          cursor.at = scanned.after();
        },
        context.getConfiguration(),
        context);
  }

  @Override
  public void start() {
    if (getNumberOfCurrentlyAssignedSplits() == 0) {
      context.sendSplitRequest();
    }
  }

  @Override
  protected void onSplitFinished(Map<String, Cursor> finished) {
    context.sendSplitRequest();
  }

  @Override
  protected Cursor initializedState(ScanSplit split) {
    return new Cursor(split);
  }

  @Override
  protected ScanSplit toSplitType(String id, Cursor cursor) {
    return cursor.at;
  }
}
