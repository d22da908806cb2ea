package io.cinclus.access.rest;

import io.cinclus.milvus.grpc.ConsistencyLevel;
import java.util.Optional;

/** The levels of consistency by their names. Stateless. */
final class Consistency {
  private Consistency() {}

  /** The level; empty where none is named: the collection's own. */
  static Optional<ConsistencyLevel> level(String name) {
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(ConsistencyLevel.valueOf(name));
    } catch (IllegalArgumentException e) {
      throw RestException.invalid(
          "consistencyLevel is '%s': send Strong, Session, Bounded, Eventually or Customized"
              .formatted(name));
    }
  }
}
