package io.cinclus.standalone.chaos;

import io.cinclus.model.ShardId;
import io.cinclus.standalone.chaos.Operation.Change;
import io.cinclus.standalone.chaos.Operation.Search;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is tested, as one client sees it. Reads are strong. A shape's name says which collection or
 * alias is meant.
 *
 * <p>Every method throws {@link Unavailable} where it has no outcome, so that a write may have
 * happened or not, {@link Refused} where what was asked is not possible, and {@link Violation}
 * where the answer cannot be right whatever the store holds.
 */
interface Store {
  /** Returns when the rows are durable. */
  void insert(Shape shape, int partition, Map<Integer, Content> rows) throws Unavailable;

  /** Returns when the deletions are durable. */
  void delete(Shape shape, Set<Integer> keys) throws Unavailable;

  /** Returns the position up to which each shard is to be sealed before long. */
  Map<ShardId, Long> flush(Shape shape) throws Unavailable;

  /** Returns when the change was accepted; the shape is that of the collection changed. */
  void change(Change change, Shape shape) throws Unavailable;

  long count(Shape shape, Selection selection) throws Unavailable;

  List<Found> lookup(Shape shape, Selection selection, Set<Integer> keys) throws Unavailable;

  List<Found> scan(Shape shape, Selection selection, Page page) throws Unavailable;

  /** All rows in the order of their keys, and where that was. */
  Past.Answer scanNow(Shape shape) throws Unavailable;

  /** The same as of where an earlier answer was given; {@link Refused} where it is too old. */
  List<Found> scanAsOf(Shape shape, Past.Answer then) throws Unavailable;

  /** The hits, with distances. */
  List<Found> search(Shape shape, Search search) throws Unavailable;
}
