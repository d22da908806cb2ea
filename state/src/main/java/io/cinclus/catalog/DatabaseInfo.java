package io.cinclus.catalog;

/**
 * A database. Immutable.
 *
 * @param id the position of its creation; -1 for the default database, which is older than the log
 * @param name as users write it
 * @param collectionIds by name
 * @param aliases the id of the collection that each stands for; no alias has a collection's name
 */
public record DatabaseInfo(
    long id,
    String name,
    PersistentMap<String, Long> collectionIds,
    PersistentMap<String, Long> aliases) {
  /** The database that every catalog has, and that an empty name means. */
  public static final String DEFAULT_NAME = "default";

  static DatabaseInfo empty(long id, String name) {
    return new DatabaseInfo(id, name, PersistentMap.empty(), PersistentMap.empty());
  }

  DatabaseInfo withCollectionIds(PersistentMap<String, Long> changed) {
    return new DatabaseInfo(id, name, changed, aliases);
  }

  DatabaseInfo withAliases(PersistentMap<String, Long> changed) {
    return new DatabaseInfo(id, name, collectionIds, changed);
  }
}
