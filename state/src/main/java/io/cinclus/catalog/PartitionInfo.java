package io.cinclus.catalog;

/**
 * A partition of a collection. Immutable.
 *
 * @param id the position of its creation; the default partition has its collection's id. Unique
 *     among the partitions of its collection, and never reused
 * @param name as users write it
 */
public record PartitionInfo(long id, String name) {
  /** The partition that every collection has. */
  public static final String DEFAULT_NAME = "_default";
}
