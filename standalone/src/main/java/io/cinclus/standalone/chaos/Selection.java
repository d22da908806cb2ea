package io.cinclus.standalone.chaos;

import java.util.OptionalInt;
import java.util.Set;

/**
 * Which rows a read asks for. Immutable.
 *
 * @param partitions their numbers; empty: all
 * @param tag that the rows have; empty: any
 */
record Selection(Set<Integer> partitions, OptionalInt tag) {
  static final Selection ALL = new Selection(Set.of(), OptionalInt.empty());

  Selection {
    partitions = Set.copyOf(partitions);
  }

  boolean matches(Content content) {
    return content.exists()
        && (partitions.isEmpty() || partitions.contains(content.partition()))
        && (tag.isEmpty() || content.tag() == tag.getAsInt());
  }
}
