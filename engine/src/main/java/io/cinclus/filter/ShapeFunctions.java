package io.cinclus.filter;

import io.cinclus.model.DataType;
import io.cinclus.value.Geometries;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.antlr.v4.runtime.Token;
import org.locationtech.jts.geom.Geometry;
import org.locationtech.jts.geom.Point;

/**
 * {@code st_within(field, "well-known text")} and the like, {@code st_dwithin(field, "POINT (…)",
 * metres)} and {@code st_isvalid(field)}. Thread-safe (stateless).
 */
final class ShapeFunctions {
  private static final String NEAR = "st_dwithin";
  private static final String VALID = "st_isvalid";

  /** The names of all of them. */
  static final String NAMES = ShapeRelation.NAMES + ", " + NEAR + ", " + VALID;

  private ShapeFunctions() {}

  /** The condition of a call; empty where the function, named in lower case, is another. */
  static Optional<Predicate> call(
      Token name,
      String known,
      List<FilterParser.ExpressionContext> arguments,
      Function<FilterParser.ExpressionContext, Expression> compile) {
    Optional<ShapeRelation> relation =
        Arrays.stream(ShapeRelation.values())
            .filter(each -> each.name().equalsIgnoreCase(known))
            .findFirst();
    if (relation.isPresent()) {
      Functions.requireArguments(name, arguments, 2);
      int field = field(arguments.get(0), compile);
      return Optional.of(
          new Predicate.MatchShape(
              field, new Shape.Related(relation.get(), geometry(arguments.get(1)))));
    }
    return switch (known) {
      case NEAR -> {
        Functions.requireArguments(name, arguments, 3);
        int field = field(arguments.get(0), compile);
        yield Optional.of(
            new Predicate.MatchShape(
                field, new Shape.Near(point(arguments.get(1)), metres(arguments.get(2)))));
      }
      case VALID -> {
        Functions.requireArguments(name, arguments, 1);
        yield Optional.of(
            new Predicate.MatchShape(field(arguments.get(0), compile), new Shape.Valid()));
      }
      default -> Optional.empty();
    };
  }

  private static int field(
      FilterParser.ExpressionContext argument,
      Function<FilterParser.ExpressionContext, Expression> compile) {
    Expression value = compile.apply(argument);
    if (value instanceof WholeField whole && whole.field().type() == DataType.GEOMETRY) {
      return whole.field().id();
    }
    throw BadFilter.at(
        argument.getStart(), "this must be a GEOMETRY field, not " + Comparisons.describe(value));
  }

  private static Geometry geometry(FilterParser.ExpressionContext argument) {
    if (!(argument instanceof FilterParser.TextConstantContext constant)) {
      throw BadFilter.at(
          argument.getStart(), "this argument must be a quoted geometry: \"POINT (13.4 52.5)\"");
    }
    try {
      return Geometries.parse(Literals.text(constant.text()));
    } catch (IllegalArgumentException e) {
      throw BadFilter.at(argument.getStart(), String.valueOf(e.getMessage()));
    }
  }

  private static Point point(FilterParser.ExpressionContext argument) {
    if (geometry(argument) instanceof Point point
        && !point.isEmpty()
        && Math.abs(point.getX()) <= 180
        && Math.abs(point.getY()) <= 90) {
      return point;
    }
    throw BadFilter.at(
        argument.getStart(), "this must be a point of a longitude and a latitude in degrees");
  }

  private static double metres(FilterParser.ExpressionContext argument) {
    Token place = argument.getStart();
    double metres = -1;
    if (argument instanceof FilterParser.IntegerContext) {
      metres = Literals.integer(place, false).value();
    } else if (argument instanceof FilterParser.FloatContext) {
      metres = Literals.floating(place, false).value();
    }
    if (metres < 0) {
      throw BadFilter.at(place, "this must be a number of metres, from 0");
    }
    return metres;
  }
}
