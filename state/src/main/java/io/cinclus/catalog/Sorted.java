package io.cinclus.catalog;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** Small sets as sorted lists without repeats, so that equal sets are equal lists. Stateless. */
final class Sorted {
  private Sorted() {}

  static <E extends Comparable<E>> List<E> of(Collection<E> elements) {
    return List.copyOf(new TreeSet<>(elements));
  }

  static <E extends Comparable<E>> List<E> with(List<E> sorted, E element) {
    TreeSet<E> set = new TreeSet<>(sorted);
    set.add(element);
    return List.copyOf(set);
  }

  static <E> List<E> without(List<E> sorted, E element) {
    return sorted.stream().filter(known -> !known.equals(element)).toList();
  }
}
