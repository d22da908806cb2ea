package io.cinclus.standalone.bench;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads and writes files of vectors and of neighbours, whose format the name's end tells. All
 * numbers are little endian.
 *
 * <table>
 * <caption>Formats</caption>
 * <tr><th>end</th><th>what it holds</th></tr>
 * <tr><td>.fvecs</td><td>per row an int32 dimension, then float32 numbers (TEXMEX)</td></tr>
 * <tr><td>.f16</td><td>IEEE half floats, row after row, no header</td></tr>
 * <tr><td>.ivecs</td><td>per query an int32 count, then int32 row numbers (TEXMEX)</td></tr>
 * <tr><td>.i32</td><td>int32 row numbers, query after query, no header</td></tr>
 * </table>
 *
 * <p>Stateless. A file that is not what its name says is an {@link IOException} that names it.
 */
final class VectorFiles {
  private static final String FVECS = ".fvecs";
  private static final String F16 = ".f16";
  private static final String IVECS = ".ivecs";
  private static final String I32 = ".i32";

  private VectorFiles() {}

  /**
   * Reads vectors.
   *
   * @param dim their dimension; 0 where the file says it
   * @param limit how many rows at most
   */
  static Rows readRows(Path file, int dim, int limit) throws IOException {
    if (isNamed(file, FVECS)) {
      Records records = Records.of(file, dim, "dimension");
      float[] values = new float[records.length(limit)];
      records.read(values.length, (buffer, at) -> values[at] = buffer.getFloat());
      return new Rows(values, records.width);
    }
    if (isNamed(file, F16)) {
      if (dim < 1) {
        throw new IOException(file + " does not say its dimension: name it with --dim");
      }
      Records records = new Records(file, dim, Short.BYTES, 0);
      float[] values = new float[records.length(limit)];
      records.read(values.length, (buffer, at) -> values[at] = toFloat(buffer.getShort()));
      return new Rows(values, dim);
    }
    throw unknown(file, "vectors", FVECS, F16);
  }

  /** Reads neighbours of so many queries. */
  static Neighbours readNeighbours(Path file, int queries) throws IOException {
    Records records;
    if (isNamed(file, IVECS)) {
      records = Records.of(file, 0, "count");
    } else if (isNamed(file, I32)) {
      long size = Files.size(file);
      long rowBytes = size / queries;
      if (size == 0 || size % ((long) queries * Integer.BYTES) != 0) {
        throw new IOException(
            "%s has %d bytes, which are not the same number of int32 for each of %d queries"
                .formatted(file, size, queries));
      }
      records = new Records(file, (int) (rowBytes / Integer.BYTES), Integer.BYTES, 0);
    } else {
      throw unknown(file, "neighbours", IVECS, I32);
    }
    int[] rows = new int[records.length(Integer.MAX_VALUE)];
    records.read(rows.length, (buffer, at) -> rows[at] = buffer.getInt());
    Neighbours neighbours = new Neighbours(rows, records.width);
    if (neighbours.queries() != queries) {
      throw new IOException(
          "%s has the neighbours of %d queries, but there are %d"
              .formatted(file, neighbours.queries(), queries));
    }
    return neighbours;
  }

  /** Writes vectors as fvecs. */
  static void write(Rows rows, Path file) throws IOException {
    if (!isNamed(file, FVECS)) {
      throw unknown(file, "vectors to write", FVECS);
    }
    byte[] bytes = new byte[Integer.BYTES + rows.dim() * Float.BYTES];
    ByteBuffer record = littleEndian(bytes);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int row = 0; row < rows.count(); row++) {
        record.clear().putInt(rows.dim());
        record.asFloatBuffer().put(rows.values(), row * rows.dim(), rows.dim());
        out.write(bytes);
      }
    }
  }

  /** Writes neighbours as ivecs or, without header, as i32. */
  static void write(Neighbours neighbours, Path file) throws IOException {
    boolean header = isNamed(file, IVECS);
    if (!header && !isNamed(file, I32)) {
      throw unknown(file, "neighbours to write", IVECS, I32);
    }
    int width = neighbours.width();
    byte[] bytes = new byte[(width + (header ? 1 : 0)) * Integer.BYTES];
    ByteBuffer record = littleEndian(bytes);
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int query = 0; query < neighbours.queries(); query++) {
        record.clear();
        if (header) {
          record.putInt(width);
        }
        record.asIntBuffer().put(neighbours.rows(), query * width, width);
        out.write(bytes);
      }
    }
  }

  private static boolean isNamed(Path file, String end) {
    return file.toString().endsWith(end);
  }

  private static IOException unknown(Path file, String what, String... ends) {
    return new IOException(
        "%s: the name of a file of %s ends in %s"
            .formatted(file, what, String.join(" or ", Arrays.asList(ends))));
  }

  private static ByteBuffer littleEndian(byte[] bytes) {
    return ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** The float of a half float, exactly ({@code Float.float16ToFloat} came with Java 20). */
  static float toFloat(short half) {
    int exponent = (half >> 10) & 0x1f;
    int fraction = half & 0x3ff;
    float magnitude =
        switch (exponent) {
          case 0 -> fraction * 0x1p-24f;
          case 0x1f -> fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
          default -> Float.intBitsToFloat((exponent + 112) << 23 | fraction << 13);
        };
    return half < 0 ? -magnitude : magnitude;
  }

  /** Takes the next number out of a buffer, to a place. */
  private interface Sink {
    void take(ByteBuffer buffer, int at);
  }

  /** A file of records of one width, each with or without a header that says the width. */
  private record Records(Path file, int width, int numberBytes, int headerBytes) {

    /** A TEXMEX file, whose first number is the width of all records. */
    static Records of(Path file, int expected, String word) throws IOException {
      try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
        int width = Integer.reverseBytes(in.readInt());
        if (width < 1 || (expected != 0 && width != expected)) {
          throw new IOException(
              "%s begins with a %s of %d, which should be %s"
                  .formatted(file, word, width, expected == 0 ? "1 or more" : expected));
        }
        return new Records(file, width, Integer.BYTES, Integer.BYTES);
      } catch (EOFException e) {
        throw new IOException(file + " is empty", e);
      }
    }

    /** How many numbers its first {@code limit} records have. */
    int length(int limit) throws IOException {
      long recordBytes = headerBytes + (long) width * numberBytes;
      long size = Files.size(file);
      if (size == 0 || size % recordBytes != 0) {
        throw new IOException(
            "%s has %d bytes, which are no records of %d numbers of %d bytes"
                .formatted(file, size, width, numberBytes));
      }
      long length = Math.min(limit, size / recordBytes) * width;
      if (length > Integer.MAX_VALUE - 8) {
        throw new IOException(
            "%s has %d numbers, more than fit in an array: take fewer with --limit"
                .formatted(file, length));
      }
      return (int) length;
    }

    void read(int length, Sink sink) throws IOException {
      byte[] bytes = new byte[headerBytes + width * numberBytes];
      ByteBuffer record = littleEndian(bytes);
      try (DataInputStream in =
          new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
        for (int at = 0; at < length; ) {
          in.readFully(bytes);
          record.clear();
          if (headerBytes > 0 && record.getInt() != width) {
            throw new IOException(
                "record %d of %s does not begin with %d as the first one does"
                    .formatted(at / width, file, width));
          }
          for (int end = at + width; at < end; at++) {
            sink.take(record, at);
          }
        }
      }
    }
  }
}
