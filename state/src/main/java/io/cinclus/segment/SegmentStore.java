package io.cinclus.segment;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.FieldSchema.Role;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowBatchBuilder;
import io.cinclus.v1.FileRef;
import io.cinclus.v1.Segment;
import io.cinclus.v1.ShardSealed;
import io.cinclus.v1.TombstoneFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * Segments and tombstones on object storage, as Arrow IPC files. Equal content is written as equal
 * bytes under an equal name. What is read has been verified against its {@link FileRef}, and holds
 * only what lies above the {@code from} that the manifest names.
 *
 * <p>Thread-safe. Every read throws {@link MissingFileException} or {@link CorruptFileException}
 * naming the file; it never leaves rows out.
 */
public final class SegmentStore {
  private static final int KEY = 1;
  private static final int UP_TO = 2;

  private final ObjectStorage storage;

  public SegmentStore(ObjectStorage storage) {
    this.storage = storage;
  }

  /** Writes a sealed range under its names and says what to register. */
  public ShardSealed writeSeal(
      SealedRange range, CollectionSchema schema, Sealing.Content content, long catalogPosition)
      throws IOException {
    ShardSealed.Builder sealed =
        ShardSealed.newBuilder()
            .setCollectionId(range.shard().collectionId())
            .setShard(range.shard().shard())
            .setFrom(range.from())
            .setTo(range.to())
            .setCatalogPosition(catalogPosition);
    for (Map.Entry<Long, SegmentRows> entry : content.rows().entrySet()) {
      SegmentPlace place =
          new SegmentPlace(range, entry.getKey(), SegmentNames.segment(range, entry.getKey()));
      sealed.addSegments(writeSegment(place, schema, entry.getValue()));
    }
    if (content.tombstones().count() > 0) {
      sealed.setTombstones(
          writeTombstones(range, SegmentNames.tombstones(range), content.tombstones()));
    }
    return sealed.build();
  }

  /** Where a segment goes. */
  record SegmentPlace(SealedRange range, long partitionId, String path) {}

  Segment writeSegment(SegmentPlace place, CollectionSchema schema, SegmentRows rows)
      throws IOException {
    String about = about(place.range()) + " partition=" + place.partitionId();
    FileRef file = storage.write(place.path(), ArrowFile.encode(schema.fields(), rows, about));
    return Segment.newBuilder()
        .setFile(file)
        .setPartitionId(place.partitionId())
        .setFrom(place.range().from())
        .setTo(place.range().to())
        .setRowCount(rows.rowCount())
        .build();
  }

  TombstoneFile writeTombstones(SealedRange range, String path, Tombstones tombstones)
      throws IOException {
    Column upTo = new Column.Longs(DataType.INT64, tombstones.upTo(), null);
    RowBatch columns =
        new RowBatch(tombstones.count(), Map.of(KEY, tombstones.keys(), UP_TO, upTo));
    SegmentRows rows = new SegmentRows(columns, tombstones.positions());
    List<FieldSchema> fields = tombstoneFields(tombstones.keys().type());
    return TombstoneFile.newBuilder()
        .setFile(storage.write(path, ArrowFile.encode(fields, rows, about(range))))
        .setFrom(range.from())
        .setTo(range.to())
        .setCount(tombstones.count())
        .build();
  }

  /** The rows of a segment with the fields of {@code schema}; one that it lacks has its default. */
  public SegmentRows readRows(Segment segment, CollectionSchema schema) throws IOException {
    ArrowFile.Content content = read(segment, schema.fields());
    long[] positions = content.positions();
    int clipped = clipped(positions, segment.getFrom());
    RowBatch rows = new RowBatch(positions.length, content.columns());
    if (clipped == 0 && content.columns().size() == schema.fields().size()) {
      return new SegmentRows(rows, positions);
    }
    RowBatchBuilder builder = new RowBatchBuilder(schema, positions.length - clipped);
    builder.append(rows, clipped, positions.length);
    return new SegmentRows(
        builder.build(), Arrays.copyOfRange(positions, clipped, positions.length));
  }

  /** Keys and positions of a segment's rows. */
  public SegmentKeys readKeys(Segment segment, CollectionSchema schema) throws IOException {
    return readRows(segment, keysOnly(schema)).keys(schema.primaryKey());
  }

  private ArrowFile.Content read(Segment segment, List<FieldSchema> fields) throws IOException {
    FileRef file = segment.getFile();
    return ArrowFile.decode(file.getPath(), storage.read(file), fields);
  }

  /** All mutations in {@code files}, whose ranges do not overlap. */
  public Tombstones readTombstones(List<TombstoneFile> files, DataType keyType) throws IOException {
    List<Tombstones> parts = new ArrayList<>(files.size());
    for (TombstoneFile file : files) {
      parts.add(readTombstones(file, keyType));
    }
    return Tombstones.concat(keyType, parts);
  }

  private Tombstones readTombstones(TombstoneFile file, DataType keyType) throws IOException {
    String path = file.getFile().getPath();
    ArrowFile.Content content =
        ArrowFile.decode(path, storage.read(file.getFile()), tombstoneFields(keyType));
    Column keys = content.columns().get(KEY);
    if (keys != null && content.columns().get(UP_TO) instanceof Column.Longs upTo) {
      return new Tombstones(keys, content.positions(), upTo.values()).above(file.getFrom());
    }
    throw new CorruptFileException(path, "it lacks keys or limits");
  }

  // The first rows, at or below from.
  private static int clipped(long[] positions, long from) {
    int found = Arrays.binarySearch(positions, from);
    return found >= 0 ? found + 1 : -found - 1;
  }

  private static CollectionSchema keysOnly(CollectionSchema schema) {
    return new CollectionSchema(schema.description(), List.of(schema.primaryKey()));
  }

  private static List<FieldSchema> tombstoneFields(DataType keyType) {
    return List.of(
        new FieldSchema(KEY, "key", "", keyType, Role.PRIMARY_KEY, false, null, Limits.NONE),
        new FieldSchema(UP_TO, "up_to", "", DataType.INT64, Role.DATA, false, null, Limits.NONE));
  }

  private static String about(SealedRange range) {
    return "collection=%d shard=%d from=%d to=%d"
        .formatted(range.shard().collectionId(), range.shard().shard(), range.from(), range.to());
  }
}
