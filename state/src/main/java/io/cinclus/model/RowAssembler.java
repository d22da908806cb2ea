package io.cinclus.model;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes batches of rows that come one at a time as Java values by field name. What {@link #take}
 * returns has every column of the schema, but for those that functions fill, and a key that is to
 * be made; that the values fit their fields (ranges, lengths, dimensions, JSON) is for {@link
 * RowRules}, which everything that writes to the log applies.
 *
 * <p>A row takes {@link Boolean} for BOOL; {@link Number} for numbers, of which integer fields take
 * only whole ones; {@link CharSequence} for VARCHAR, and for GEOMETRY as well-known text; {@link
 * java.time.Instant}, a {@link CharSequence} in ISO 8601 (UTC where it names no zone) or
 * microseconds since 1970 for TIMESTAMPTZ; {@code float[]}, {@code double[]} or a list of numbers
 * for a dense vector; {@code byte[]}, a list of numbers from 0 to 255 or Base64 for the bytes of a
 * binary one; a {@link io.cinclus.value.SparseVector} or a map of values by index for a sparse one;
 * a list for ARRAY; and for JSON a map, list, number or boolean, or a {@link CharSequence} that is
 * JSON text. A field that is missing or null gets its default, or is null. Values of names that the
 * schema lacks go into the dynamic field, if there is one; a text there is a JSON string, not JSON
 * text.
 *
 * <p>Reusable, not thread-safe. A row that is refused leaves nothing behind.
 */
public final class RowAssembler {
  private static final int INITIAL_ROWS = 16;

  private final CollectionSchema schema;

  /** The fields that rows come with. */
  private final List<FieldSchema> given;

  private final Map<String, FieldSchema> byName = new HashMap<>();
  private final Map<Integer, Column> columns = new LinkedHashMap<>();
  private int capacity;
  private int rowCount;

  /** Rows that were added without their key. */
  private int keylessCount;

  public RowAssembler(CollectionSchema schema) {
    this.schema = schema;
    this.given =
        schema.fields().stream().filter(field -> schema.functionOf(field).isEmpty()).toList();
    for (FieldSchema field : given) {
      byName.put(field.name(), field);
    }
  }

  /** The rows added since the last {@link #take}. */
  public int rowCount() {
    return rowCount;
  }

  /**
   * Adds a row.
   *
   * @param values by field name
   * @throws CinclusException {@link ErrorCode#BAD_ROW} or {@link ErrorCode#BAD_VECTOR}, naming the
   *     field
   */
  public void add(Map<String, ?> values) {
    boolean keyless = place(values);
    if (rowCount > 0 && keyless != keylessCount > 0) {
      throw bad(schema.primaryKey(), "is given in some rows only: give all of them a key, or none");
    }
    rowCount++;
    keylessCount += keyless ? 1 : 0;
  }

  /**
   * What a row takes in a log record, see {@link RowSizes}. It is checked as {@link #add} does, and
   * not added.
   *
   * @param values by field name
   */
  public long sizeBytes(Map<String, ?> values) {
    place(values);
    long sizeBytes = 0;
    for (Column column : columns.values()) {
      sizeBytes += RowSizes.sizeBytes(column, rowCount);
    }
    return sizeBytes;
  }

  /**
   * Puts a row behind those that were added, where the next one will stand.
   *
   * @return whether its key is to be made
   */
  private boolean place(Map<String, ?> values) {
    if (rowCount == capacity) {
      grow();
    }
    int known = 0;
    boolean keyless = false;
    for (FieldSchema field : given) {
      Object value = values.get(field.name());
      known += value != null || values.containsKey(field.name()) ? 1 : 0;
      if (field.isAutoId() && value == null) {
        keyless = true;
        RowValues.put(field, column(field), rowCount, null);
      } else if (!field.isDynamic()) {
        set(field, value);
      }
    }
    setDynamic(values, known);
    return keyless;
  }

  /** The rows added since the last call; they are not touched any more. */
  public RowBatch take() {
    if (capacity == 0) {
      grow();
    }
    if (keylessCount > 0) {
      columns.remove(schema.primaryKey().id());
    }
    RowBatch batch = new RowBatch(rowCount, columns);
    columns.clear();
    capacity = 0;
    rowCount = 0;
    keylessCount = 0;
    return batch;
  }

  /**
   * A value of the primary key as {@link Long} or {@link String}, so that equal keys are equal.
   *
   * @throws CinclusException {@link ErrorCode#BAD_ROW} where it is no key of this schema
   */
  public static Object key(CollectionSchema schema, @Nullable Object value) {
    FieldSchema field = schema.primaryKey();
    if (value == null) {
      throw bad(field, "is missing: a primary key is needed");
    }
    return field.type().isInteger()
        ? RowValues.integer(field, value)
        : RowValues.text(field, value);
  }

  private void set(FieldSchema field, @Nullable Object given) {
    Object value = given == null ? field.defaultValue() : given;
    Column column = column(field);
    boolean[] nulls = column.nulls();
    if (value == null && (nulls == null || !field.nullable())) {
      throw bad(field, "is missing, and is neither nullable nor has a default: give it a value");
    }
    if (nulls != null) {
      nulls[rowCount] = value == null;
    }
    RowValues.put(field, column, rowCount, value);
  }

  private void setDynamic(Map<String, ?> values, int knownCount) {
    FieldSchema dynamic = schema.dynamicField().orElse(null);
    boolean hasUnknown = values.size() > knownCount;
    if (dynamic == null) {
      if (hasUnknown) {
        throw new CinclusException(
            ErrorCode.BAD_ROW,
            "there is no field '%s': the fields are %s, and there is no dynamic field"
                .formatted(firstUnknown(values), byName.keySet().stream().sorted().toList()));
      }
      return;
    }
    if (!hasUnknown) {
      set(dynamic, values.get(dynamic.name()));
      return;
    }
    if (values.get(dynamic.name()) != null) {
      throw bad(dynamic, "is given beside '%s': give one of both".formatted(firstUnknown(values)));
    }
    Map<String, Object> unknown = new LinkedHashMap<>();
    values.forEach(
        (name, value) -> {
          if (!byName.containsKey(name)) {
            unknown.put(name, value);
          }
        });
    set(dynamic, unknown);
  }

  private String firstUnknown(Map<String, ?> values) {
    return values.keySet().stream()
        .filter(name -> !byName.containsKey(name))
        .sorted()
        .findFirst()
        .orElseThrow();
  }

  private Column column(FieldSchema field) {
    Column column = columns.get(field.id());
    if (column == null) {
      throw new IllegalStateException("no column of field " + field.name());
    }
    return column;
  }

  private void grow() {
    int larger = Math.max(INITIAL_ROWS, Math.multiplyExact(capacity, 2));
    for (FieldSchema field : given) {
      Column column = RowBatchBuilder.allocate(field, larger);
      if (rowCount > 0) {
        column(field).copyTo(0, column, 0, rowCount);
      }
      columns.put(field.id(), column);
    }
    capacity = larger;
  }

  private static CinclusException bad(FieldSchema field, String what) {
    return RowsCodec.bad("field %s %s".formatted(field.name(), what));
  }
}
