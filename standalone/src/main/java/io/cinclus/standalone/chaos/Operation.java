package io.cinclus.standalone.chaos;

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

  record Flush(String collection) implements Operation {}

  record Count(String collection, Selection selection) implements Operation {}

  /** Rows by key. */
  record Lookup(String collection, Selection selection, Set<Integer> keys) implements Operation {
    public Lookup {
      keys = Collections.unmodifiableSet(new TreeSet<>(keys));
    }
  }

  /** All rows. */
  record Scan(String collection, Selection selection) implements Operation {}

  record Search(String collection, Selection selection, List<Float> query, int limit)
      implements Operation {
    public Search {
      query = List.copyOf(query);
    }
  }

  /** Asks for a collection that is not there. */
  record AskInVain(String collection) implements Operation {}

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

  record CreatePartition(String id, String collection, int partition) implements Change {}

  record DropPartition(String id, String collection, int partition) implements Change {}
}
