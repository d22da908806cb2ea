package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.v1.AddField;
import io.cinclus.v1.AlterCollection;
import io.cinclus.v1.AlterField;
import io.cinclus.v1.RenameCollection;
import io.cinclus.v1.TruncateCollection;
import java.util.ArrayList;
import java.util.List;

/**
 * What the commands change that alter a collection that is there; {@link CinclusException} where
 * they are rejected. A schema only ever grows: what was stored in an older one stays readable.
 * Pure.
 */
final class AlterFold {
  private AlterFold() {}

  /** Aliases stand for the collection under its new name too, but only in their own database. */
  static Catalog rename(Catalog catalog, RenameCollection command) {
    CollectionInfo collection =
        byName(catalog, command.getDatabase(), command.getCollection(), "rename");
    String newName = Names.check(ErrorCode.BAD_PARAMETER, "collection", command.getNewCollection());
    DatabaseInfo target =
        catalog.database(
            command.getNewDatabase().isEmpty() ? collection.database() : command.getNewDatabase());
    CollectionFold.requireFree(target, newName);
    boolean moves = !target.name().equals(collection.database());
    List<String> aliases = catalog.aliases(collection.id());
    if (moves && !aliases.isEmpty()) {
      throw new CinclusException(
          ErrorCode.IN_USE,
          "collection %s has the alias %s in database %s, which cannot follow it: drop it first"
              .formatted(
                  Names.quote(collection.name()),
                  Names.quote(aliases.get(0)),
                  Names.quote(collection.database())));
    }
    if (moves) {
      CollectionFold.requireRoom(target);
    }
    return catalog
        .withoutCollection(collection)
        .withCollection(collection.withName(target.name(), newName));
  }

  private static CollectionInfo byName(Catalog catalog, String database, String name, String verb) {
    CollectionInfo collection = catalog.collection(database, name);
    if (!collection.name().equals(name)) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "%s is an alias of collection %s: %s the collection by its name"
              .formatted(Names.quote(name), Names.quote(collection.name()), verb));
    }
    return collection;
  }

  static Catalog alter(Catalog catalog, AlterCollection command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    CollectionSettings settings =
        collection
            .settings()
            .withProperties(
                Properties.changed(
                    "collection " + Names.quote(collection.name()),
                    collection.settings().properties(),
                    command.getChange()));
    if (command.hasConsistency()) {
      settings = settings.withConsistency(command.getConsistency());
    }
    CollectionSchema schema = collection.schema();
    if (command.hasDescription()) {
      schema = schema.withDescription(command.getDescription());
    }
    if (command.getDynamicField() && schema.dynamicField().isEmpty()) {
      schema = SchemaRules.withAddedDynamic(schema, catalog.position());
    }
    return catalog.withCollection(
        withSchema(
            collection.withSettings(settings),
            SchemaRules.check(schema),
            CollectionSettings.timestamp(command.getAtMillis(), catalog.position())));
  }

  static Catalog alter(Catalog catalog, AlterField command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    FieldSchema field = collection.field(command.getField());
    CollectionSettings settings =
        collection
            .settings()
            .withFieldProperties(
                field.id(),
                Properties.changed(
                    "field " + Names.quote(field.name()),
                    collection.settings().ofField(field.id()),
                    command.getChange()));
    FieldSchema changed = field.withLimits(limits(field, command));
    if (command.hasDescription()) {
      changed = changed.withDescription(command.getDescription());
    }
    return catalog.withCollection(
        withSchema(
            collection.withSettings(settings),
            SchemaRules.check(collection.schema().withChanged(changed)),
            CollectionSettings.timestamp(command.getAtMillis(), catalog.position())));
  }

  private static Limits limits(FieldSchema field, AlterField command) {
    Limits limits = field.limits();
    return new Limits(
        limits.dimension(),
        command.hasMaxLength()
            ? raised(field, "max_length", limits.maxLengthBytes(), command.getMaxLength())
            : limits.maxLengthBytes(),
        limits.elementType(),
        command.hasMaxCapacity()
            ? raised(field, "max_capacity", limits.maxCapacity(), command.getMaxCapacity())
            : limits.maxCapacity());
  }

  /** Rows that are there are not read again, so a limit cannot come to lie below them. */
  private static int raised(FieldSchema field, String limit, int before, int after) {
    if (before == 0) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "field %s of type %s has no %s: alter a field that has"
              .formatted(Names.quote(field.name()), field.type(), limit));
    }
    if (after < before) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "field %s has %s %d, which cannot be lowered to %d: rows may be as long already"
              .formatted(Names.quote(field.name()), limit, before, after));
    }
    return after;
  }

  static Catalog addField(Catalog catalog, AddField command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    CollectionSchema schema =
        SchemaRules.withAdded(
            collection.schema(), SchemaCodec.decode(command.getField()), catalog.position());
    return catalog.withCollection(
        withSchema(
            collection,
            schema,
            CollectionSettings.timestamp(command.getAtMillis(), catalog.position())));
  }

  /** The timestamp is that of the schema, so it stays where the schema does. */
  private static CollectionInfo withSchema(
      CollectionInfo collection, CollectionSchema schema, long timestamp) {
    return schema.equals(collection.schema())
        ? collection
        : collection
            .withSchema(schema)
            .withSettings(collection.settings().withSchemaTimestamp(timestamp));
  }

  /**
   * Gives each partition another id. Rows carry the id of their partition, so those that were
   * written before are rows of a dropped partition, in memory as on storage; a write that is on its
   * way finds its partition gone when it is checked, and is made again.
   */
  static Catalog truncate(Catalog catalog, TruncateCollection command) {
    CollectionInfo collection =
        byName(catalog, command.getDatabase(), command.getCollection(), "truncate");
    List<PartitionInfo> fresh = new ArrayList<>();
    for (PartitionInfo partition : collection.partitions()) {
      long id = PartitionInfo.idOfMany(catalog.position(), fresh.size());
      fresh.add(partition.withId(id));
    }
    return catalog.withCollection(collection.withPartitions(fresh));
  }
}
