package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.ImportInfo;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * All databases and what they hold, as of one position of the catalog log. Catalogs folded from the
 * same log are equal.
 *
 * <p>Immutable: a change shares what it does not touch. Where a method takes a database, the empty
 * name means {@link DatabaseInfo#DEFAULT_NAME}. Changes only through {@link CatalogFold}.
 *
 * @param position of the last record folded, a plain offset; -1: none
 * @param foldVersion by which the next record is folded
 * @param deadLetterCount how many records were skipped because they could not be understood
 * @param databases by name
 * @param collections of all databases, by id
 * @param access users, roles and what they may do
 * @param imports of files, by id
 * @param outcomes of the newest commands
 */
public record Catalog(
    long position,
    int foldVersion,
    long deadLetterCount,
    PersistentMap<String, DatabaseInfo> databases,
    PersistentMap<Long, CollectionInfo> collections,
    AccessControl access,
    PersistentMap<Long, ImportInfo> imports,
    Outcomes outcomes) {
  private static final long BEFORE_THE_LOG = -1;

  /** Before the first record: only the default database, which is empty. */
  public static final Catalog EMPTY =
      new Catalog(
          BEFORE_THE_LOG,
          CatalogFold.OLDEST_VERSION,
          0,
          PersistentMap.<String, DatabaseInfo>empty()
              .with(
                  DatabaseInfo.DEFAULT_NAME,
                  DatabaseInfo.empty(BEFORE_THE_LOG, DatabaseInfo.DEFAULT_NAME)),
          PersistentMap.empty(),
          AccessControl.INITIAL,
          PersistentMap.empty(),
          Outcomes.NONE);

  /** The outcome of a command, while it is among the newest. */
  public Optional<CommandOutcome> outcome(String commandId) {
    return outcomes.find(commandId);
  }

  /** The database; {@link ErrorCode#DATABASE_NOT_FOUND}. */
  public DatabaseInfo database(String name) {
    DatabaseInfo database = databases.get(databaseName(name));
    if (database == null) {
      throw new CinclusException(
          ErrorCode.DATABASE_NOT_FOUND,
          "there is no database %s: create it first".formatted(Names.quote(name)));
    }
    return database;
  }

  /** The collection of this name or alias, if its database exists and has it. */
  public Optional<CollectionInfo> findCollection(String database, String nameOrAlias) {
    DatabaseInfo known = databases.get(databaseName(database));
    if (known == null) {
      return Optional.empty();
    }
    Long id = known.collectionIds().get(nameOrAlias);
    return Optional.ofNullable(id == null ? known.aliases().get(nameOrAlias) : id)
        .flatMap(this::collection);
  }

  /**
   * The collection of this name or alias; {@link ErrorCode#DATABASE_NOT_FOUND}, {@link
   * ErrorCode#COLLECTION_NOT_FOUND}.
   */
  public CollectionInfo collection(String database, String nameOrAlias) {
    DatabaseInfo known = database(database);
    return findCollection(database, nameOrAlias)
        .orElseThrow(
            () ->
                new CinclusException(
                    ErrorCode.COLLECTION_NOT_FOUND,
                    "there is no collection or alias %s in database %s: create it first"
                        .formatted(Names.quote(nameOrAlias), Names.quote(known.name()))));
  }

  /**
   * The collection of this id. None: it was dropped, if the id is at or below {@link #position};
   * otherwise this catalog is too old to tell.
   */
  public Optional<CollectionInfo> collection(long id) {
    return Optional.ofNullable(collections.get(id));
  }

  public boolean isLive(long collectionId) {
    return collections.containsKey(collectionId);
  }

  public boolean isLive(long collectionId, long partitionId) {
    return partitionIds(collectionId).contains(partitionId);
  }

  /** The ids of a collection's live partitions; none where the collection is not live. */
  public List<Long> partitionIds(long collectionId) {
    return collection(collectionId).map(CollectionInfo::partitionIds).orElse(List.of());
  }

  /** The collections of a database, by name; {@link ErrorCode#DATABASE_NOT_FOUND}. */
  public List<CollectionInfo> collections(String database) {
    return database(database).collectionIds().values().stream().map(this::existing).toList();
  }

  /** The aliases of a collection, by name; none where the collection is not live. */
  public List<String> aliases(long collectionId) {
    CollectionInfo collection = collections.get(collectionId);
    if (collection == null) {
      return List.of();
    }
    PersistentMap<String, Long> aliases = database(collection.database()).aliases();
    return aliases.keys().stream()
        .filter(alias -> Long.valueOf(collectionId).equals(aliases.get(alias)))
        .toList();
  }

  /** The import of this id; {@link ErrorCode#IMPORT_NOT_FOUND}. */
  public ImportInfo importOf(long id) {
    ImportInfo known = imports.get(id);
    if (known == null) {
      throw new CinclusException(
          ErrorCode.IMPORT_NOT_FOUND,
          "there is no import %d: only the newest %d are remembered"
              .formatted(id, CatalogLimits.MAX_IMPORTS));
    }
    return known;
  }

  /** The collection that a name of this catalog stands for. */
  CollectionInfo existing(long id) {
    return collection(id)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "the catalog at position %d names collection %d, which it does not have"
                        .formatted(position, id)));
  }

  Catalog at(long newPosition) {
    return new Catalog(
        newPosition,
        foldVersion,
        deadLetterCount,
        databases,
        collections,
        access,
        imports,
        outcomes);
  }

  Catalog withFoldVersion(int version) {
    return new Catalog(
        position, version, deadLetterCount, databases, collections, access, imports, outcomes);
  }

  Catalog withDeadLetter() {
    return new Catalog(
        position,
        foldVersion,
        deadLetterCount + 1,
        databases,
        collections,
        access,
        imports,
        outcomes);
  }

  Catalog withOutcome(CommandOutcome outcome) {
    return new Catalog(
        position,
        foldVersion,
        deadLetterCount,
        databases,
        collections,
        access,
        imports,
        outcomes.with(outcome));
  }

  Catalog withDatabase(DatabaseInfo database) {
    return withDatabases(databases.with(database.name(), database));
  }

  Catalog withoutDatabase(DatabaseInfo database) {
    return withDatabases(databases.without(database.name()));
  }

  /** This with a new or changed collection. */
  Catalog withCollection(CollectionInfo collection) {
    DatabaseInfo database = database(collection.database());
    Long known = database.collectionIds().get(collection.name());
    PersistentMap<Long, CollectionInfo> changed = collections.with(collection.id(), collection);
    Catalog catalog = withCollections(changed);
    return isSame(known, collection.id())
        ? catalog
        : catalog.withDatabase(
            database.withCollectionIds(
                database.collectionIds().with(collection.name(), collection.id())));
  }

  Catalog withoutCollection(CollectionInfo collection) {
    DatabaseInfo database = database(collection.database());
    return withCollections(collections.without(collection.id()))
        .withDatabase(
            database.withCollectionIds(database.collectionIds().without(collection.name())));
  }

  Catalog withAccess(AccessControl changed) {
    return new Catalog(
        position, foldVersion, deadLetterCount, databases, collections, changed, imports, outcomes);
  }

  Catalog withImports(PersistentMap<Long, ImportInfo> changed) {
    return new Catalog(
        position, foldVersion, deadLetterCount, databases, collections, access, changed, outcomes);
  }

  private Catalog withDatabases(PersistentMap<String, DatabaseInfo> changed) {
    return new Catalog(
        position, foldVersion, deadLetterCount, changed, collections, access, imports, outcomes);
  }

  private Catalog withCollections(PersistentMap<Long, CollectionInfo> changed) {
    return new Catalog(
        position, foldVersion, deadLetterCount, databases, changed, access, imports, outcomes);
  }

  private static boolean isSame(@Nullable Long known, long id) {
    return known != null && known == id;
  }

  private static String databaseName(String name) {
    return name.isEmpty() ? DatabaseInfo.DEFAULT_NAME : name;
  }
}
