package io.cinclus.search;

import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowBatchBuilder;
import java.util.ArrayList;
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
  static final int CHUNK_ROWS = 1024;

  private final String name;
  private final CollectionSchema schema;
  private final int keyField;
  private final List<Chunk> chunks = new ArrayList<>();
  private final List<Deletes> deletes = new ArrayList<>();
  private final KeyIndex keys;

  /** Rows of the first chunk that have been sealed since. */
  private int firstRow;

  private record Chunk(RowBatchBuilder builder, LiveRows rows) {}

  /**
   * Deletes of one record: {@code keys[row]} at position {@code first + row}.
   *
   * @param upTo kills versions at or below it; 0: below the delete's own position
   */
  private record Deletes(Column keys, int count, long first, long upTo) {}

  GrowingRows(String name, CollectionSchema schema) {
    this.name = name;
    this.schema = schema;
    this.keyField = schema.primaryKey().id();
    Column empty = new RowBatchBuilder(schema, 0).build().column(keyField);
    this.keys = KeyIndex.of(empty, CHUNK_ROWS);
  }

  int rowCount() {
    return chunks.isEmpty()
        ? 0
        : (chunks.size() - 1) * CHUNK_ROWS + last().builder().rowCount() - firstRow;
  }

  /** Adds rows at positions {@code first}, first + 1, …; each kills the lower rows of its key. */
  void insert(RowBatch batch, long partitionId, long first) {
    Column batchKeys = batch.column(keyField);
    int from = 0;
    while (from < batch.rowCount()) {
      Chunk chunk = chunkWithRoom();
      int at = chunk.builder().rowCount();
      int to = Math.min(batch.rowCount(), from + chunk.builder().remaining());
      chunk.builder().append(batch, from, to);
      long[] ids = ((LiveRows.Partitions.Each) chunk.rows().partitionIds()).ids();
      for (int row = from; row < to; row++) {
        long position = first + row;
        chunk.rows().positions()[at + row - from] = position;
        ids[at + row - from] = partitionId;
        kill(batchKeys, row, position, position);
        keys.add(batchKeys, row);
      }
      from = to;
    }
  }

  /** Kills the growing rows of these keys and remembers the deletes for segments loaded later. */
  void delete(Column deleted, int count, long first, long upTo) {
    deletes.add(new Deletes(deleted, count, first, upTo));
    for (int row = 0; row < count; row++) {
      kill(deleted, row, first + row, upTo == 0 ? first + row : upTo);
    }
  }

  private void kill(Column killed, int row, long position, long upTo) {
    for (int at = keys.newest(killed, row); at >= firstRow; at = keys.previous(at)) {
      LiveRows rows = chunks.get(at / CHUNK_ROWS).rows();
      int index = at % CHUNK_ROWS;
      if (rows.positions()[index] < position && rows.positions()[index] <= upTo) {
        rows.deaths().kill(index, position);
      }
    }
  }

  /** Tells every mutation above {@code position}, deletes and inserts alike. */
  void forEachMutationAbove(long position, MutationSink sink) {
    for (Deletes delete : deletes) {
      for (int row = 0; row < delete.count(); row++) {
        long at = delete.first() + row;
        if (at > position) {
          sink.accept(delete.keys(), row, at, delete.upTo() == 0 ? at : delete.upTo());
        }
      }
    }
    for (LiveRows.Slice slice : slices()) {
      Column sliceKeys = slice.rows().batch().column(keyField);
      for (int row = slice.from(); row < slice.to(); row++) {
        long at = slice.rows().positions()[row];
        if (at > position) {
          sink.accept(sliceKeys, row, at, at);
        }
      }
    }
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
      rest.chunks.add(chunk);
      Column chunkKeys = chunk.rows().batch().column(keyField);
      for (int row = 0; row < count; row++) {
        rest.keys.add(chunkKeys, row);
      }
    }
    for (Deletes delete : deletes) {
      if (delete.first() + delete.count() - 1 > position) {
        rest.deletes.add(delete);
      }
    }
    return rest;
  }

  private Chunk chunkWithRoom() {
    if (chunks.isEmpty() || last().builder().remaining() == 0) {
      RowBatchBuilder builder = new RowBatchBuilder(schema, CHUNK_ROWS);
      RowBatch whole = new RowBatch(CHUNK_ROWS, builder.build().columns());
      LiveRows rows =
          new LiveRows(
              name,
              whole,
              new long[CHUNK_ROWS],
              new LiveRows.Partitions.Each(new long[CHUNK_ROWS]),
              new Deaths(CHUNK_ROWS),
              Map.of(),
              null);
      chunks.add(new Chunk(builder, rows));
    }
    return last();
  }

  private Chunk last() {
    return chunks.get(chunks.size() - 1);
  }

  /** Takes mutations one by one. */
  @FunctionalInterface
  interface MutationSink {
    /** The mutation of {@code keys[row]} at {@code position}; kills rows at or below upTo. */
    void accept(Column keys, int row, long position, long upTo);
  }
}
