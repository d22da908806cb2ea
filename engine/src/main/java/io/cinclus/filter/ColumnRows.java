package io.cinclus.filter;

import com.fasterxml.jackson.databind.JsonNode;
import io.cinclus.index.scalar.ScalarCollector;
import io.cinclus.index.scalar.ScalarParams;
import io.cinclus.index.scalar.ScalarRows;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.RowBatch;
import io.cinclus.value.Geometries;
import org.locationtech.jts.geom.Envelope;

/** The values that a scalar index is built of, as filters see them. Thread-safe. */
final class ColumnRows implements ScalarRows {
  /** Bytes that a char can become in UTF-8. */
  private static final int MOST_CHAR_BYTES = 3;

  private final RowBatch batch;
  private final JsonPath path;
  private final ScalarParams params;
  private final Column column;
  private final long chars;
  private final long values;

  /**
   * The values of a batch.
   *
   * @param path in a JSON field; with no segments the whole field, of whatever type
   */
  ColumnRows(RowBatch batch, JsonPath path, ScalarParams params) {
    this.batch = batch;
    this.path = path;
    this.params = params;
    this.column = batch.column(path.fieldId());
    this.chars = chars(column, batch.rowCount());
    this.values = mostValues(column, batch.rowCount());
  }

  private static long chars(Column column, int count) {
    long chars = 0;
    for (int row = 0; row < count; row++) {
      if (column.isNull(row)) {
        continue;
      }
      if (column instanceof Column.Texts texts) {
        chars += texts.values()[row].length();
      } else if (column instanceof Column.Arrays arrays) {
        chars += chars(arrays.values()[row], arrays.values()[row].capacity());
      }
    }
    return chars;
  }

  private long mostValues(Column of, int count) {
    if (!params.elements()) {
      return count;
    }
    if (!(of instanceof Column.Arrays arrays)) {
      return chars; // Every element of a JSON array takes a character.
    }
    long elements = 0;
    for (int row = 0; row < count; row++) {
      elements += arrays.isNull(row) ? 0 : arrays.values()[row].capacity();
    }
    return elements;
  }

  @Override
  public int rows() {
    return batch.rowCount();
  }

  @Override
  public long mostValues() {
    return values;
  }

  @Override
  public long mostTextBytes() {
    return MOST_CHAR_BYTES * chars;
  }

  @Override
  public int checksum() {
    ColumnChecksum checksum = new ColumnChecksum();
    checksum.add(column, rows());
    return checksum.value();
  }

  @Override
  public void read(int from, int to, ScalarCollector out) {
    if (column.type() == DataType.JSON) {
      readJson(from, to, out);
      return;
    }
    for (int row = from; row < to; row++) {
      if (column.isNull(row)) {
        out.absent(row);
        continue;
      }
      out.present(row);
      if (column instanceof Column.Arrays arrays) {
        Column elements = arrays.values()[row];
        for (int i = 0; i < elements.capacity(); i++) {
          if (!elements.isNull(i)) {
            value(elements, i, row, out);
          }
        }
      } else {
        value(column, row, row, out);
      }
    }
  }

  private static void value(Column column, int at, int row, ScalarCollector out) {
    if (column instanceof Column.Longs longs) {
      out.integer(row, longs.values()[at]);
    } else if (column instanceof Column.Doubles doubles) {
      out.floating(row, doubles.values()[at]);
    } else if (column instanceof Column.Bools bools) {
      out.bool(row, bools.values()[at]);
    } else if (column instanceof Column.Binaries binaries) {
      Envelope box = Geometries.read(binaries.values()[at]).getEnvelopeInternal();
      out.box(row, box.getMinX(), box.getMinY(), box.getMaxX(), box.getMaxY());
    } else {
      out.text(row, ((Column.Texts) column).values()[at]);
    }
  }

  private void readJson(int from, int to, ScalarCollector out) {
    for (int first = from; first < to; first += Block.MAX_ROWS) {
      Block block = new Block(batch, first, Math.min(Block.MAX_ROWS, to - first));
      JsonNode[] documents = block.documents(path.fieldId());
      long[] missing = path.missing(block);
      for (int i = 0; i < documents.length; i++) {
        if (Bits.get(missing, i)) {
          out.absent(first + i);
        } else {
          readNode(path.find(documents[i]), first + i, out);
        }
      }
    }
  }

  private void readNode(JsonNode node, int row, ScalarCollector out) {
    if (!params.elements()) {
      if (isOfKind(node)) {
        out.present(row);
        value(node, row, out);
      }
    } else if (node.isArray()) {
      out.present(row);
      for (int i = 0; i < node.size(); i++) {
        if (isOfKind(node.get(i))) {
          value(node.get(i), row, out);
        }
      }
    }
  }

  private boolean isOfKind(JsonNode node) {
    return switch (params.kind()) {
      case BOOLEAN -> node.isBoolean();
      case TEXT -> node.isTextual();
      default -> node.isNumber();
    };
  }

  private static void value(JsonNode node, int row, ScalarCollector out) {
    if (node.isTextual()) {
      out.text(row, node.textValue());
    } else if (node.isBoolean()) {
      out.bool(row, node.booleanValue());
    } else if (node.isIntegralNumber() && node.canConvertToLong()) {
      out.integer(row, node.longValue());
    } else {
      out.floating(row, node.doubleValue());
    }
  }
}
