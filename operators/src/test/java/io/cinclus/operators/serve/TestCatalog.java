package io.cinclus.operators.serve;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CatalogFold;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.SchemaCodec;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.operators.catalog.CatalogView;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateCollection;
import io.cinclus.v1.CreateIndex;
import io.cinclus.v1.CreatePartition;
import io.cinclus.v1.DropCollection;
import io.cinclus.v1.DropPartition;
import io.cinclus.v1.LoadCollection;
import io.cinclus.v1.ReleaseCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A catalog that commands are appended to, and a view that has folded as much of it as the test
 * says. A new one shows everything at once.
 */
final class TestCatalog implements CatalogView {
  /** A key, a text that may be null, and a vector of two components. */
  static final CollectionSchema SCHEMA =
      new CollectionSchema(
          "",
          List.of(
              FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
              FieldSchema.of("text", DataType.VARCHAR, Limits.maxLength(100)).asNullable(),
              FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(2))));

  private final List<Waiter> waiters = new ArrayList<>();
  private Catalog newest = Catalog.EMPTY;
  private Catalog shown = Catalog.EMPTY;
  private boolean held;
  private @Nullable Runnable afterNextLook;
  private @Nullable RuntimeException failure;

  private record Waiter(long nextOffset, CompletableFuture<Catalog> future) {}

  TestCatalog() {
    append(
        CatalogCommand.newBuilder().setNodeStarted(io.cinclus.v1.NodeStarted.getDefaultInstance()));
  }

  /** A collection of {@link #SCHEMA} with an L2 index, loaded; a shard on each channel named. */
  CollectionInfo createLoaded(String name, Integer... channels) {
    create(name, SCHEMA, channels);
    index(name, "vector", "L2");
    return load(name);
  }

  CollectionInfo create(String name, CollectionSchema schema, Integer... channels) {
    append(
        CatalogCommand.newBuilder()
            .setCreateCollection(
                CreateCollection.newBuilder()
                    .setCollection(name)
                    .setSchema(SchemaCodec.encode(schema))
                    .addAllChannels(List.of(channels))));
    return newest.collection("", name);
  }

  /** A collection with a partition key, loaded, whose rows are spread over partitions. */
  CollectionInfo createSpread(String name, CollectionSchema schema, int partitionCount) {
    append(
        CatalogCommand.newBuilder()
            .setCreateCollection(
                CreateCollection.newBuilder()
                    .setCollection(name)
                    .setSchema(SchemaCodec.encode(schema))
                    .setPartitionCount(partitionCount)
                    .addChannels(0)));
    index(name, "vector", "L2");
    return load(name);
  }

  void index(String name, String field, String metric) {
    index(name, field, "HNSW", metric);
  }

  void index(String name, String field, String type, String metric) {
    append(
        CatalogCommand.newBuilder()
            .setCreateIndex(
                CreateIndex.newBuilder()
                    .setCollection(name)
                    .setField(field)
                    .setIndexType(type)
                    .setMetricType(metric)));
  }

  /** Loads some partitions, or all. */
  CollectionInfo load(String name, String... partitions) {
    append(
        CatalogCommand.newBuilder()
            .setLoadCollection(
                LoadCollection.newBuilder()
                    .setCollection(name)
                    .addAllPartitions(List.of(partitions))));
    return newest.collection("", name);
  }

  /** Releases some partitions, or all. */
  CollectionInfo release(String name, String... partitions) {
    append(
        CatalogCommand.newBuilder()
            .setReleaseCollection(
                ReleaseCollection.newBuilder()
                    .setCollection(name)
                    .addAllPartitions(List.of(partitions))));
    return newest.collection("", name);
  }

  void drop(String name) {
    append(
        CatalogCommand.newBuilder()
            .setDropCollection(DropCollection.newBuilder().setCollection(name)));
  }

  long partition(String name, String partition) {
    append(
        CatalogCommand.newBuilder()
            .setCreatePartition(
                CreatePartition.newBuilder().setCollection(name).setPartition(partition)));
    return newest.collection("", name).partition(partition).id();
  }

  CollectionInfo dropPartition(String name, String partition) {
    append(
        CatalogCommand.newBuilder()
            .setDropPartition(
                DropPartition.newBuilder().setCollection(name).setPartition(partition)));
    return newest.collection("", name);
  }

  private void append(CatalogCommand.Builder command) {
    long position = newest.position() + 1;
    String id = "command " + position;
    newest = CatalogFold.apply(newest, command.setCommandId(id).build(), position);
    if (newest.outcome(id).orElseThrow().code() != ErrorCode.OK) {
      throw new IllegalArgumentException(newest.outcome(id).orElseThrow().message());
    }
    if (!held) {
      show();
    }
  }

  /** From now on, what is appended is not folded until {@link #show}. */
  void hold() {
    held = true;
  }

  /** Folds all that has been appended. */
  void show() {
    shown = newest;
    List<Waiter> served =
        waiters.stream().filter(waiter -> waiter.nextOffset() <= shown.position() + 1).toList();
    waiters.removeAll(served);
    served.forEach(waiter -> waiter.future().complete(shown));
  }

  /** The whole catalog, folded or not. */
  Catalog newest() {
    return newest;
  }

  /** The end of the catalog's log. */
  long end() {
    return newest.position() + 1;
  }

  /** Does something as soon as somebody has looked at the catalog once more. */
  void afterNextLook(Runnable action) {
    afterNextLook = action;
  }

  void fail(RuntimeException reason) {
    failure = reason;
  }

  @Override
  public Catalog current() {
    if (failure != null) {
      throw failure;
    }
    Catalog seen = shown;
    Runnable action = afterNextLook;
    if (action != null) {
      afterNextLook = null;
      action.run();
    }
    return seen;
  }

  @Override
  public boolean hasReached(long position) {
    return shown.position() >= position;
  }

  @Override
  public CompletableFuture<Catalog> atLeast(long nextOffset) {
    CompletableFuture<Catalog> future = new CompletableFuture<>();
    if (failure != null) {
      future.completeExceptionally(failure);
    } else if (shown.position() + 1 >= nextOffset) {
      future.complete(shown);
    } else {
      waiters.add(new Waiter(nextOffset, future));
    }
    return future;
  }

  @Override
  public void close() {}
}
