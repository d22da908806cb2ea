package io.cinclus.catalog;

import java.util.Map;

/**
 * A database. Immutable.
 *
 * @param id the position of its creation; -1 for the default database, which is older than the log
 * @param name as users write it
 * @param collectionIds by name
 * @param aliases the id of the collection that each stands for; no alias has a collection's name
 * @param properties in the order of their names
 * @param createdAtMillis by the clock of who created it; 0: not known
 */
public record DatabaseInfo(
    long id,
    String name,
    PersistentMap<String, Long> collectionIds,
    PersistentMap<String, Long> aliases,
    Map<String, String> properties,
    long createdAtMillis) {
  /** The database that every catalog has, and that an empty name means. */
  public static final String DEFAULT_NAME = "default";

  public DatabaseInfo {
    properties = Properties.sorted(properties);
  }

  static DatabaseInfo empty(long id, String name) {
    return empty(id, name, Map.of(), 0);
  }

  static DatabaseInfo empty(
      long id, String name, Map<String, String> properties, long createdAtMillis) {
    return new DatabaseInfo(
        id, name, PersistentMap.empty(), PersistentMap.empty(), properties, createdAtMillis);
  }

  DatabaseInfo withCreatedAtMillis(long millis) {
    return new DatabaseInfo(id, name, collectionIds, aliases, properties, millis);
  }

  DatabaseInfo withProperties(Map<String, String> changed) {
    return new DatabaseInfo(id, name, collectionIds, aliases, changed, createdAtMillis);
  }

  DatabaseInfo withCollectionIds(PersistentMap<String, Long> changed) {
    return new DatabaseInfo(id, name, changed, aliases, properties, createdAtMillis);
  }

  DatabaseInfo withAliases(PersistentMap<String, Long> changed) {
    return new DatabaseInfo(id, name, collectionIds, changed, properties, createdAtMillis);
  }
}
