package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AlterAlias;
import io.cinclus.v1.CreateAlias;
import io.cinclus.v1.DropAlias;

/** What the alias commands change; {@link CinclusException} where they are rejected. Pure. */
final class AliasFold {
  private AliasFold() {}

  /** An alias that stands for this collection already is accepted, as in Milvus. */
  static Catalog create(Catalog catalog, CreateAlias command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    DatabaseInfo database = catalog.database(command.getDatabase());
    String alias = Names.check(ErrorCode.BAD_PARAMETER, "alias", command.getAlias());
    if (database.collectionIds().containsKey(alias)) {
      throw new CinclusException(
          ErrorCode.COLLECTION_EXISTS,
          "%s is a collection in database %s: choose another name for the alias"
              .formatted(Names.quote(alias), Names.quote(database.name())));
    }
    Long known = database.aliases().get(alias);
    if (known != null && known != collection.id()) {
      throw new CinclusException(
          ErrorCode.ALIAS_EXISTS,
          "%s is an alias of collection %s already: alter it, or choose another name"
              .formatted(Names.quote(alias), Names.quote(catalog.existing(known).name())));
    }
    if (known == null && database.aliases().size() >= CatalogLimits.MAX_ALIASES_PER_DATABASE) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "database %s has %d aliases, as many as it may have: drop one first"
              .formatted(Names.quote(database.name()), CatalogLimits.MAX_ALIASES_PER_DATABASE));
    }
    return catalog.withDatabase(
        database.withAliases(database.aliases().with(alias, collection.id())));
  }

  static Catalog alter(Catalog catalog, AlterAlias command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    DatabaseInfo database = requireAlias(catalog, command.getDatabase(), command.getAlias());
    return catalog.withDatabase(
        database.withAliases(database.aliases().with(command.getAlias(), collection.id())));
  }

  static Catalog drop(Catalog catalog, DropAlias command) {
    DatabaseInfo database = requireAlias(catalog, command.getDatabase(), command.getAlias());
    return catalog.withDatabase(
        database.withAliases(database.aliases().without(command.getAlias())));
  }

  private static DatabaseInfo requireAlias(Catalog catalog, String name, String alias) {
    DatabaseInfo database = catalog.database(name);
    if (!database.aliases().containsKey(alias)) {
      throw new CinclusException(
          ErrorCode.ALIAS_NOT_FOUND,
          "there is no alias %s in database %s: create it first"
              .formatted(Names.quote(alias), Names.quote(database.name())));
    }
    return database;
  }
}
