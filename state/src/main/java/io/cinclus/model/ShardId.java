package io.cinclus.model;

/**
 * A shard: the part of a collection that lives on one channel.
 *
 * @param collectionId the collection's catalog position
 * @param shard from 0
 */
public record ShardId(long collectionId, int shard) implements Comparable<ShardId> {
  @Override
  public int compareTo(ShardId other) {
    int byCollection = Long.compare(collectionId, other.collectionId);
    return byCollection != 0 ? byCollection : Integer.compare(shard, other.shard);
  }

  @Override
  public String toString() {
    return collectionId + "/" + shard;
  }
}
