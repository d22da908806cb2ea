package io.cinclus.operators.build;

import io.cinclus.segment.ManifestEdits;
import io.cinclus.v1.BuildFinished;
import io.cinclus.v1.BuildPlan;
import io.cinclus.v1.CompactionPlan;
import io.cinclus.v1.FileRef;
import io.cinclus.v1.IndexPlan;
import io.cinclus.v1.OwnedShard;
import io.cinclus.v1.PlanFailure;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which plans of a shard failed, how often in a row, and when each may be made again: after {@link
 * #FIRST_RETRY_MILLIS}, then twice as long each time, at most {@link #MAX_RETRY_MILLIS}. Only plans
 * over the same file wait. Pure functions of the shard's state.
 */
final class PlanFailures {
  static final long FIRST_RETRY_MILLIS = 10_000;
  static final long MAX_RETRY_MILLIS = 3_600_000;

  /** Index id of what compactions failed to read. */
  private static final long COMPACTION = 0;

  private PlanFailures() {}

  /** The state after a failure; of files that the manifest no longer names nothing is kept. */
  static OwnedShard failed(OwnedShard shard, BuildFinished finished, long nowMillis) {
    OwnedShard next = shard;
    BuildPlan plan = finished.getPlan();
    if (plan.hasIndex()) {
      String path = plan.getIndex().getSegment().getFile().getPath();
      next = failedAgain(next, path, plan.getIndex().getIndexId(), nowMillis);
      if (finished.getFailedPath().equals(path)) {
        next = failedAgain(next, path, COMPACTION, nowMillis);
      }
    } else {
      for (String path : blamed(plan.getCompaction(), finished.getFailedPath())) {
        next = failedAgain(next, path, COMPACTION, nowMillis);
      }
    }
    return named(next);
  }

  /** The file that could not be read, or, if it is not known or not an input, all inputs. */
  private static List<String> blamed(CompactionPlan plan, String failedPath) {
    List<String> inputs = plan.getInputsList().stream().map(s -> s.getFile().getPath()).toList();
    List<String> tombstones =
        plan.getTombstonesList().stream().map(t -> t.getFile().getPath()).toList();
    if (Stream.concat(inputs.stream(), tombstones.stream()).anyMatch(failedPath::equals)) {
      return List.of(failedPath);
    }
    return inputs.isEmpty() ? tombstones : inputs;
  }

  private static OwnedShard failedAgain(
      OwnedShard shard, String path, long indexId, long nowMillis) {
    int count = count(shard, path, indexId) + 1;
    OwnedShard.Builder next = without(shard, path, indexId);
    next.addFailuresBuilder()
        .setPath(path)
        .setIndexId(indexId)
        .setCount(count)
        .setRetryAtMillis(nowMillis + retryMillis(count));
    return next.build();
  }

  static long retryMillis(int count) {
    int doublings = Math.min(count - 1, 30);
    return Math.min(FIRST_RETRY_MILLIS << doublings, MAX_RETRY_MILLIS);
  }

  private static OwnedShard named(OwnedShard shard) {
    Set<String> paths = new HashSet<>();
    ManifestEdits.files(shard.getManifest()).stream().map(FileRef::getPath).forEach(paths::add);
    OwnedShard.Builder next = shard.toBuilder().clearFailures();
    shard.getFailuresList().stream()
        .filter(failure -> paths.contains(failure.getPath()))
        .forEach(next::addFailures);
    return next.build();
  }

  /** The state after a success: what failed before starts anew. */
  static OwnedShard succeeded(OwnedShard shard, BuildPlan plan) {
    if (shard.getFailuresCount() == 0) {
      return shard;
    }
    if (plan.hasIndex()) {
      IndexPlan index = plan.getIndex();
      return named(
          without(shard, index.getSegment().getFile().getPath(), index.getIndexId()).build());
    }
    return named(shard);
  }

  private static OwnedShard.Builder without(OwnedShard shard, String path, long indexId) {
    OwnedShard.Builder next = shard.toBuilder().clearFailures();
    shard.getFailuresList().stream()
        .filter(failure -> !is(failure, path, indexId))
        .forEach(next::addFailures);
    return next;
  }

  /** Files that compactions shall not read now. */
  static Set<String> unusable(OwnedShard shard, long nowMillis) {
    Set<String> paths = new HashSet<>();
    shard.getFailuresList().stream()
        .filter(failure -> failure.getIndexId() == COMPACTION)
        .filter(failure -> nowMillis < failure.getRetryAtMillis())
        .forEach(failure -> paths.add(failure.getPath()));
    return paths;
  }

  static boolean mayRun(OwnedShard shard, IndexPlan plan, long nowMillis) {
    String path = plan.getSegment().getFile().getPath();
    return shard.getFailuresList().stream()
        .noneMatch(
            failure ->
                is(failure, path, plan.getIndexId()) && nowMillis < failure.getRetryAtMillis());
  }

  /** How often in a row the plan has failed. */
  static int count(OwnedShard shard, IndexPlan plan) {
    return count(shard, plan.getSegment().getFile().getPath(), plan.getIndexId());
  }

  private static int count(OwnedShard shard, String path, long indexId) {
    return shard.getFailuresList().stream()
        .filter(failure -> is(failure, path, indexId))
        .mapToInt(PlanFailure::getCount)
        .max()
        .orElse(0);
  }

  private static boolean is(PlanFailure failure, String path, long indexId) {
    return failure.getIndexId() == indexId && failure.getPath().equals(path);
  }
}
