package io.cinclus.filter;

import io.cinclus.value.Geometries;
import org.jspecify.annotations.Nullable;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;
import org.locationtech.jts.operation.distance.DistanceOp;
import org.locationtech.jts.operation.relateng.RelateNG;

/**
 * What a filter asks of the geometry of a row. Immutable and thread-safe: each block of rows is
 * tested by a {@link Test} of its own.
 */
sealed interface Shape {

  /** Tests geometries one by one. Single-threaded. */
  interface Test {
    boolean passes(Geometry geometry);
  }

  /** A new test. */
  Test test();

  /**
   * A box that the box of every geometry that passes meets, unless that one is empty; null where
   * any geometry may pass.
   */
  @Nullable Envelope box();

  /** It is in a relation to another one. */
  record Related(ShapeRelation relation, Geometry other) implements Shape {
    @Override
    public Test test() {
      RelateNG prepared = RelateNG.prepare(other);
      return geometry -> prepared.evaluate(geometry, relation.reversed());
    }

    @Override
    public @Nullable Envelope box() {
      return other.isEmpty() ? null : other.getEnvelopeInternal();
    }
  }

  /**
   * It is at most some metres away from a point, both in degrees of longitude and latitude: the
   * nearest place in the plane of degrees is sought, and its distance measured on a sphere. What is
   * not within 180 degrees of longitude and 90 of latitude is near nothing.
   */
  record Near(Point point, double metres) implements Shape {
    /** The mean radius of the earth. */
    private static final double EARTH_RADIUS_METRES = 6_371_000;

    private static final double METRES_PER_DEGREE = EARTH_RADIUS_METRES * Math.PI / 180;

    /** No place is elsewhere. An empty envelope is not in it. */
    private static final Envelope EARTH = new Envelope(-180, 180, -90, 90);

    /** Beyond it a degree of longitude is too short to be reckoned with. */
    private static final double MAX_LATITUDE = 89;

    @Override
    public Test test() {
      return geometry ->
          EARTH.contains(geometry.getEnvelopeInternal())
              && distance(DistanceOp.nearestPoints(geometry, point)[0], point.getCoordinate())
                  <= metres;
    }

    /** Great-circle distance (haversine formula). */
    static double distance(Coordinate a, Coordinate b) {
      double latitudes = Math.sin(Math.toRadians(b.y - a.y) / 2);
      double longitudes = Math.sin(Math.toRadians(b.x - a.x) / 2);
      double chord =
          latitudes * latitudes
              + Math.cos(Math.toRadians(a.y))
                  * Math.cos(Math.toRadians(b.y))
                  * longitudes
                  * longitudes;
      return 2 * EARTH_RADIUS_METRES * Math.asin(Math.sqrt(Math.min(1, chord)));
    }

    /** None where the box would reach a pole, or the meridian at which longitudes begin anew. */
    @Override
    public @Nullable Envelope box() {
      double high = metres / METRES_PER_DEGREE;
      double farthest = Math.abs(point.getY()) + high;
      if (farthest > MAX_LATITUDE) {
        return null;
      }
      // Half the metres' angle, as the haversine formula has it, with the shortest parallel.
      double wide =
          2
              * Math.toDegrees(
                  Math.asin(
                      Math.min(
                          1,
                          Math.sin(Math.min(Math.PI / 2, metres / (2 * EARTH_RADIUS_METRES)))
                              / Math.cos(Math.toRadians(farthest)))));
      if (Math.abs(point.getX()) + wide >= 180) {
        return null;
      }
      Envelope box = new Envelope(point.getCoordinate());
      box.expandBy(wide * (1 + 1e-9), high * (1 + 1e-9));
      return box;
    }
  }

  /** It is well-formed: it does not cross itself, its rings lie as they must. */
  record Valid() implements Shape {
    @Override
    public Test test() {
      return Geometry::isValid;
    }

    @Override
    public @Nullable Envelope box() {
      return null;
    }
  }

  /** Whether a stored geometry passes; null where the algorithms fail at it. */
  static @Nullable Boolean passes(Test test, byte[] stored) {
    Geometry geometry = Geometries.read(stored);
    try {
      return test.passes(geometry);
    } catch (RuntimeException e) {
      // They do so at some that are invalid, or are collections with points that repeat.
      return null;
    }
  }
}
