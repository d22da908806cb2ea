package io.cinclus.operators.sink;

import io.cinclus.catalog.SchemaRules;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

/** A log that acknowledges when the test says so, and the rows that are in it. */
final class FakeLog implements BatchTarget {
  static final CollectionSchema SCHEMA =
      SchemaRules.withFieldIds(
          new CollectionSchema(
              "",
              List.of(
                  FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
                  FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(2)),
                  FieldSchema.of("price", DataType.DOUBLE, Limits.NONE).asNullable())));

  final Map<Long, Double> rows = new TreeMap<>();
  final List<Integer> batchSizes = new ArrayList<>();
  final List<CompletableFuture<Void>> pending = new ArrayList<>();
  boolean acknowledgesAtOnce;
  boolean closed;

  @Override
  public CollectionSchema schema() {
    return SCHEMA;
  }

  @Override
  public CompletableFuture<?> insert(RowBatch batch) {
    long[] ids = ((Column.Longs) batch.column(100)).values();
    double[] prices = ((Column.Doubles) batch.column(102)).values();
    for (int row = 0; row < batch.rowCount(); row++) {
      rows.put(ids[row], prices[row]);
    }
    batchSizes.add(batch.rowCount());
    return acknowledgement();
  }

  @Override
  public CompletableFuture<?> delete(Column keys, int count) {
    for (int row = 0; row < count; row++) {
      rows.remove(((Column.Longs) keys).values()[row]);
    }
    return acknowledgement();
  }

  private CompletableFuture<Void> acknowledgement() {
    CompletableFuture<Void> future = new CompletableFuture<>();
    if (acknowledgesAtOnce) {
      future.complete(null);
    } else {
      pending.add(future);
    }
    return future;
  }

  void acknowledgeAll() {
    pending.forEach(future -> future.complete(null));
    pending.clear();
  }

  @Override
  public void close() {
    closed = true;
  }
}
