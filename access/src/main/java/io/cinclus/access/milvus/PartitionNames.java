package io.cinclus.access.milvus;

import io.cinclus.catalog.CollectionInfo;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.util.List;

/** The names of partitions that a client sends. Stateless. */
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
