package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.CreatePartition;
import io.cinclus.v1.DropPartition;

/** What the partition commands change; {@link CinclusException} where they are rejected. Pure. */
final class PartitionFold {
  private PartitionFold() {}

  static Catalog create(Catalog catalog, CreatePartition command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    requireNoPartitionKey(collection);
    String name = Names.check(ErrorCode.BAD_PARAMETER, "partition", command.getPartition());
    if (collection.findPartition(name).isPresent()) {
      throw new CinclusException(
          ErrorCode.PARTITION_EXISTS,
          "there is a partition %s in collection %s already: choose another name"
              .formatted(Names.quote(name), Names.quote(collection.name())));
    }
    if (collection.partitions().size() >= CatalogLimits.MAX_PARTITIONS_PER_COLLECTION) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "collection %s has %d partitions, as many as it may have: drop one first"
              .formatted(
                  Names.quote(collection.name()), CatalogLimits.MAX_PARTITIONS_PER_COLLECTION));
    }
    boolean isReleased =
        command.getFollowsCollection()
            ? collection.loading() == CollectionInfo.Loading.PARTITIONS
            : collection.partitions().stream().anyMatch(PartitionInfo::released);
    return catalog.withCollection(
        collection.withPartition(
            new PartitionInfo(catalog.position(), name, isReleased, command.getAtMillis())));
  }

  static void requireNoPartitionKey(CollectionInfo collection) {
    if (collection.schema().partitionKey().isPresent()) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "collection %s has a partition key, by which rows are spread over its partitions: they stay as they are, and are loaded and released together"
              .formatted(Names.quote(collection.name())));
    }
  }

  static Catalog drop(Catalog catalog, DropPartition command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    requireNoPartitionKey(collection);
    PartitionInfo partition = collection.partition(command.getPartition());
    if (partition.name().equals(PartitionInfo.DEFAULT_NAME)) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "the default partition of collection %s cannot be dropped: delete its rows"
              .formatted(Names.quote(collection.name())));
    }
    return catalog.withCollection(collection.withoutPartition(partition).settled());
  }
}
