package io.cinclus.operators.sink;

import java.util.Map;
import java.util.Objects;

/** What an element does to a collection. Immutable. */
public sealed interface RowChange {

  /**
   * A row takes the place of the one of its key, if there is one.
   *
   * @param values by field name, as {@link io.cinclus.model.RowAssembler} takes them; not changed
   *     afterwards
   */
  record Put(Map<String, ?> values) implements RowChange {
    public Put {
      Objects.requireNonNull(values, "values");
    }
  }

  /**
   * The row of this key is deleted, if there is one.
   *
   * @param key a whole number or a text
   */
  record Delete(Object key) implements RowChange {
    public Delete {
      Objects.requireNonNull(key, "key");
    }
  }

  /** A row by field name. */
  static RowChange put(Map<String, ?> values) {
    return new Put(values);
  }

  /** A deletion by key. */
  static RowChange delete(Object key) {
    return new Delete(key);
  }
}
