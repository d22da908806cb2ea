package io.cinclus.catalog;

/**
 * A partition of a collection. Immutable.
 *
 * @param id of a partition that a command of its own created the position of that, and of a
 *     collection's first one its collection's id; otherwise {@link #idOfMany}. Unique among the
 *     partitions of its collection, and never reused
 * @param name as users write it
 * @param released it is not to be searchable although its collection is loaded
 * @param createdAtMillis by the clock of who created it; 0: with its collection, or not known
 */
public record PartitionInfo(long id, String name, boolean released, long createdAtMillis) {
  /** The partition that every collection has. */
  public static final String DEFAULT_NAME = "_default";

  /** Above every position; with what is added below 2^53, which all clients can count to. */
  private static final long FIRST_OF_MANY = 1L << 52;

  private static final int MAX_OF_MANY = 1 << 12;

  /** One that is created and loaded with its collection. */
  public PartitionInfo(long id, String name) {
    this(id, name, false, 0);
  }

  PartitionInfo withReleased(boolean nowReleased) {
    return new PartitionInfo(id, name, nowReleased, createdAtMillis);
  }

  PartitionInfo withId(long changed) {
    return new PartitionInfo(changed, name, released, createdAtMillis);
  }

  /** The id of one of the partitions that the command at a position creates. */
  static long idOfMany(long position, int number) {
    return FIRST_OF_MANY + position * MAX_OF_MANY + number;
  }

  /** The position in the catalog's log at which the partition of an id was created. */
  public static long createdAt(long id) {
    return id < FIRST_OF_MANY ? id : (id - FIRST_OF_MANY) / MAX_OF_MANY;
  }
}
