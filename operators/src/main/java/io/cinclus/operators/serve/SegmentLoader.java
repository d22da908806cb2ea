package io.cinclus.operators.serve;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.filter.FieldIndexes;
import io.cinclus.filter.IndexedField;
import io.cinclus.index.CorruptIndexException;
import io.cinclus.index.VectorIndex;
import io.cinclus.index.scalar.ScalarIndex;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.FieldSchema;
import io.cinclus.search.FieldIndex;
import io.cinclus.search.SealedRows;
import io.cinclus.search.ShardView;
import io.cinclus.segment.CorruptFileException;
import io.cinclus.segment.Killers;
import io.cinclus.segment.MissingFileException;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a manifest's segments into memory, with the deaths that its tombstones cause. A segment
 * that cannot be read fails the load, naming the file; an index that cannot be read is reported and
 * its segment is searched exactly instead, which gives the same answers more slowly.
 *
 * <p>Thread-safe; blocks, so it runs on a pool.
 */
final class SegmentLoader {
  private static final Logger LOG = LoggerFactory.getLogger(SegmentLoader.class);

  private final SegmentCache cache;

  SegmentLoader(SegmentCache cache) {
    this.cache = cache;
  }

  /**
   * What was loaded.
   *
   * @param loaded to be swapped in
   * @param warnings about indexes that are searched without
   */
  record Result(ShardView.Loaded loaded, List<String> warnings) {}

  /**
   * Loads a manifest, but for the partitions of the collection that are released.
   *
   * @param inUse the segments that the view has now, which are used again with their deaths
   */
  Result load(Manifest manifest, CollectionInfo collection, List<SealedRows> inUse)
      throws IOException {
    Map<String, SealedRows> known = new HashMap<>();
    inUse.forEach(segment -> known.put(segment.path(), segment));
    List<SealedRows> segments = new ArrayList<>();
    List<SealedRows> fresh = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    Set<Long> released = collection.releasedIds();
    for (Segment segment : manifest.getSegmentsList()) {
      if (released.contains(segment.getPartitionId())) {
        continue;
      }
      SealedRows.Content content = cache.content(segment, collection);
      SegmentIndexes indexes = indexes(segment, content, collection.schema(), warnings);
      SealedRows rows = known.get(content.path());
      if (rows == null) {
        rows = new SealedRows(content, segment.getPartitionId(), indexes.ofVectors());
        fresh.add(rows);
      } else {
        rows = rows.withIndexes(indexes.ofVectors());
      }
      segments.add(rows.withScalarIndexes(new FieldIndexes(indexes.ofScalars())));
    }
    if (!fresh.isEmpty()) {
      bury(manifest, collection, fresh);
    }
    return new Result(
        new ShardView.Loaded(
            manifest.getGeneration(), manifest.getSealedTo(), segments, true, past(manifest)),
        warnings);
  }

  /** What a manifest does without. */
  static ShardView.Past past(Manifest manifest) {
    return new ShardView.Past(manifest.getHorizon(), manifest.getExpiredBelow());
  }

  /** The indexes of a segment: of vector fields by their ids, of others by what they index. */
  private record SegmentIndexes(
      Map<Integer, VectorIndex> ofVectors, Map<IndexedField, ScalarIndex> ofScalars) {}

  private SegmentIndexes indexes(
      Segment segment, SealedRows.Content content, CollectionSchema schema, List<String> warnings)
      throws IOException {
    SegmentIndexes indexes = new SegmentIndexes(new HashMap<>(), new HashMap<>());
    for (IndexFile file : segment.getIndexesList()) {
      try {
        FieldSchema field = schema.field(file.getFieldId());
        if (field.type().isVector()) {
          indexes.ofVectors().put(field.id(), cache.index(file, content));
        } else {
          IndexedField indexed =
              new FieldIndex(field, file.getIndexType(), file.getMetricType(), file.getParamsMap())
                  .scalar();
          indexes.ofScalars().put(indexed, cache.scalarIndex(file, indexed, content));
        }
      } catch (CorruptIndexException | CorruptFileException | MissingFileException e) {
        LOG.error("segment {} is searched exactly, without its index", content.path(), e);
        warnings.add(
            "segment %s is searched exactly, without its index: %s"
                .formatted(content.path(), e.getMessage()));
      }
    }
    return indexes;
  }

  private void bury(Manifest manifest, CollectionInfo collection, List<SealedRows> fresh)
      throws IOException {
    Killers killers =
        new Killers(
            cache
                .store()
                .readTombstones(
                    manifest.getTombstonesList(), collection.schema().primaryKey().type()));
    fresh.forEach(segment -> segment.bury(killers));
  }
}
