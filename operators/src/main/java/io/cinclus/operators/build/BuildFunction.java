package io.cinclus.operators.build;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.Indexes;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.operators.catalog.CatalogView;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.segment.CompactionTask;
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
import io.cinclus.v1.SealEvent;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Vectors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.streaming.api.functions.async.ResultFuture;
import org.apache.flink.streaming.api.functions.async.RichAsyncFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out plans on a bounded pool: each has an outcome, and a failure is one that says what
 * went wrong with which file. A plan carried out twice writes the same files. Never fails the job.
 */
public final class BuildFunction extends RichAsyncFunction<BuildPlan, SealEvent> {
  private static final long serialVersionUID = 1L;

  private static final Logger LOG = LoggerFactory.getLogger(BuildFunction.class);

  /** After a failure nothing is planned for the shard for this long. */
  static final long RETRY_MILLIS = 10_000;

  /** The catalog must have reached a plan's position within this. */
  private static final long CATALOG_TIMEOUT_SECONDS = 60;

  private final BuildOptions options;
  private transient Lease<LogServices> services;
  private transient CatalogView catalog;
  private transient ObjectStorage storage;
  private transient ExecutorService pool;

  public BuildFunction(BuildOptions options) {
    this.options = options;
  }

  @Override
  public void open(OpenContext context) {
    services = LogServices.SHARED.acquire(options.log());
    catalog = services.value().catalog();
    storage = new ObjectStorage(options.storageRoot());
    pool =
        Executors.newFixedThreadPool(
            options.limits().threads(),
            work -> {
              Thread thread = new Thread(work, "index-build");
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void close() throws Exception {
    if (pool != null) {
      pool.shutdownNow();
    }
    if (services != null) {
      services.close();
    }
  }

  @Override
  public void asyncInvoke(BuildPlan plan, ResultFuture<SealEvent> result) {
    pool.execute(() -> result.complete(outcome(run(plan))));
  }

  @Override
  public void timeout(BuildPlan plan, ResultFuture<SealEvent> result) {
    String failure =
        describe(plan) + " took longer than " + options.limits().timeoutMillis() + " ms";
    result.complete(outcome(failed(plan, failure)));
  }

  private static List<SealEvent> outcome(BuildFinished finished) {
    return Collections.singletonList(
        SealEvent.newBuilder()
            .setChannel(finished.getPlan().getChannel())
            .setFinished(finished)
            .build());
  }

  private static BuildFinished failed(BuildPlan plan, String failure) {
    return BuildFinished.newBuilder().setPlan(plan).setFailure(failure).build();
  }

  private BuildFinished run(BuildPlan plan) {
    long start = System.nanoTime();
    try {
      CollectionInfo collection = collection(plan);
      BuildFinished.Builder finished = BuildFinished.newBuilder().setPlan(plan);
      if (plan.hasIndex()) {
        finished.setIndex(buildIndex(plan.getIndex(), collection));
      } else {
        finished.setCompaction(compact(plan, collection.schema()));
      }
      LOG.info("{} done in {} ms", describe(plan), (System.nanoTime() - start) / 1_000_000);
      return finished.build();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return failed(plan, describe(plan) + " was interrupted");
    } catch (IOException
        | RuntimeException
        | TimeoutException
        | java.util.concurrent.ExecutionException e) {
      LOG.warn("{} failed", describe(plan), e);
      return failed(plan, describe(plan) + " failed: " + e.getMessage());
    } catch (OutOfMemoryError e) {
      LOG.error("{} does not fit into memory", describe(plan), e);
      return failed(plan, describe(plan) + " needs more memory than this task manager has");
    }
  }

  private CollectionInfo collection(BuildPlan plan)
      throws InterruptedException, TimeoutException, java.util.concurrent.ExecutionException {
    Catalog reached =
        catalog
            .atLeast(plan.getCatalogPosition() + 1)
            .get(CATALOG_TIMEOUT_SECONDS, TimeUnit.SECONDS);
    return reached
        .collection(plan.getCollectionId())
        .orElseThrow(() -> new IllegalStateException("the collection has been dropped"));
  }

  private IndexFile buildIndex(IndexPlan plan, CollectionInfo collection)
      throws IOException, InterruptedException {
    IndexInfo index =
        collection.indexes().stream()
            .filter(known -> known.id() == plan.getIndexId())
            .findFirst()
            .orElseThrow(() -> new IllegalStateException("the index has been dropped"));
    CollectionSchema vectorsOnly =
        new CollectionSchema("", List.of(collection.schema().field(plan.getFieldId())));
    SegmentRows rows = new SegmentStore(storage).readRows(plan.getSegment(), vectorsOnly);
    Column.FloatVectors column = (Column.FloatVectors) rows.rows().column(plan.getFieldId());
    IndexParams params =
        IndexParams.parse(
            IndexType.of(index.indexType()), Metric.of(index.metricType()), index.params());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new Indexes(Kernels.fastest())
        .build(
            Vectors.of(column.values(), column.dimension()),
            params,
            BuildProgress.NONE,
            Channels.newChannel(bytes));
    FileRef file = storage.write(SegmentNames.index(plan), ByteBuffer.wrap(bytes.toByteArray()));
    return IndexFile.newBuilder()
        .setFile(file)
        .setFieldId(plan.getFieldId())
        .setIndexId(plan.getIndexId())
        .setIndexType(index.indexType())
        .setMetricType(index.metricType())
        .putAllParams(index.params())
        .build();
  }

  private CompactionResult compact(BuildPlan plan, CollectionSchema schema) throws IOException {
    CompactionResult result =
        new CompactionTask(new SegmentStore(storage), CompactionTask.MAX_INPUT_BYTES)
            .run(plan, schema);
    if (!result.hasOutput()) {
      return result;
    }
    return result.toBuilder()
        .setOutput(result.getOutput().toBuilder().setPurgedTo(plan.getCompaction().getHorizon()))
        .build();
  }

  private static String describe(BuildPlan plan) {
    String shard = plan.getCollectionId() + "/" + plan.getShard();
    return plan.hasIndex()
        ? "index build of " + plan.getIndex().getSegment().getFile().getPath()
        : "compaction of %d segments of shard %s"
            .formatted(plan.getCompaction().getInputsCount(), shard);
  }
}
