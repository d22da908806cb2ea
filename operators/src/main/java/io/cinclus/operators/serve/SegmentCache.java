package io.cinclus.operators.serve;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.filter.IndexedField;
import io.cinclus.index.Indexes;
import io.cinclus.index.VectorIndex;
import io.cinclus.index.scalar.ScalarIndex;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.FixedVectors;
import io.cinclus.search.ColumnVectors;
import io.cinclus.search.SealedRows;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.segment.SegmentRows;
import io.cinclus.segment.SegmentStore;
import io.cinclus.v1.FileRef;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.Segment;
import io.cinclus.value.SparseVector;
import io.cinclus.vector.Kernels;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.ReadableByteChannel;

/**
 * The segments and indexes of a task manager, by file and checksum: what one replica has loaded
 * another one, or the same after a restart, need not read again. What is returned is immutable and
 * was verified when it was read.
 *
 * <p>Thread-safe. Loads block. Holds at most its limit of segments, of vector indexes and of scalar
 * indexes each beyond what is in use elsewhere.
 */
final class SegmentCache implements AutoCloseable {
  private static final int BYTES_PER_TEXT = 64;

  private final SegmentStore store;
  private final ObjectStorage storage;
  private final Indexes indexes = new Indexes(Kernels.fastest());
  private final Cache<FileRef, SealedRows.Content> contents;
  private final Cache<FileRef, VectorIndex> opened;
  private final Cache<FileRef, ScalarIndex> openedScalars;

  /** Keeps up to {@code maxBytes} of {@code storageRoot}'s files. */
  SegmentCache(String storageRoot, long maxBytes) {
    this.storage = new ObjectStorage(storageRoot);
    this.store = new SegmentStore(storage);
    this.contents =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((FileRef file, SealedRows.Content content) -> weight(content))
            .build();
    this.opened =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((FileRef file, VectorIndex index) -> clamp(index.memoryBytes()))
            .build();
    this.openedScalars =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((FileRef file, ScalarIndex index) -> clamp(index.memoryBytes()))
            .build();
  }

  SegmentStore store() {
    return store;
  }

  /** The rows of a segment, with what those have that are older than a field. */
  SealedRows.Content content(Segment segment, CollectionInfo collection) throws IOException {
    SealedRows.Content cached = contents.getIfPresent(segment.getFile());
    CollectionSchema schema = collection.schema();
    if (cached != null && cached.batch().isComplete(schema)) {
      return cached;
    }
    if (cached != null) {
      SealedRows.Content wider =
          new SealedRows.Content(
              cached.path(),
              cached.batch().complete(schema),
              cached.positions(),
              cached.keyField());
      contents.put(segment.getFile(), wider);
      return wider;
    }
    SegmentRows rows = store.readRows(segment, schema);
    SealedRows.Content content =
        new SealedRows.Content(
            segment.getFile().getPath(), rows.rows(), rows.positions(), schema.primaryKey().id());
    contents.put(segment.getFile(), content);
    return content;
  }

  /** An index over the rows of a segment. */
  VectorIndex index(IndexFile file, SealedRows.Content content) throws IOException {
    VectorIndex cached = opened.getIfPresent(file.getFile());
    if (cached != null) {
      return cached;
    }
    VectorIndex index =
        indexes.open(
            file.getFile().getPath(),
            channel(file),
            ColumnVectors.of(
                content.batch().column(file.getFieldId()), content.batch().rowCount()));
    opened.put(file.getFile(), index);
    return index;
  }

  /** An index over the values of a scalar field of a segment. */
  ScalarIndex scalarIndex(IndexFile file, IndexedField field, SealedRows.Content content)
      throws IOException {
    ScalarIndex cached = openedScalars.getIfPresent(file.getFile());
    if (cached != null) {
      return cached;
    }
    ScalarIndex index = field.open(file.getFile().getPath(), channel(file), content.batch());
    openedScalars.put(file.getFile(), index);
    return index;
  }

  private ReadableByteChannel channel(IndexFile file) throws IOException {
    return Channels.newChannel(new ByteArrayInputStream(storage.read(file.getFile())));
  }

  private static int weight(SealedRows.Content content) {
    long bytes = (long) content.positions().length * Long.BYTES;
    for (Column column : content.batch().columns().values()) {
      long rows = column.capacity();
      if (column instanceof FixedVectors vectors) {
        bytes += rows * vectors.rowBytes();
      } else if (column instanceof Column.SparseVectors vectors) {
        for (SparseVector vector : vectors.values()) {
          bytes += BYTES_PER_TEXT + (long) vector.size() * (Integer.BYTES + Float.BYTES);
        }
      } else if (column instanceof Column.Texts || column instanceof Column.Arrays) {
        bytes += rows * BYTES_PER_TEXT;
      } else {
        bytes += rows * Long.BYTES;
      }
    }
    return clamp(bytes);
  }

  private static int clamp(long bytes) {
    return (int) Math.min(Integer.MAX_VALUE, bytes);
  }

  @Override
  public void close() {
    contents.invalidateAll();
    opened.invalidateAll();
    openedScalars.invalidateAll();
  }
}
