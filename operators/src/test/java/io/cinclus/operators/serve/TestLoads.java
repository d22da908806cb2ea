package io.cinclus.operators.serve;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.search.SealedRows;
import io.cinclus.search.ShardView;
import io.cinclus.v1.Manifest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Remembers which loads were started; each ends when the test says how. */
final class TestLoads implements ServedShard.Loads {
  private final List<Load> running = new ArrayList<>();
  private final List<Long> generations = new ArrayList<>();

  private record Load(
      Manifest manifest,
      CollectionInfo collection,
      List<SealedRows> inUse,
      CompletableFuture<SegmentLoader.Result> future) {}

  @Override
  public CompletableFuture<SegmentLoader.Result> start(
      Manifest manifest, CollectionInfo collection, List<SealedRows> inUse) {
    CompletableFuture<SegmentLoader.Result> future = new CompletableFuture<>();
    running.add(new Load(manifest, collection, inUse, future));
    generations.add(manifest.getGeneration());
    return future;
  }

  /** The generations of all loads so far. */
  List<Long> started() {
    return generations;
  }

  /** Ends the oldest load with a manifest without segments. */
  void finishEmpty(String... warnings) {
    Load load = running.remove(0);
    load.future()
        .complete(
            new SegmentLoader.Result(
                new ShardView.Loaded(
                    load.manifest().getGeneration(),
                    load.manifest().getSealedTo(),
                    List.of(),
                    true),
                List.of(warnings)));
  }

  /** Ends the oldest load with what the files hold. */
  void finish(SegmentLoader loader) {
    Load load = running.remove(0);
    try {
      load.future().complete(loader.load(load.manifest(), load.collection(), load.inUse()));
    } catch (IOException e) {
      load.future().completeExceptionally(e);
    }
  }

  void fail(Exception cause) {
    running.remove(0).future().completeExceptionally(cause);
  }
}
