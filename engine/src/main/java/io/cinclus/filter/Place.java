package io.cinclus.filter;

import java.util.List;

/**
 * Where the values are that a condition tests: a field, or a place in a JSON field.
 *
 * @param path empty for the field itself
 */
record Place(int fieldId, List<JsonPath.Segment> path) {

  static Place of(int fieldId) {
    return new Place(fieldId, List.of());
  }

  static Place of(JsonPath path) {
    return new Place(path.fieldId(), path.segments());
  }
}
