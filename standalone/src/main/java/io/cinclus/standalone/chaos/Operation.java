package io.cinclus.standalone.chaos;

import io.cinclus.model.ErrorCode;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** One step of a writer. Immutable. */
sealed interface Operation {

  /** The collection. */
  String collection();

  /** Writes rows: what each key is to hold. All are of one partition. */
  record Insert(String collection, int partition, Map<Integer, Content> rows) implements Operation {
    public Insert {
      rows =
          Collections.unmodifiableMap(new TreeMap<>(rows)); // in an order that the seed determines
    }
  }

  record Delete(String collection, Set<Integer> keys) implements Operation {
    public Delete {
      keys = Collections.unmodifiableSet(new TreeSet<>(keys));
    }
  }

  /** Asks that what was written before be sealed. */
  record Flush(String collection) implements Operation {}

  record Count(String collection, Selection selection) implements Operation {}

  /** Rows by key. */
  record Lookup(String collection, Selection selection, Set<Integer> keys) implements Operation {
    public Lookup {
      keys = Collections.unmodifiableSet(new TreeSet<>(keys));
    }
  }

  /** Rows in the order of their keys. */
  record Scan(String collection, Selection selection, Page page) implements Operation {}

  /**
   * All rows, and what an earlier answer said, as of then.
   *
   * @param draw says which one
   */
  record LookBack(String collection, int draw) implements Operation {}

  /**
   * The nearest rows.
   *
   * @param isThorough whether the index is to find what an exact search finds
   */
  record Search(
      String collection, Selection selection, List<Float> query, Page page, boolean isThorough)
      implements Operation {
    public Search {
      query = List.copyOf(query);
    }
  }

  /** Calls the collection of an operation by an alias. */
  record Through(String alias, Operation operation) implements Operation {
    @Override
    public String collection() {
      return operation.collection();
    }
  }

  /** Asks a collection that cannot answer, and why it cannot. */
  record AskInVain(Shape shape, ErrorCode expected) implements Operation {
    @Override
    public String collection() {
      return shape.name();
    }
  }

  /** A change of the catalog; done over and over until its outcome is known. */
  sealed interface Change extends Operation {
    /** Unique in a run: a change that is done again is the same change. */
    String id();
  }

  /** With its partitions and index, and loaded. */
  record Create(String id, Shape shape) implements Change {
    @Override
    public String collection() {
      return shape.name();
    }
  }

  record Drop(String id, String collection) implements Change {}

  /** Drops a collection and creates it again, while other writers may be using it. */
  record Recreate(String id, String collection) implements Change {}

  record CreatePartition(String id, String collection, int partition) implements Change {}

  record DropPartition(String id, String collection, int partition) implements Change {}

  record Release(String id, String collection) implements Change {}

  record Load(String id, String collection) implements Change {}

  /**
   * Has an alias mean a collection.
   *
   * @param isNew whether there is no such alias yet
   */
  record Point(String id, String alias, String collection, boolean isNew) implements Change {}
}
