package io.cinclus.filter;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.locationtech.jts.operation.relateng.RelatePredicate;
import org.locationtech.jts.operation.relateng.TopologyPredicate;

/** How a geometry lies to another one (OGC Simple Features), by the functions' names. */
enum ShapeRelation {
  ST_EQUALS,
  ST_TOUCHES,
  ST_OVERLAPS,
  ST_CROSSES,
  ST_CONTAINS,
  ST_INTERSECTS,
  ST_WITHIN;

  static final String NAMES =
      Arrays.stream(values())
          .map(relation -> relation.name().toLowerCase(Locale.ROOT))
          .collect(Collectors.joining(", "));

  /** The relation of the other geometry to the first; of one use. */
  TopologyPredicate reversed() {
    return switch (this) {
      case ST_EQUALS -> RelatePredicate.equalsTopo();
      case ST_TOUCHES -> RelatePredicate.touches();
      case ST_OVERLAPS -> RelatePredicate.overlaps();
      case ST_CROSSES -> RelatePredicate.crosses();
      case ST_CONTAINS -> RelatePredicate.within();
      case ST_INTERSECTS -> RelatePredicate.intersects();
      case ST_WITHIN -> RelatePredicate.contains();
    };
  }
}
