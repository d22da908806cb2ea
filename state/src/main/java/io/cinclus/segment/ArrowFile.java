package io.cinclus.segment;

import io.cinclus.model.Column;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatchBuilder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowFileReader;
import org.apache.arrow.vector.ipc.ArrowFileWriter;
import org.apache.arrow.vector.ipc.InvalidArrowFileException;
import org.apache.arrow.vector.types.pojo.Field;
import org.apache.arrow.vector.types.pojo.Schema;
import org.apache.arrow.vector.util.ByteArrayReadableSeekableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * Rows with their positions as an Arrow IPC file, in record batches of {@link #ROWS_PER_BATCH}
 * rows. Equal rows give equal bytes. Columns are found by field id, so a file may lack a field that
 * was added later.
 *
 * <p>Stateless. Every call has off-heap memory of its own, at most {@link #MAX_MEMORY_BYTES}, and
 * has released it when it returns.
 */
final class ArrowFile {
  /** Small enough that a reader which streams holds little, large enough for bulk copies. */
  static final int ROWS_PER_BATCH = 1024;

  /** One record batch and what growing its vectors takes. */
  static final long MAX_MEMORY_BYTES = 1L << 30;

  /**
   * The only entry of the schema's metadata: Arrow keeps it in a HashMap, in which the order of
   * several depends on the Java runtime.
   */
  static final String ABOUT = "cinclus.about";

  private static final Pattern ROWS = Pattern.compile("rows=(\\d{1,10})$");

  private ArrowFile() {}

  /**
   * What a file holds of the fields asked for, in file order.
   *
   * @param columns by field id; a field that the file lacks has none
   * @param positions of each row
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Content(Map<Integer, Column> columns, long[] positions) {}

  /**
   * The bytes of a file with a column for each of {@code fields} and, as metadata, {@code about}
   * and the number of rows; LIMIT_EXCEEDED for more than {@link ObjectStorage#MAX_FILE_BYTES}.
   */
  static ByteBuffer encode(List<FieldSchema> fields, SegmentRows rows, String about) {
    Map<String, String> metadata = Map.of(ABOUT, about + " rows=" + rows.rowCount());
    BoundedBytes bytes = new BoundedBytes(ObjectStorage.MAX_FILE_BYTES);
    try (BufferAllocator allocator = new RootAllocator(MAX_MEMORY_BYTES);
        VectorSchemaRoot batch =
            VectorSchemaRoot.create(ArrowSchemas.of(fields, metadata), allocator);
        ArrowFileWriter writer = new ArrowFileWriter(batch, null, Channels.newChannel(bytes))) {
      writer.start();
      for (int from = 0; from < rows.rowCount(); from += ROWS_PER_BATCH) {
        int count = Math.min(ROWS_PER_BATCH, rows.rowCount() - from);
        fill(batch, fields, rows, from, count);
        writer.writeBatch();
        batch.clear();
      }
      writer.end();
    } catch (IOException e) {
      throw new IllegalStateException("writing to memory cannot fail", e);
    }
    return bytes.view();
  }

  private static void fill(
      VectorSchemaRoot batch, List<FieldSchema> fields, SegmentRows rows, int from, int count) {
    for (int column = 0; column < fields.size(); column++) {
      Column values = rows.rows().column(fields.get(column).id());
      ColumnWriter.fill(values, from, count, batch.getVector(column));
    }
    ColumnWriter.fill(rows.positions(), from, count, batch.getVector(fields.size()));
    batch.setRowCount(count);
  }

  /**
   * Reads those of {@code fields} that the file has, and the positions.
   *
   * @param path names the file in errors
   * @throws CorruptFileException where the bytes are no such file
   */
  static Content decode(String path, byte[] bytes, List<FieldSchema> fields) throws IOException {
    try (BufferAllocator allocator = new RootAllocator(MAX_MEMORY_BYTES);
        ArrowFileReader reader =
            new ArrowFileReader(new ByteArrayReadableSeekableByteChannel(bytes), allocator)) {
      return decode(path, reader, fields);
    } catch (InvalidArrowFileException e) {
      throw new CorruptFileException(path, "it is not an Arrow file", e);
    }
  }

  private static Content decode(String path, ArrowFileReader reader, List<FieldSchema> fields)
      throws IOException {
    VectorSchemaRoot batch = reader.getVectorSchemaRoot();
    int rowCount = rowCount(path, batch.getSchema());
    Map<Integer, String> names = columnNames(path, batch.getSchema(), fields);
    Map<Integer, Column> columns = new HashMap<>();
    for (FieldSchema field : fields) {
      if (names.containsKey(field.id())) {
        columns.put(field.id(), RowBatchBuilder.allocate(field, rowCount));
      }
    }
    long[] positions = new long[rowCount];
    int from = 0;
    while (reader.loadNextBatch()) {
      int at = from;
      int count = batch.getRowCount();
      from = Math.addExact(at, count);
      if (from > rowCount) {
        break;
      }
      for (Map.Entry<Integer, Column> entry : columns.entrySet()) {
        copy(path, batch.getVector(names.get(entry.getKey())), count, entry.getValue(), at);
      }
      ColumnReader.copy(batch.getVector(ArrowSchemas.POSITION), count, positions, at);
    }
    if (from != rowCount) {
      throw new CorruptFileException(path, "it names %d rows and has others".formatted(rowCount));
    }
    return new Content(columns, positions);
  }

  private static void copy(String path, FieldVector source, int count, Column target, int at)
      throws CorruptFileException {
    if (source.getNullCount() > 0 && target.nulls() == null) {
      throw new CorruptFileException(
          path,
          "its column %s has nulls, but the field is not nullable".formatted(source.getName()));
    }
    ColumnReader.copy(source, 0, count, target, at);
  }

  private static int rowCount(String path, Schema schema) throws CorruptFileException {
    Matcher rows = ROWS.matcher(schema.getCustomMetadata().getOrDefault(ABOUT, ""));
    if (!rows.find()) {
      throw new CorruptFileException(path, "it does not say how many rows it has");
    }
    return Integer.parseInt(rows.group(1));
  }

  // By field id; checks types.
  private static Map<Integer, String> columnNames(
      String path, Schema schema, List<FieldSchema> fields) throws CorruptFileException {
    Map<String, Field> byId = new HashMap<>();
    Field positions = null;
    for (Field column : schema.getFields()) {
      String field = column.getMetadata().get(ArrowSchemas.FIELD);
      if (field != null) {
        byId.put(field.substring(0, field.indexOf(' ')), column);
      } else if (column.getName().equals(ArrowSchemas.POSITION)) {
        positions = column;
      }
    }
    List<Field> expected = ArrowSchemas.of(fields, Map.of()).getFields();
    requireType(path, positions, expected.get(fields.size()));
    Map<Integer, String> names = new HashMap<>();
    for (int i = 0; i < fields.size(); i++) {
      int id = fields.get(i).id();
      Field found = byId.get(Integer.toString(id));
      if (found != null) {
        requireType(path, found, expected.get(i));
        names.put(id, found.getName());
      }
    }
    return names;
  }

  private static void requireType(String path, @Nullable Field found, Field expected)
      throws CorruptFileException {
    if (found == null
        || !found.getType().equals(expected.getType())
        || !found.getChildren().equals(expected.getChildren())) {
      throw new CorruptFileException(
          path, "its column is %s, expected %s".formatted(found, expected));
    }
  }
}
