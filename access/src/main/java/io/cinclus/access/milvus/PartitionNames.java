package io.cinclus.access.milvus;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.PartitionInfo;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.util.List;

/** The names of the partitions that are asked for. Stateless. */
final class PartitionNames {
  private PartitionNames() {}

  /** Those of the names that say something; refused where a partition key chooses, as in Milvus. */
  static List<String> of(List<String> sent, CollectionInfo collection) {
    List<String> names = sent.stream().filter(name -> !name.isEmpty()).toList();
    if (!names.isEmpty()) {
      requireNoPartitionKey(collection);
    }
    return names;
  }

  /**
   * All of a collection's, for what must not miss a row: whoever names them is refused where one
   * has been released by then, who names none is told of those that are loaded.
   *
   * @param collection that is loaded; {@link ErrorCode#PARTITION_NOT_LOADED} where not all of it is
   */
  static List<String> all(CollectionInfo collection) {
    List<PartitionInfo> partitions = collection.partitions();
    List<String> released =
        partitions.stream().filter(PartitionInfo::released).map(PartitionInfo::name).toList();
    if (!released.isEmpty()) {
      throw new CinclusException(
          ErrorCode.PARTITION_NOT_LOADED,
          "partition not loaded: the rows of all partitions of collection '%s' have to be looked at, load %s first"
              .formatted(collection.name(), released));
    }
    return partitions.stream().map(PartitionInfo::name).toList();
  }

  /** {@link ErrorCode#BAD_PARAMETER} where a partition key chooses the partitions. */
  static void requireNoPartitionKey(CollectionInfo collection) {
    collection
        .schema()
        .partitionKey()
        .ifPresent(
            key -> {
              throw new CinclusException(
                  ErrorCode.BAD_PARAMETER,
                  "not support manually specifying the partition names if partition key mode is used: collection '%s' has the partition key '%s', name no partition"
                      .formatted(collection.name(), key.name()));
            });
  }
}
