package io.cinclus.standalone.chaos;

import java.util.Set;

/**
 * Which rows a read asks for. Immutable.
 *
 * @param partitions their numbers; empty: all
 * @param condition that the rows meet
 */
record Selection(Set<Integer> partitions, Condition condition) {
  static final Selection ALL = new Selection(Set.of(), Condition.NONE);

  Selection {
    partitions = Set.copyOf(partitions);
  }

  boolean matches(Content content) {
    return content.exists()
        && (partitions.isEmpty() || partitions.contains(content.partition()))
        && condition.matches(content);
  }
}
