package io.cinclus.operators.serve;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.IndexParams;
import io.cinclus.index.IndexType;
import io.cinclus.index.Indexes;
import io.cinclus.model.Column;
import io.cinclus.model.ShardId;
import io.cinclus.search.FieldIndex;
import io.cinclus.segment.MutationRun;
import io.cinclus.segment.ObjectStorage;
import io.cinclus.segment.SealedRange;
import io.cinclus.segment.Sealing;
import io.cinclus.segment.SegmentStore;
import io.cinclus.v1.IndexFile;
import io.cinclus.v1.Manifest;
import io.cinclus.v1.Segment;
import io.cinclus.v1.ShardSealed;
import io.cinclus.vector.Kernels;
import io.cinclus.vector.Metric;
import io.cinclus.vector.Vectors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Real files of segments and indexes below a folder. */
final class TestFiles {
  private final Path folder;
  private final ObjectStorage storage;
  private final SegmentStore store;

  TestFiles(Path folder) {
    this.folder = folder;
    this.storage = new ObjectStorage(root());
    this.store = new SegmentStore(storage);
  }

  String root() {
    return folder.toUri().toString();
  }

  /** Seals (from, to] of shard 0, which holds these mutations. */
  ShardSealed seal(CollectionInfo collection, long from, long to, MutationRun... runs)
      throws IOException {
    SealedRange range = new SealedRange(new ShardId(collection.id(), 0), from, to);
    return store.writeSeal(
        range,
        collection.schema(),
        Sealing.seal(collection.schema(), range, List.of(runs)),
        collection.id());
  }

  /** A manifest of shard 0 with all that these seals hold. */
  static Manifest manifest(CollectionInfo collection, long generation, ShardSealed... seals) {
    Manifest.Builder manifest =
        Manifest.newBuilder().setCollectionId(collection.id()).setGeneration(generation);
    for (ShardSealed seal : seals) {
      manifest.setSealedTo(seal.getTo()).addAllSegments(seal.getSegmentsList());
      if (seal.hasTombstones()) {
        manifest.addTombstones(seal.getTombstones());
      }
    }
    return manifest.build();
  }

  /** The segment with an index over its vectors, which are (key, 0). */
  Segment index(CollectionInfo collection, Segment segment, long... keys) throws Exception {
    return index(collection, segment, IndexType.HNSW, keys);
  }

  /** The same with an index of some type. */
  Segment index(CollectionInfo collection, Segment segment, IndexType type, long... keys)
      throws Exception {
    int field = collection.schema().field("vector").orElseThrow().id();
    Column.FloatVectors vectors =
        (Column.FloatVectors) TestLog.rows(collection.schema(), keys).column(field);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new Indexes(Kernels.fastest())
        .build(
            Vectors.of(vectors.values(), 2),
            IndexParams.parse(type, Metric.L2, Map.of()),
            BuildContext.onCallingThread(BuildProgress.NONE),
            Channels.newChannel(bytes));
    return segment.toBuilder()
        .addIndexes(
            IndexFile.newBuilder()
                .setFieldId(field)
                .setIndexType(type.name())
                .setMetricType("L2")
                .setFile(
                    storage.write(
                        segment.getFile().getPath() + ".idx",
                        ByteBuffer.wrap(bytes.toByteArray()))))
        .build();
  }

  /** The segment with an index over its texts, which are those of the keys. */
  Segment textIndex(CollectionInfo collection, Segment segment, long... keys) throws Exception {
    FieldIndex index = new FieldIndex(collection.field("text"), "INVERTED", "", Map.of());
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    index.build(
        TestLog.rows(collection.schema(), keys),
        Kernels.fastest(),
        BuildContext.onCallingThread(BuildProgress.NONE),
        Channels.newChannel(bytes));
    return segment.toBuilder()
        .addIndexes(
            IndexFile.newBuilder()
                .setFieldId(index.field().id())
                .setIndexType(index.type())
                .setFile(
                    storage.write(
                        segment.getFile().getPath() + ".text.idx",
                        ByteBuffer.wrap(bytes.toByteArray()))))
        .build();
  }

  /** Flips a bit in the middle of a file. */
  void corrupt(String path) throws IOException {
    Path file = folder.resolve(path);
    byte[] bytes = Files.readAllBytes(file);
    bytes[bytes.length / 2] ^= 1;
    Files.write(file, bytes);
  }

  void delete(String path) throws IOException {
    Files.delete(folder.resolve(path));
  }
}
