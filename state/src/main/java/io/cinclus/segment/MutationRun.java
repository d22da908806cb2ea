package io.cinclus.segment;

import io.cinclus.model.Column;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;

/**
 * Mutations of one shard at consecutive positions, as a log record holds them. Immutable; shares
 * its arrays.
 */
public sealed interface MutationRun {
  /** What {@link #upTo} says where a mutation kills all that is below it. */
  long BELOW_ITSELF = 0;

  /** The position of the first; the n-th is n higher. */
  long firstPosition();

  int count();

  /** The key of each mutation, of a collection with this primary key. */
  Column keys(FieldSchema primaryKey);

  /** Only versions at or below this position are killed, or {@link #BELOW_ITSELF}. */
  long upTo();

  /**
   * Rows that replace what their keys held before.
   *
   * @param partitionId where the rows go
   */
  record Inserts(long firstPosition, long partitionId, RowBatch rows) implements MutationRun {
    @Override
    public int count() {
      return rows.rowCount();
    }

    @Override
    public Column keys(FieldSchema primaryKey) {
      return rows.column(primaryKey.id());
    }

    @Override
    public long upTo() {
      return BELOW_ITSELF;
    }
  }

  /**
   * Deletes by key.
   *
   * @param keys the first {@code count} are deleted
   * @param upTo as in the log
   */
  record Deletes(long firstPosition, Column keys, int count, long upTo) implements MutationRun {
    public Deletes {
      if (keys.capacity() < count) {
        throw new IllegalArgumentException(count + " deletes have " + keys.capacity() + " keys");
      }
    }

    @Override
    public Column keys(FieldSchema primaryKey) {
      return keys;
    }
  }
}
