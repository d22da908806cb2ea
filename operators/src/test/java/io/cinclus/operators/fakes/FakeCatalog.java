package io.cinclus.operators.fakes;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CatalogFold;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.CollectionSettings;
import io.cinclus.catalog.SchemaCodec;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.operators.catalog.CatalogView;
import io.cinclus.v1.AddField;
import io.cinclus.v1.AlterCollection;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CompactCollection;
import io.cinclus.v1.CreateCollection;
import io.cinclus.v1.CreateIndex;
import io.cinclus.v1.CreatePartition;
import io.cinclus.v1.DropCollection;
import io.cinclus.v1.DropIndex;
import io.cinclus.v1.DropPartition;
import io.cinclus.v1.NodeStarted;
import io.cinclus.v1.PropertyChange;
import io.cinclus.v1.TruncateCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A catalog log in memory, and a view of it that follows at once or, while it is held, not at all.
 * The test is the only one that changes it; the view is thread-safe.
 */
public final class FakeCatalog implements CatalogView {
  /** A key and a vector of four components. */
  public static final CollectionSchema SCHEMA =
      new CollectionSchema(
          "",
          List.of(
              FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
              FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(4))));

  private Catalog newest = Catalog.EMPTY;
  private Catalog shown = Catalog.EMPTY;
  private boolean held;
  private volatile boolean stalled;
  private final List<Waiter> waiters = new ArrayList<>();

  private record Waiter(long nextOffset, CompletableFuture<Catalog> future) {}

  /** A catalog whose first record is that of a node's start. */
  public FakeCatalog() {
    node();
  }

  /** Appends a record that changes nothing. */
  public void node() {
    append(CatalogCommand.newBuilder().setNodeStarted(NodeStarted.getDefaultInstance()));
  }

  /** A collection of {@link #SCHEMA}, a shard on each channel named. */
  public CollectionInfo create(String name, Integer... channels) {
    return create(name, SCHEMA, channels);
  }

  /** A collection of any schema, a shard on each channel named. */
  public CollectionInfo create(String name, CollectionSchema schema, Integer... channels) {
    append(
        CatalogCommand.newBuilder()
            .setCreateCollection(
                CreateCollection.newBuilder()
                    .setCollection(name)
                    .setSchema(SchemaCodec.encode(schema))
                    .addAllChannels(List.of(channels))));
    return collection(name);
  }

  /** The collection as of the log's end. */
  public synchronized CollectionInfo collection(String name) {
    return newest.collection("", name);
  }

  /** Rows count for so long. */
  public void setTtl(String name, long seconds) {
    set(name, CollectionSettings.TTL_SECONDS, seconds);
  }

  /** What was deleted or replaced stays to be found by searches of the past for so long. */
  public void setRetention(String name, long seconds) {
    set(name, CollectionSettings.RETENTION_SECONDS, seconds);
  }

  private void set(String name, String property, long value) {
    append(
        CatalogCommand.newBuilder()
            .setAlterCollection(
                AlterCollection.newBuilder()
                    .setCollection(name)
                    .setChange(
                        PropertyChange.newBuilder().putSet(property, Long.toString(value)))));
  }

  /** Gives each partition another id. */
  public void truncate(String name) {
    append(
        CatalogCommand.newBuilder()
            .setTruncateCollection(TruncateCollection.newBuilder().setCollection(name)));
  }

  /** Asks for a compaction; returns its id. */
  public long compact(String name) {
    append(
        CatalogCommand.newBuilder()
            .setCompactCollection(CompactCollection.newBuilder().setCollection(name)));
    return collection(name).settings().newestCompaction();
  }

  public void drop(String name) {
    append(
        CatalogCommand.newBuilder()
            .setDropCollection(DropCollection.newBuilder().setCollection(name)));
  }

  /** A new partition's id. */
  public long partition(String name, String partition) {
    append(
        CatalogCommand.newBuilder()
            .setCreatePartition(
                CreatePartition.newBuilder().setCollection(name).setPartition(partition)));
    return collection(name).partition(partition).id();
  }

  public void dropPartition(String name, String partition) {
    append(
        CatalogCommand.newBuilder()
            .setDropPartition(
                DropPartition.newBuilder().setCollection(name).setPartition(partition)));
  }

  /** Adds a nullable INT64 field. */
  public void addField(String name, String field) {
    append(
        CatalogCommand.newBuilder()
            .setAddField(
                AddField.newBuilder()
                    .setCollection(name)
                    .setField(
                        SchemaCodec.encode(
                            FieldSchema.of(field, DataType.INT64, FieldSchema.Limits.NONE)
                                .asNullable()))));
  }

  /** An HNSW index on the vector. */
  public long index(String name) {
    append(
        CatalogCommand.newBuilder()
            .setCreateIndex(
                CreateIndex.newBuilder()
                    .setCollection(name)
                    .setField("vector")
                    .setIndex("index")
                    .setIndexType("HNSW")
                    .setMetricType("L2")));
    return collection(name).index("index").id();
  }

  public void dropIndex(String name) {
    append(
        CatalogCommand.newBuilder()
            .setDropIndex(DropIndex.newBuilder().setCollection(name).setIndex("index")));
  }

  /** Appends a command that is accepted. */
  public void append(CatalogCommand.Builder command) {
    synchronized (this) {
      long position = end();
      String id = "command " + position;
      newest = CatalogFold.apply(newest, command.setCommandId(id).build(), position);
      newest.outcome(id).orElseThrow().positionIfAccepted();
    }
    if (!held) {
      show();
    }
  }

  private void show() {
    List<Waiter> served;
    synchronized (this) {
      shown = newest;
      served = waiters.stream().filter(w -> hasReached(w.nextOffset() - 1)).toList();
      waiters.removeAll(served);
    }
    served.forEach(waiter -> waiter.future().complete(current()));
  }

  /** From now on the view sees nothing new. */
  public void hold() {
    held = true;
  }

  /** The view starts anew, and sees nothing yet. */
  public synchronized void holdFromTheStart() {
    held = true;
    shown = Catalog.EMPTY;
  }

  /** From now on who waits for a position waits for ever. */
  public void stall() {
    stalled = true;
  }

  /** The view sees everything again. */
  public void release() {
    held = false;
    show();
  }

  /** Where the log ends. */
  public synchronized long end() {
    return newest.position() + 1;
  }

  @Override
  public synchronized Catalog current() {
    return shown;
  }

  @Override
  public synchronized boolean hasReached(long position) {
    return shown.position() >= position;
  }

  @Override
  public synchronized CompletableFuture<Catalog> atLeast(long nextOffset) {
    CompletableFuture<Catalog> future = new CompletableFuture<>();
    if (stalled || !hasReached(nextOffset - 1)) {
      waiters.add(new Waiter(nextOffset, future));
    } else {
      future.complete(shown);
    }
    return future;
  }

  @Override
  public void close() {}
}
