package io.cinclus.filter;

import java.util.List;

/**
 * Where the values are that a condition tests: a field, a place in a JSON field, or the terms of
 * texts.
 *
 * @param path empty for the field itself
 */
record Place(int fieldId, List<JsonPath.Segment> path) {

  static Place of(int fieldId) {
    return new Place(fieldId, List.of());
  }

  /** The terms of a field's texts, which no path leads to. */
  static Place termsOf(int fieldId) {
    return new Place(fieldId, List.of(JsonPath.Segment.of("\0terms")));
  }

  static Place of(JsonPath path) {
    return new Place(path.fieldId(), path.segments());
  }
}
