package io.cinclus.search;

import io.cinclus.filter.FieldIndexes;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowBatchBuilder;
import io.cinclus.segment.MutationRun;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The rows and deletes of a shard that are not sealed yet, in position order, in chunks of a fixed
 * capacity whose arrays never move.
 *
 * <p>One thread writes; slices may be read by any thread that was handed them after {@link
 * #slices}.
 */
final class GrowingRows {
  static final int MAX_CHUNK_ROWS = 1024;
  static final int MIN_CHUNK_ROWS = 64;

  /** Vectors of one chunk, which an almost empty shard takes too. */
  static final int MAX_CHUNK_BYTES = 1 << 20;

  private final String name;
  private CollectionSchema schema;
  private final int keyField;
  private final int chunkRows;
  private final int chunkShift;
  private final List<Chunk> chunks = new ArrayList<>();
  private final List<Mutations> deletes = new ArrayList<>();
  private final KeyIndex keys;
  private final int[] found;

  /** Rows of the first chunk that have been sealed since. */
  private int firstRow;

  /** Rows with the partition of each, which they show only where it is not the same for all. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Chunk(RowBatchBuilder builder, long[] partitionIds, LiveRows rows) {

    /** The same after its last {@code count} rows were given a partition. */
    Chunk inPartition(long id, int count) {
      int end = builder.rowCount();
      Arrays.fill(partitionIds, end - count, end, id);
      LiveRows.Partitions before = rows.partitionIds();
      boolean isSame = before instanceof LiveRows.Partitions.One one && one.id() == id;
      if (isSame || before instanceof LiveRows.Partitions.Each) {
        return this;
      }
      LiveRows.Partitions partitions =
          end == count
              ? new LiveRows.Partitions.One(id)
              : new LiveRows.Partitions.Each(partitionIds);
      return new Chunk(builder, partitionIds, rows.in(partitions));
    }
  }

  GrowingRows(String name, CollectionSchema schema) {
    this.name = name;
    this.schema = schema;
    this.keyField = schema.primaryKey().id();
    this.chunkRows = chunkRows(schema);
    this.chunkShift = Integer.numberOfTrailingZeros(chunkRows);
    this.keys = KeyIndex.empty(schema.primaryKey().type(), chunkRows, chunkRows);
    this.found = new int[chunkRows];
  }

  /** A power of two. */
  static int chunkRows(CollectionSchema schema) {
    long rowBytes = 1;
    for (FieldSchema vector : schema.vectorFields()) {
      rowBytes +=
          vector.type().isFixedVector()
              ? vector.type().vectorBytes(vector.limits().dimension())
              : Long.BYTES; // The entries of sparse vectors are not reserved.
    }
    long fitting = Math.max(MIN_CHUNK_ROWS, Math.min(MAX_CHUNK_ROWS, MAX_CHUNK_BYTES / rowBytes));
    return (int) Long.highestOneBit(fitting);
  }

  /** Goes on in a schema that has more fields, in which the rows that are there lack values. */
  void adopt(CollectionSchema wider) {
    schema = wider;
    chunks.replaceAll(
        chunk -> {
          RowBatchBuilder builder = new RowBatchBuilder(wider, chunk.builder());
          RowBatch whole = new RowBatch(chunkRows, builder.build().columns());
          return new Chunk(builder, chunk.partitionIds(), chunk.rows().with(whole));
        });
  }

  int rowCount() {
    return chunks.isEmpty()
        ? 0
        : (chunks.size() - 1) * chunkRows + last().builder().rowCount() - firstRow;
  }

  /** With those of the first chunk that have been sealed since. */
  int rowCountWithSealed() {
    return rowCount() + firstRow;
  }

  /** Rows of each chunk but the last, a power of two. */
  int chunkRows() {
    return chunkRows;
  }

  int chunkCount() {
    return chunks.size();
  }

  /** The arrays with the vectors of a field, one for each chunk. */
  float[][] vectorChunks(int field) {
    float[][] vectors = new float[chunks.size()][];
    for (int i = 0; i < vectors.length; i++) {
      Column column = chunks.get(i).rows().batch().column(field);
      vectors[i] = ((Column.FloatVectors) column).values();
    }
    return vectors;
  }

  /** Adds rows; each kills the lower rows of its key. */
  void insert(RowBatch batch, long partitionId, Mutations mutations) {
    int from = 0;
    while (from < batch.rowCount()) {
      Chunk chunk = chunkWithRoom();
      int at = chunk.builder().rowCount();
      int to = Math.min(batch.rowCount(), from + chunk.builder().remaining());
      chunk.builder().append(batch, from, to);
      System.arraycopy(mutations.positions(), from, chunk.rows().positions(), at, to - from);
      chunks.set(chunks.size() - 1, chunk.inPartition(partitionId, to - from));
      keys.add(to - from, found);
      killFound(mutations, from, to);
      from = to;
    }
  }

  /** Kills the growing rows of these keys and remembers the deletes for segments loaded later. */
  void delete(Mutations mutations) {
    deletes.add(mutations);
    for (int from = mutations.from(); from < mutations.to(); from += found.length) {
      int to = Math.min(mutations.to(), from + found.length);
      keys.newest(mutations.keys(), from, to, found);
      killFound(mutations, from, to);
    }
  }

  private void killFound(Mutations mutations, int from, int to) {
    for (int row = from; row < to; row++) {
      if (found[row - from] >= firstRow) {
        kill(found[row - from], mutations.positions()[row], mutations.limit(row));
      }
    }
  }

  private void kill(int newest, long position, long upTo) {
    for (int at = newest; at >= firstRow; at = keys.previous(at)) {
      LiveRows rows = chunks.get(at >>> chunkShift).rows();
      int index = at & (chunkRows - 1);
      if (rows.positions()[index] <= upTo && !rows.deaths().kill(index, position)) {
        return; // What killed this row has killed all below it.
      }
    }
  }

  /** Every mutation above {@code position}, deletes and inserts alike. */
  List<Mutations> mutationsAbove(long position) {
    List<Mutations> all = new ArrayList<>(deletes);
    for (LiveRows.Slice slice : slices()) {
      all.add(
          new Mutations(
              slice.rows().batch().column(keyField),
              slice.from(),
              slice.to(),
              slice.rows().positions(),
              MutationRun.BELOW_ITSELF));
    }
    all.replaceAll(mutations -> mutations.above(position));
    return all;
  }

  /** The rows there are now. */
  List<LiveRows.Slice> slices() {
    List<LiveRows.Slice> slices = new ArrayList<>(chunks.size());
    for (int i = 0; i < chunks.size(); i++) {
      Chunk chunk = chunks.get(i);
      int from = i == 0 ? firstRow : 0;
      if (from < chunk.builder().rowCount()) {
        slices.add(new LiveRows.Slice(chunk.rows(), from, chunk.builder().rowCount()));
      }
    }
    return slices;
  }

  /** What is left when everything at or below {@code position} is sealed; shares the rows. */
  GrowingRows above(long position) {
    GrowingRows rest = new GrowingRows(name, schema);
    for (Chunk chunk : chunks) {
      int count = chunk.builder().rowCount();
      if (count == 0 || chunk.rows().positions()[count - 1] <= position) {
        continue;
      }
      if (rest.chunks.isEmpty()) {
        while (chunk.rows().positions()[rest.firstRow] <= position) {
          rest.firstRow++;
        }
      }
      rest.add(chunk);
      rest.keys.add(count, rest.found);
    }
    for (Mutations delete : deletes) {
      Mutations left = delete.above(position);
      if (left.count() > 0) {
        rest.deletes.add(left);
      }
    }
    return rest;
  }

  private Chunk chunkWithRoom() {
    if (chunks.isEmpty() || last().builder().remaining() == 0) {
      RowBatchBuilder builder = new RowBatchBuilder(schema, chunkRows);
      RowBatch whole = new RowBatch(chunkRows, builder.build().columns());
      LiveRows rows =
          new LiveRows(
              name,
              whole,
              new long[chunkRows],
              new LiveRows.Partitions.One(0),
              new Deaths(chunkRows),
              Map.of(),
              FieldIndexes.NONE,
              null);
      add(new Chunk(builder, new long[chunkRows], rows));
    }
    return last();
  }

  private void add(Chunk chunk) {
    chunks.add(chunk);
    keys.addChunk(chunk.rows().batch().column(keyField));
  }

  private Chunk last() {
    return chunks.get(chunks.size() - 1);
  }
}
