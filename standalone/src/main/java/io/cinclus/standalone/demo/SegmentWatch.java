package io.cinclus.standalone.demo;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.PublishedManifests;
import io.cinclus.standalone.inspect.ShardState;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Looks at a collection's manifests now and then, and remembers what came and went. */
final class SegmentWatch {
  private final LogConfig log;
  private final CollectionInfo collection;
  private final long minIndexRows;
  private final Set<String> seen = new HashSet<>();
  private final Set<String> compacted = new HashSet<>();

  /**
   * Watches a collection.
   *
   * @param minIndexRows smaller segments get no index
   */
  SegmentWatch(LogConfig log, CollectionInfo collection, long minIndexRows) {
    this.log = log;
    this.collection = collection;
    this.minIndexRows = minIndexRows;
  }

  /**
   * The segments at one moment.
   *
   * @param sealed how many there are
   * @param indexed how many of them have their index
   * @param unfinished how many are to get one
   * @param compactions outputs of compactions seen so far
   * @param generations of all manifests: rises with every change
   */
  record Look(int sealed, int indexed, int unfinished, int compactions, long generations) {
    @Override
    public String toString() {
      return "sealed %d, indexed %d, compactions %d".formatted(sealed, indexed, compactions);
    }
  }

  Look look() throws InvalidProtocolBufferException {
    PublishedManifests published =
        PublishedManifests.read(log, new HashSet<>(collection.channels()));
    List<Manifest> manifests = ShardState.manifests(collection, published);
    int sealed = 0;
    int indexed = 0;
    int unfinished = 0;
    long generations = 0;
    for (Manifest manifest : manifests) {
      generations += manifest.getGeneration();
      for (Segment segment : manifest.getSegmentsList()) {
        seen.add(segment.getFile().getPath());
        if (segment.getPurgedTo() > 0) {
          compacted.add(segment.getFile().getPath());
        }
        sealed++;
        if (segment.getIndexesCount() > 0) {
          indexed++;
        } else if (segment.getRowCount() >= minIndexRows) {
          unfinished++;
        }
      }
    }
    return new Look(sealed, indexed, unfinished, compacted.size(), generations);
  }

  /** All segments that were ever seen, also those that compactions have replaced. */
  int seenCount() {
    return seen.size();
  }
}
