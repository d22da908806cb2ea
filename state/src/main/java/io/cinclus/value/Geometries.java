package io.cinclus.value;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.CoordinateSequence;
import org.locationtech.jts.geom.CoordinateSequenceFilter;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.io.ByteOrderValues;
import org.locationtech.jts.io.ParseException;
import org.locationtech.jts.io.WKBReader;
import org.locationtech.jts.io.WKBWriter;
import org.locationtech.jts.io.WKTReader;
import org.locationtech.jts.io.WKTWriter;

/**
 * Shapes in the plane (OGC Simple Features) as well-known text, which users write, and as
 * well-known binary, little-endian, which is stored. They have two or three coordinates; no
 * predicate looks at the third. Stateless.
 */
public final class Geometries {
  /** Of a stored geometry. */
  public static final int MAX_BYTES = 1 << 20;

  /** Of a text, which is somewhat longer than the binary. */
  private static final int MAX_CHARS = 4 * MAX_BYTES;

  /** Parentheses within parentheses; a multipolygon has four of them. */
  private static final int MAX_DEPTH = 32;

  /** Collections within collections: the text of each has its parentheses. */
  private static final int MAX_COLLECTIONS = MAX_DEPTH;

  private static final Pattern EMPTY =
      Pattern.compile("\\s*[a-z]+(\\s*(z|m|zm))?\\s+empty\\s*", Pattern.CASE_INSENSITIVE);

  private Geometries() {}

  /** The stored form of a text; {@link IllegalArgumentException} where it is no geometry. */
  public static byte[] fromText(String text) {
    return stored(parse(text));
  }

  /**
   * The stored form of well-known binary, extended or as ISO has it, of either byte order; {@link
   * IllegalArgumentException} where it is none. What it says of a reference system is not kept.
   */
  public static byte[] fromBinary(byte[] binary) {
    if (!isGeometry(binary)) {
      throw new IllegalArgumentException(
          "%d bytes are no geometry: send well-known binary of at most %d, with finite coordinates and no measures"
              .formatted(binary.length, MAX_BYTES));
    }
    return stored(read(binary));
  }

  private static byte[] stored(Geometry geometry) {
    ThirdCoordinate third = new ThirdCoordinate();
    geometry.apply(third);
    byte[] bytes =
        new WKBWriter(third.isThere ? 3 : 2, ByteOrderValues.LITTLE_ENDIAN).write(geometry);
    if (bytes.length > MAX_BYTES) {
      throw new IllegalArgumentException(
          "a geometry takes %d bytes: send one of at most %d".formatted(bytes.length, MAX_BYTES));
    }
    return bytes;
  }

  /** The geometry that a text describes; {@link IllegalArgumentException} where it is none. */
  public static Geometry parse(String text) {
    if (text.length() > MAX_CHARS || depth(text) > MAX_DEPTH) {
      throw new IllegalArgumentException(
          "a geometry of %d characters has %d parentheses within each other: send at most %d and %d"
              .formatted(text.length(), depth(text), MAX_CHARS, MAX_DEPTH));
    }
    try {
      Geometry geometry = new WKTReader().read(text);
      if (isMoreThere(text)) {
        throw new IllegalArgumentException("there is more behind its end");
      }
      geometry.apply(new FiniteCoordinates());
      return geometry;
    } catch (ParseException | IllegalArgumentException e) {
      String shown = text.length() <= 40 ? text : text.substring(0, 40) + "…";
      throw new IllegalArgumentException(
          "'%s' is no geometry (%s): send well-known text such as POINT (13.4 52.5)"
              .formatted(shown, e.getMessage()),
          e);
    }
  }

  /** Whether something follows a text that begins with a geometry, which the reader passes over. */
  private static boolean isMoreThere(String text) {
    int depth = 0;
    for (int i = 0; i < text.length(); i++) {
      depth += text.charAt(i) == '(' ? 1 : 0;
      if (text.charAt(i) == ')' && --depth == 0) {
        return !text.substring(i + 1).isBlank();
      }
    }
    return !EMPTY.matcher(text).matches();
  }

  private static int depth(String text) {
    int depth = 0;
    int most = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '(') {
        most = Math.max(most, ++depth);
      } else if (text.charAt(i) == ')') {
        depth--;
      }
    }
    return most;
  }

  /** The text of what is stored. */
  public static String toText(byte[] stored) {
    Geometry geometry = read(stored);
    ThirdCoordinate third = new ThirdCoordinate();
    geometry.apply(third);
    return new WKTWriter(third.isThere ? 3 : 2).write(geometry);
  }

  /** What is stored; {@link IllegalArgumentException} where it is no geometry. */
  public static Geometry read(byte[] stored) {
    try {
      return new WKBReader().read(stored);
    } catch (ParseException | IllegalArgumentException e) {
      throw new IllegalArgumentException("the bytes are no geometry: " + e.getMessage(), e);
    }
  }

  /** Whether bytes are a geometry that can be stored, such as {@link #fromText} makes. */
  public static boolean isGeometry(byte @Nullable [] stored) {
    if (stored == null
        || stored.length > MAX_BYTES
        || !WellKnownBinary.isWithinDepth(stored, MAX_COLLECTIONS)) {
      return false;
    }
    try {
      read(stored).apply(new FiniteCoordinates());
      return true;
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Whether any point has a third coordinate. */
  private static final class ThirdCoordinate implements CoordinateSequenceFilter {
    private boolean isThere;

    @Override
    public void filter(CoordinateSequence points, int at) {
      isThere |= points.hasZ() && !Double.isNaN(points.getZ(at));
    }

    @Override
    public boolean isDone() {
      return isThere;
    }

    @Override
    public boolean isGeometryChanged() {
      return false;
    }
  }

  /** Refuses coordinates that are no finite numbers, and measures. */
  private static final class FiniteCoordinates implements CoordinateSequenceFilter {
    @Override
    public void filter(CoordinateSequence points, int at) {
      Coordinate point = points.getCoordinate(at);
      if (!Double.isFinite(point.x) || !Double.isFinite(point.y)) {
        throw new IllegalArgumentException("a coordinate is no finite number");
      }
      if (points.hasM()) {
        throw new IllegalArgumentException("measures are not kept");
      }
    }

    @Override
    public boolean isDone() {
      return false;
    }

    @Override
    public boolean isGeometryChanged() {
      return false;
    }
  }
}
