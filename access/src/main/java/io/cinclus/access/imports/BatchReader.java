package io.cinclus.access.imports;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowAssembler;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowRules;
import io.cinclus.text.FunctionOutputs;
import java.io.IOException;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads a file as batches of rows that can be written, each of at most {@link #MAX_ROWS} and about
 * {@link #MAX_BYTES}; {@link ErrorCode#BAD_IMPORT} with the file and the number of the row, from 0,
 * where one cannot. The key that is made for a row depends on nothing but the import and where the
 * row stands in it, so that it is the same whenever the file is read. Not thread-safe.
 */
final class BatchReader implements AutoCloseable {
  static final int MAX_ROWS = 4096;
  static final long MAX_BYTES = 4 << 20;

  /** Rows of an import that keys can be made for. */
  static final long MAX_KEYS = 1L << 32;

  private final String path;
  private final CollectionSchema schema;
  private final Keys keys;
  private final FieldValues values;
  private final RowAssembler assembler;
  private final RowSource source;
  private long nextRow;

  /**
   * How keys are made.
   *
   * @param importId which no writer has for an id
   * @param firstRow the number of the file's first row in the import
   */
  record Keys(long importId, long firstRow) {}

  /**
   * Rows of a file.
   *
   * @param firstRow its number in the file
   */
  record Batch(long firstRow, RowBatch rows) {
    long endRow() {
      return firstRow + rows.rowCount();
    }
  }

  BatchReader(String path, RowSource source, CollectionSchema schema, ZoneId zone, Keys keys) {
    this.path = path;
    this.source = source;
    this.schema = schema;
    this.keys = keys;
    this.values = new FieldValues(schema, zone);
    this.assembler = new RowAssembler(schema);
  }

  /** Passes over rows. */
  void skip(long count) {
    for (long row = 0; row < count && read() != null; row++) {
      nextRow++;
    }
  }

  /** The next rows; null: there are no more. */
  @Nullable Batch next() {
    long firstRow = nextRow;
    long bytes = 0;
    while (nextRow - firstRow < MAX_ROWS && bytes < MAX_BYTES) {
      Map<String, @Nullable Object> row = read();
      if (row == null) {
        break;
      }
      try {
        Map<String, @Nullable Object> fields = values.of(row);
        bytes += assembler.sizeBytes(fields);
        assembler.add(fields);
      } catch (CinclusException e) {
        throw bad("row %d: %s".formatted(nextRow, e.getMessage()), e);
      }
      nextRow++;
    }
    if (nextRow == firstRow) {
      return null;
    }
    RowBatch rows = withKeys(assembler.take(), firstRow);
    try {
      RowRules.check(FunctionOutputs.fill(rows, schema), schema, firstRow);
    } catch (CinclusException e) {
      throw bad(String.valueOf(e.getMessage()), e);
    }
    return new Batch(firstRow, rows);
  }

  private @Nullable Map<String, @Nullable Object> read() {
    try {
      return source.next();
    } catch (IOException | RuntimeException e) {
      throw bad("row %d cannot be read: %s".formatted(nextRow, messageOf(e)), e);
    }
  }

  private RowBatch withKeys(RowBatch rows, long firstRow) {
    FieldSchema key = schema.primaryKey();
    if (!key.isAutoId()) {
      return rows;
    }
    long first = keys.firstRow() + firstRow;
    if (keys.importId() > Integer.MAX_VALUE || first + rows.rowCount() > MAX_KEYS) {
      throw bad("keys can be made for %d rows: split the files".formatted(MAX_KEYS), null);
    }
    long[] made = new long[rows.rowCount()];
    String[] texts = new String[made.length];
    for (int row = 0; row < made.length; row++) {
      made[row] = keys.importId() * MAX_KEYS + first + row;
      texts[row] = Long.toString(made[row]);
    }
    Map<Integer, Column> columns = new HashMap<>(rows.columns());
    columns.put(
        key.id(),
        key.type() == DataType.INT64
            ? new Column.Longs(key.type(), made, null)
            : new Column.Texts(key.type(), texts, null));
    return new RowBatch(rows.rowCount(), columns);
  }

  private static String messageOf(Throwable failure) {
    return failure instanceof JsonProcessingException json
        ? json.getOriginalMessage() + place(json)
        : String.valueOf(failure.getMessage());
  }

  private static String place(JsonProcessingException json) {
    return json.getLocation() == null
        ? ""
        : " at line %d, column %d"
            .formatted(json.getLocation().getLineNr(), json.getLocation().getColumnNr());
  }

  private CinclusException bad(String what, @Nullable Throwable cause) {
    String message = "file '%s', %s".formatted(path, what);
    return cause == null
        ? new CinclusException(ErrorCode.BAD_IMPORT, message)
        : new CinclusException(ErrorCode.BAD_IMPORT, message, cause);
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
