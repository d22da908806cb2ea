package io.cinclus.sql;

import io.cinclus.client.WalWriter.Target;
import io.cinclus.operators.sink.CinclusSink;
import io.cinclus.sql.read.ReadSettings;
import io.cinclus.sql.types.RowEncoder;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.table.connector.sink.DynamicTableSink;
import org.apache.flink.table.connector.sink.SinkV2Provider;
import org.apache.flink.table.types.logical.RowType;
import org.jspecify.annotations.Nullable;

/**
 * Writes a changelog to a collection with a {@link CinclusSink}: at least once, which the keys make
 * exact. Immutable.
 *
 * @param settings of the table
 * @param type of the rows
 * @param key the column that is the primary key
 * @param parallelism null: that of what comes before
 */
record CinclusTableSink(
    TableSettings settings, RowType type, int key, @Nullable Integer parallelism)
    implements DynamicTableSink {

  /** Whatever comes in, updates come as rows that replace those of their keys. */
  @Override
  public ChangelogMode getChangelogMode(ChangelogMode requested) {
    return ChangelogMode.upsert();
  }

  @Override
  public SinkRuntimeProvider getSinkRuntimeProvider(Context context) {
    ReadSettings at = settings.read();
    return SinkV2Provider.of(
        new CinclusSink<>(
            at.log(),
            new Target(at.database(), at.collection(), ""),
            new RowEncoder(type, key),
            settings.sink()),
        parallelism);
  }

  @Override
  public DynamicTableSink copy() {
    return this;
  }

  @Override
  public String asSummaryString() {
    return "cinclus collection " + settings.read().collection();
  }
}
