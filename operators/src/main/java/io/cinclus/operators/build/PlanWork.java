package io.cinclus.operators.build;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.Indexes;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.FieldSchema;
import io.cinclus.operators.catalog.CatalogView;
import io.cinclus.search.FieldIndex;
import io.cinclus.segment.BoundedBytes;
import io.cinclus.segment.CompactionTask;
import io.cinclus.segment.CorruptFileException;
import io.cinclus.segment.MissingFileException;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.segment.SegmentNames;
import io.cinclus.segment.SegmentRows;
import io.cinclus.segment.SegmentStore;
import io.cinclus.v1.BuildFinished;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.CompactionResult;
import io.cinclus.v1.FileRef;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.IndexPlan;
import io.cinclus.vector.Kernels;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out a plan: each has an outcome, and a failure is one that says what went wrong with
 * which file. A plan carried out twice by the same kernels writes the same files. An interrupted
 * one writes no index. Thread-safe.
 */
final class PlanWork {
  private static final Logger LOG = LoggerFactory.getLogger(PlanWork.class);

  /** The catalog must have reached a plan's position within this. */
  private static final long CATALOG_TIMEOUT_SECONDS = 60;

  private final CatalogView catalog;
  private final ObjectStorage storage;
  private final BuildOptions.Memory memory;
  private final long maxInputBytes;
  private final Kernels kernels = Kernels.fastest();

  PlanWork(
      CatalogView catalog, ObjectStorage storage, BuildOptions.Memory memory, long maxInputBytes) {
    this.catalog = catalog;
    this.storage = storage;
    this.memory = memory;
    this.maxInputBytes = maxInputBytes;
  }

  BuildFinished run(BuildPlan plan) {
    long start = System.nanoTime();
    try {
      BuildFinished finished = outcome(plan);
      LOG.info("{} done in {} ms", describe(plan), (System.nanoTime() - start) / 1_000_000);
      return finished;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(plan, describe(plan) + " was interrupted");
    } catch (CorruptFileException e) {
      return unreadable(plan, e.path(), e);
    } catch (MissingFileException e) {
      return unreadable(plan, e.path(), e);
    } catch (IOException | RuntimeException | TimeoutException | ExecutionException e) {
      LOG.warn("{} failed", describe(plan), e);
      return failed(plan, describe(plan) + " failed: " + e.getMessage());
    }
  }

  private BuildFinished outcome(BuildPlan plan)
      throws IOException, InterruptedException, TimeoutException, ExecutionException {
    Catalog reached =
        catalog
            .atLeast(plan.getCatalogPosition() + 1)
            .get(CATALOG_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    Optional<CollectionInfo> collection = reached.collection(plan.getCollectionId());
    BuildFinished.Builder finished = BuildFinished.newBuilder().setPlan(plan);
    if (collection.isEmpty()) {
      return finished.setObsolete("the collection has been dropped").build();
    }
    if (plan.hasCompaction()) {
      // Of the plan's position, so that doing it again writes the same bytes.
      CollectionSchema schema = collection.get().schema().asOf(plan.getCatalogPosition());
      return finished.setCompaction(compact(plan, schema)).build();
    }
    Optional<IndexInfo> index =
        collection.get().builtIndexes().stream()
            .filter(known -> known.id() == plan.getIndex().getIndexId())
            .findFirst();
    if (index.isEmpty()) {
      return finished.setObsolete("the index has been dropped").build();
    }
    return finished.setIndex(buildIndex(plan, collection.get().schema(), index.get())).build();
  }

  private static BuildFinished unreadable(BuildPlan plan, String path, IOException e) {
    LOG.warn("{} failed", describe(plan), e);
    return failed(plan, describe(plan) + " failed: " + e.getMessage()).toBuilder()
        .setFailedPath(path)
        .build();
  }

  static BuildFinished failed(BuildPlan plan, String failure) {
    return BuildFinished.newBuilder().setPlan(plan).setFailure(failure).build();
  }

  private IndexFile buildIndex(BuildPlan plan, CollectionSchema schema, IndexInfo index)
      throws IOException, InterruptedException {
    IndexPlan build = plan.getIndex();
    FieldSchema field = schema.field(build.getFieldId());
    FieldIndex wanted =
        new FieldIndex(field, index.indexType(), index.metricType(), index.params());
    SegmentRows rows =
        new SegmentStore(storage)
            .readRows(build.getSegment(), new CollectionSchema("", List.of(field)));
    BoundedBytes bytes = new BoundedBytes(memory.maxIndexBytes());
    wanted.build(
        rows.rows(),
        kernels,
        BuildContext.onCallingThread(memory.buildBytes(), BuildProgress.NONE),
        Channels.newChannel(bytes));
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedException();
    }
    String builtBy = kernels.name() + ", version " + Indexes.FILE_VERSION;
    FileRef file = storage.write(SegmentNames.index(plan, builtBy), bytes.view());
    return IndexFile.newBuilder()
        .setFile(file)
        .setFieldId(build.getFieldId())
        .setIndexId(build.getIndexId())
        .setIndexType(index.indexType())
        .setMetricType(index.metricType())
        .putAllParams(index.params())
        .build();
  }

  private CompactionResult compact(BuildPlan plan, CollectionSchema schema) throws IOException {
    return new CompactionTask(new SegmentStore(storage), maxInputBytes).run(plan, schema);
  }

  static String describe(BuildPlan plan) {
    String shard = plan.getCollectionId() + "/" + plan.getShard();
    return plan.hasIndex()
        ? "index build of " + plan.getIndex().getSegment().getFile().getPath()
        : "compaction of %d segments of shard %s"
            .formatted(plan.getCompaction().getInputsCount(), shard);
  }
}
