package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AlterDatabase;
import io.cinclus.v1.CreateDatabase;
import io.cinclus.v1.DropDatabase;
import io.cinclus.v1.NodeStarted;

/** What the database commands change; {@link CinclusException} where they are rejected. Pure. */
final class DatabaseFold {
  private DatabaseFold() {}

  static Catalog create(Catalog catalog, CreateDatabase command) {
    String name = Names.check(ErrorCode.BAD_PARAMETER, "database", command.getDatabase());
    if (catalog.databases().containsKey(name)) {
      throw new CinclusException(
          ErrorCode.DATABASE_EXISTS,
          "there is a database %s already: choose another name".formatted(Names.quote(name)));
    }
    if (catalog.databases().size() >= CatalogLimits.MAX_DATABASES) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "there are %d databases, as many as there may be: drop one first"
              .formatted(CatalogLimits.MAX_DATABASES));
    }
    return catalog.withDatabase(
        DatabaseInfo.empty(
            catalog.position(),
            name,
            Properties.check("database " + Names.quote(name), command.getPropertiesMap()),
            command.getAtMillis()));
  }

  /** The default database began when the first node did that says when that was. */
  static Catalog nodeStarted(Catalog catalog, NodeStarted command) {
    DatabaseInfo database = catalog.database(DatabaseInfo.DEFAULT_NAME);
    return database.createdAtMillis() != 0 || command.getAtMillis() == 0
        ? catalog
        : catalog.withDatabase(database.withCreatedAtMillis(command.getAtMillis()));
  }

  static Catalog alter(Catalog catalog, AlterDatabase command) {
    DatabaseInfo database = catalog.database(command.getDatabase());
    return catalog.withDatabase(
        database.withProperties(
            Properties.changed(
                "database " + Names.quote(database.name()),
                database.properties(),
                command.getChange())));
  }

  static Catalog drop(Catalog catalog, DropDatabase command) {
    DatabaseInfo database = catalog.database(command.getDatabase());
    if (database.name().equals(DatabaseInfo.DEFAULT_NAME)) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "the database \"default\" cannot be dropped: drop its collections");
    }
    int collectionCount = database.collectionIds().size();
    if (collectionCount > 0) {
      throw new CinclusException(
          ErrorCode.DATABASE_NOT_EMPTY,
          "database %s has %d collections: drop them first"
              .formatted(Names.quote(database.name()), collectionCount));
    }
    return catalog.withoutDatabase(database);
  }
}
