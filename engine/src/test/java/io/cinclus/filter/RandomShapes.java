package io.cinclus.filter;

import io.cinclus.filter.RandomFilters.Kind;
import io.cinclus.filter.RandomFilters.Part;
import io.cinclus.value.Geometries;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.operation.distance.DistanceOp;

/**
 * Random geometries of {@link Rows#SCHEMA} and conditions on them. The reference relates each row's
 * geometry to the other one by the classic intersection matrix, not prepared and not reversed.
 */
final class RandomShapes {
  private static final double RADIUS = 6_371_000;

  private final Random random;

  RandomShapes(Random random) {
    this.random = random;
  }

  private int at() {
    return random.nextInt(5);
  }

  /** A geometry on a small grid, so that all relations happen. */
  String text() {
    int x = at();
    int y = at();
    int size = 1 + random.nextInt(2);
    return switch (random.nextInt(8)) {
      case 0, 1, 2 -> "POINT (%d %d)".formatted(x, y);
      case 3 -> "LINESTRING (%d %d, %d %d)".formatted(x, y, x + size, y + random.nextInt(2));
      case 4, 5 -> square(x, y, size);
      case 6 -> "MULTIPOINT ((%d %d), (%d %d))".formatted(x, y, at(), at());
      default -> random.nextBoolean() ? "POINT EMPTY" : square(x, y, 4);
    };
  }

  private static String square(int x, int y, int size) {
    return "POLYGON ((%1$d %2$d, %3$d %2$d, %3$d %4$d, %1$d %4$d, %1$d %2$d))"
        .formatted(x, y, x + size, y + size);
  }

  Part condition() {
    int kind = random.nextInt(10);
    if (kind == 0) {
      return part("st_isvalid(g)", Geometry::isValid);
    }
    if (kind == 1) {
      int metres = random.nextInt(400_000);
      String text = "POINT (%d %d)".formatted(at(), at());
      Point point = (Point) Geometries.parse(text);
      return part(
          "ST_DWITHIN(g, '%s', %d)".formatted(text, metres),
          shape -> !shape.isEmpty() && distance(shape, point) <= metres);
    }
    String text = text();
    Geometry other = Geometries.parse(text);
    String name =
        List.of("equals", "touches", "overlaps", "crosses", "contains", "intersects", "within")
            .get(random.nextInt(7));
    String function = random.nextBoolean() ? "st_" + name : "ST_" + name.toUpperCase(Locale.ROOT);
    return part("%s(g, \"%s\")".formatted(function, text), shape -> related(name, shape, other));
  }

  private static boolean related(String name, Geometry a, Geometry b) {
    return switch (name) {
      case "equals" -> a.equalsTopo(b);
      case "touches" -> a.touches(b);
      case "overlaps" -> a.overlaps(b);
      case "crosses" -> a.crosses(b);
      case "contains" -> a.contains(b);
      case "intersects" -> a.intersects(b);
      default -> a.within(b);
    };
  }

  /** By the spherical law of cosines. */
  private static double distance(Geometry shape, Point point) {
    Coordinate near = DistanceOp.nearestPoints(shape, point)[0];
    double a = Math.toRadians(near.y);
    double b = Math.toRadians(point.getY());
    double between = Math.toRadians(near.x - point.getX());
    double cosine = Math.sin(a) * Math.sin(b) + Math.cos(a) * Math.cos(b) * Math.cos(between);
    return RADIUS * Math.acos(Math.min(1, cosine));
  }

  private static Part part(String text, Predicate<Geometry> holds) {
    Map<String, Boolean> known = new HashMap<>(); // The grid is small: rows have the same ones.
    return new Part(text, Kind.OTHER, row -> value(row.get("g"), holds, known));
  }

  private static @Nullable Object value(
      @Nullable Object text, Predicate<Geometry> holds, Map<String, Boolean> known) {
    return text == null
        ? null
        : known.computeIfAbsent((String) text, shape -> holds.test(Geometries.parse(shape)));
  }
}
