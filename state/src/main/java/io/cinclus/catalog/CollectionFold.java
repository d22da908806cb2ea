package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.v1.CompactCollection;
import io.cinclus.v1.CreateCollection;
import io.cinclus.v1.DropCollection;
import io.cinclus.v1.LoadCollection;
import io.cinclus.v1.ReleaseCollection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the collection commands change; {@link CinclusException} where they are rejected. Pure. */
final class CollectionFold {
  private CollectionFold() {}

  static Catalog create(Catalog catalog, CreateCollection command) {
    DatabaseInfo database = catalog.database(command.getDatabase());
    String name = Names.check(ErrorCode.BAD_PARAMETER, "collection", command.getCollection());
    requireFree(database, name);
    requireRoom(database);
    List<Integer> channels = command.getChannelsList();
    checkChannels(name, channels);
    CollectionSchema schema =
        SchemaRules.withFieldIds(SchemaRules.check(SchemaCodec.decode(command.getSchema())));
    long id = catalog.position();
    return catalog.withCollection(
        new CollectionInfo(
            id,
            database.name(),
            name,
            schema,
            channels,
            partitions(command, schema, id),
            List.of(),
            false,
            settings(command, id)));
  }

  /** With a partition key as many as the command says, which rows are spread over. */
  private static List<PartitionInfo> partitions(
      CreateCollection command, CollectionSchema schema, long position) {
    int count = command.getPartitionCount();
    if (schema.partitionKey().isEmpty() && count == 0) {
      return List.of(new PartitionInfo(position, PartitionInfo.DEFAULT_NAME));
    }
    boolean fits = count >= 1 && count <= CatalogLimits.MAX_PARTITIONS_PER_COLLECTION;
    if (schema.partitionKey().isEmpty() || !fits) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "the collection would have %d partitions to spread rows over: choose 1 to %d with a partition key, and none without"
              .formatted(count, CatalogLimits.MAX_PARTITIONS_PER_COLLECTION));
    }
    List<PartitionInfo> partitions = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      partitions.add(
          new PartitionInfo(
              PartitionInfo.idOfMany(position, number), PartitionInfo.DEFAULT_NAME + "_" + number));
    }
    return partitions;
  }

  private static CollectionSettings settings(CreateCollection command, long position) {
    return new CollectionSettings(
        command.getConsistency(),
        Properties.check("the collection", command.getPropertiesMap()),
        Map.of(),
        command.getAtMillis(),
        CollectionSettings.timestamp(command.getAtMillis(), position),
        List.of());
  }

  static void requireFree(DatabaseInfo database, String name) {
    if (database.collectionIds().containsKey(name)) {
      throw new CinclusException(
          ErrorCode.COLLECTION_EXISTS,
          "there is a collection %s in database %s already: choose another name"
              .formatted(Names.quote(name), Names.quote(database.name())));
    }
    if (database.aliases().containsKey(name)) {
      throw new CinclusException(
          ErrorCode.ALIAS_EXISTS,
          "%s is an alias in database %s: choose another name or drop the alias"
              .formatted(Names.quote(name), Names.quote(database.name())));
    }
  }

  static void requireRoom(DatabaseInfo database) {
    if (database.collectionIds().size() >= CatalogLimits.MAX_COLLECTIONS_PER_DATABASE) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "database %s has %d collections, as many as it may have: drop one first"
              .formatted(Names.quote(database.name()), CatalogLimits.MAX_COLLECTIONS_PER_DATABASE));
    }
  }

  private static void checkChannels(String name, List<Integer> channels) {
    int shardCount = channels.size();
    if (shardCount < 1 || shardCount > CatalogLimits.MAX_SHARDS_PER_COLLECTION) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "collection %s would have %d shards: choose 1 to %d"
              .formatted(Names.quote(name), shardCount, CatalogLimits.MAX_SHARDS_PER_COLLECTION));
    }
    for (int shard = 0; shard < shardCount; shard++) {
      if (channels.get(shard) < 0) {
        throw new CinclusException(
            ErrorCode.BAD_PARAMETER,
            "shard %d of collection %s has channel %d: channels count from 0"
                .formatted(shard, Names.quote(name), channels.get(shard)));
      }
    }
  }

  static Catalog drop(Catalog catalog, DropCollection command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    if (!collection.name().equals(command.getCollection())) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "%s is an alias of collection %s: drop the collection by its name"
              .formatted(Names.quote(command.getCollection()), Names.quote(collection.name())));
    }
    List<String> aliases = catalog.aliases(collection.id());
    if (!aliases.isEmpty()) {
      throw new CinclusException(
          ErrorCode.IN_USE,
          "collection %s has %d aliases, %s among them: drop them first"
              .formatted(
                  Names.quote(collection.name()), aliases.size(), Names.quote(aliases.get(0))));
    }
    return catalog.withoutCollection(collection);
  }

  static Catalog load(Catalog catalog, LoadCollection command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    if (command.getPartitionsCount() > 0) {
      PartitionFold.requireNoPartitionKey(collection);
    }
    for (FieldSchema field : collection.schema().vectorFields()) {
      if (collection.indexOn(field.id()).isEmpty()) {
        throw new CinclusException(
            ErrorCode.INDEX_NOT_FOUND,
            "vector field %s of collection %s has no index: create one, then load"
                .formatted(Names.quote(field.name()), Names.quote(collection.name())));
      }
    }
    return catalog.withCollection(
        command.getPartitionsCount() == 0
            ? collection.withLoaded(true)
            : collection.withLoaded(command.getPartitionsList(), true));
  }

  static Catalog release(Catalog catalog, ReleaseCollection command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    if (command.getPartitionsCount() > 0) {
      PartitionFold.requireNoPartitionKey(collection);
    }
    return catalog.withCollection(
        command.getPartitionsCount() == 0
            ? collection.withLoaded(false)
            : collection.withLoaded(command.getPartitionsList(), false));
  }

  static Catalog compact(Catalog catalog, CompactCollection command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    return catalog.withCollection(
        collection.withSettings(collection.settings().withCompaction(catalog.position())));
  }
}
