package io.cinclus.catalog;

import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AlterAlias;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateAlias;
import io.cinclus.v1.CreateIndex;
import io.cinclus.v1.DropIndex;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What the catalog should say, in the plainest way: names in maps, changed in place. Knows the
 * schema of {@link Commands#SCHEMA} only, and no limits, invalid names or ids.
 */
final class NaiveCatalog {
  private static final class Collection {
    final TreeSet<String> partitions = new TreeSet<>(List.of("_default"));

    /** Type, metric and name by field. */
    final TreeMap<String, List<String>> indexes = new TreeMap<>();

    boolean loaded;
  }

  private static final class Database {
    final TreeMap<String, Collection> collections = new TreeMap<>();
    final TreeMap<String, Collection> aliases = new TreeMap<>();

    @Nullable Collection find(String name) {
      return collections.getOrDefault(name, aliases.get(name));
    }
  }

  private final TreeMap<String, Database> databases =
      new TreeMap<>(Map.of("default", new Database()));

  ErrorCode apply(CatalogCommand command) {
    return switch (command.getKindCase()) {
      case CREATE_DATABASE ->
          databases.putIfAbsent(command.getCreateDatabase().getDatabase(), new Database()) == null
              ? ErrorCode.OK
              : ErrorCode.DATABASE_EXISTS;
      case DROP_DATABASE -> dropDatabase(command.getDropDatabase().getDatabase());
      case CREATE_COLLECTION, DROP_COLLECTION -> createOrDrop(command);
      case CREATE_ALIAS -> createAlias(command.getCreateAlias());
      case ALTER_ALIAS -> alterAlias(command.getAlterAlias());
      case DROP_ALIAS -> dropAlias(command);
      default -> changeCollection(command);
    };
  }

  private ErrorCode dropDatabase(String name) {
    Database database = databases.get(name);
    if (database == null) {
      return ErrorCode.DATABASE_NOT_FOUND;
    }
    if (name.equals("default")) {
      return ErrorCode.BAD_PARAMETER;
    }
    if (!database.collections.isEmpty()) {
      return ErrorCode.DATABASE_NOT_EMPTY;
    }
    databases.remove(name);
    return ErrorCode.OK;
  }

  private ErrorCode createOrDrop(CatalogCommand command) {
    boolean create = command.hasCreateCollection();
    String name =
        create
            ? command.getCreateCollection().getCollection()
            : command.getDropCollection().getCollection();
    Database database =
        databases.get(
            create
                ? command.getCreateCollection().getDatabase()
                : command.getDropCollection().getDatabase());
    if (database == null) {
      return ErrorCode.DATABASE_NOT_FOUND;
    }
    Collection collection = database.collections.get(name);
    if (create) {
      if (collection != null || database.aliases.containsKey(name)) {
        return collection != null ? ErrorCode.COLLECTION_EXISTS : ErrorCode.ALIAS_EXISTS;
      }
      database.collections.put(name, new Collection());
      return ErrorCode.OK;
    }
    if (collection == null) {
      return database.aliases.containsKey(name)
          ? ErrorCode.BAD_PARAMETER
          : ErrorCode.COLLECTION_NOT_FOUND;
    }
    if (database.aliases.containsValue(collection)) {
      return ErrorCode.IN_USE;
    }
    database.collections.remove(name);
    return ErrorCode.OK;
  }

  private ErrorCode createAlias(CreateAlias command) {
    Database database = databases.get(command.getDatabase());
    if (database == null) {
      return ErrorCode.DATABASE_NOT_FOUND;
    }
    Collection collection = database.find(command.getCollection());
    if (collection == null) {
      return ErrorCode.COLLECTION_NOT_FOUND;
    }
    if (database.collections.containsKey(command.getAlias())) {
      return ErrorCode.COLLECTION_EXISTS;
    }
    Collection known = database.aliases.putIfAbsent(command.getAlias(), collection);
    return known == null || known == collection ? ErrorCode.OK : ErrorCode.ALIAS_EXISTS;
  }

  private ErrorCode alterAlias(AlterAlias command) {
    Database database = databases.get(command.getDatabase());
    if (database == null) {
      return ErrorCode.DATABASE_NOT_FOUND;
    }
    Collection collection = database.find(command.getCollection());
    if (collection == null) {
      return ErrorCode.COLLECTION_NOT_FOUND;
    }
    return database.aliases.replace(command.getAlias(), collection) == null
        ? ErrorCode.ALIAS_NOT_FOUND
        : ErrorCode.OK;
  }

  private ErrorCode dropAlias(CatalogCommand command) {
    Database database = databases.get(command.getDropAlias().getDatabase());
    if (database == null) {
      return ErrorCode.DATABASE_NOT_FOUND;
    }
    return database.aliases.remove(command.getDropAlias().getAlias()) == null
        ? ErrorCode.ALIAS_NOT_FOUND
        : ErrorCode.OK;
  }

  private ErrorCode changeCollection(CatalogCommand command) {
    List<String> target =
        switch (command.getKindCase()) {
          case CREATE_PARTITION ->
              List.of(
                  command.getCreatePartition().getDatabase(),
                  command.getCreatePartition().getCollection());
          case DROP_PARTITION ->
              List.of(
                  command.getDropPartition().getDatabase(),
                  command.getDropPartition().getCollection());
          case CREATE_INDEX ->
              List.of(
                  command.getCreateIndex().getDatabase(), command.getCreateIndex().getCollection());
          case DROP_INDEX ->
              List.of(command.getDropIndex().getDatabase(), command.getDropIndex().getCollection());
          case LOAD_COLLECTION ->
              List.of(
                  command.getLoadCollection().getDatabase(),
                  command.getLoadCollection().getCollection());
          case RELEASE_COLLECTION ->
              List.of(
                  command.getReleaseCollection().getDatabase(),
                  command.getReleaseCollection().getCollection());
          default -> throw new IllegalArgumentException("no collection in " + command);
        };
    Database database = databases.get(target.get(0));
    if (database == null) {
      return ErrorCode.DATABASE_NOT_FOUND;
    }
    Collection collection = database.find(target.get(1));
    return collection == null
        ? ErrorCode.COLLECTION_NOT_FOUND
        : changeCollection(collection, command);
  }

  private static ErrorCode changeCollection(Collection collection, CatalogCommand command) {
    switch (command.getKindCase()) {
      case CREATE_PARTITION -> {
        String created = command.getCreatePartition().getPartition();
        return collection.partitions.add(created) ? ErrorCode.OK : ErrorCode.PARTITION_EXISTS;
      }
      case DROP_PARTITION -> {
        String dropped = command.getDropPartition().getPartition();
        if (dropped.equals("_default")) {
          return ErrorCode.BAD_PARAMETER;
        }
        return collection.partitions.remove(dropped) ? ErrorCode.OK : ErrorCode.PARTITION_NOT_FOUND;
      }
      case CREATE_INDEX -> {
        return createIndex(collection, command.getCreateIndex());
      }
      case DROP_INDEX -> {
        return dropIndex(collection, command.getDropIndex());
      }
      case LOAD_COLLECTION -> {
        if (!collection.indexes.keySet().containsAll(List.of("vector", "other"))) {
          return ErrorCode.INDEX_NOT_FOUND;
        }
        collection.loaded = true;
      }
      default -> collection.loaded = false;
    }
    return ErrorCode.OK;
  }

  private static ErrorCode createIndex(Collection collection, CreateIndex command) {
    String field = command.getField();
    if (!List.of("id", "text", "vector", "other").contains(field)) {
      return ErrorCode.FIELD_NOT_FOUND;
    }
    boolean vector = field.equals("vector") || field.equals("other");
    if (!vector && !command.getMetricType().isEmpty()) {
      return ErrorCode.BAD_PARAMETER;
    }
    String name = command.getIndex().isEmpty() ? field : command.getIndex();
    String type = command.getIndexType().isEmpty() ? "AUTOINDEX" : command.getIndexType();
    String metric =
        vector && command.getMetricType().isEmpty() ? "COSINE" : command.getMetricType();
    List<String> index = List.of(type, metric, name);
    if (index.equals(collection.indexes.get(field))) {
      return ErrorCode.OK;
    }
    if (collection.indexes.containsKey(field)
        || collection.indexes.values().stream().anyMatch(known -> known.get(2).equals(name))) {
      return ErrorCode.INDEX_EXISTS;
    }
    collection.indexes.put(field, index);
    return ErrorCode.OK;
  }

  private static ErrorCode dropIndex(Collection collection, DropIndex command) {
    for (Map.Entry<String, List<String>> index : collection.indexes.entrySet()) {
      if (index.getValue().get(2).equals(command.getIndex())) {
        boolean scalar = index.getValue().get(1).isEmpty();
        if (collection.loaded && !scalar) {
          return ErrorCode.IN_USE;
        }
        collection.indexes.remove(index.getKey());
        return ErrorCode.OK;
      }
    }
    return ErrorCode.INDEX_NOT_FOUND;
  }

  /** All there is, in words that {@link #describe} has too. */
  String describe() {
    StringBuilder text = new StringBuilder();
    databases.forEach(
        (name, database) -> {
          text.append("database ").append(name).append('\n');
          database.collections.forEach(
              (collection, state) -> text.append(describe(collection, state)));
          database.aliases.forEach(
              (alias, target) ->
                  database.collections.forEach(
                      (collection, state) -> {
                        if (state == target) {
                          text.append(alias).append(" -> ").append(collection).append('\n');
                        }
                      }));
        });
    return text.toString();
  }

  private static String describe(String name, Collection state) {
    return "%s %s %s %s%n".formatted(name, state.partitions, state.indexes, state.loaded);
  }

  /** The catalog in the same words. */
  static String describe(Catalog catalog) {
    StringBuilder text = new StringBuilder();
    for (DatabaseInfo database : catalog.databases().values()) {
      text.append("database ").append(database.name()).append('\n');
      for (CollectionInfo collection : catalog.collections(database.name())) {
        TreeSet<String> partitions = new TreeSet<>();
        collection.partitions().forEach(partition -> partitions.add(partition.name()));
        TreeMap<String, List<String>> indexes = new TreeMap<>();
        collection
            .indexes()
            .forEach(
                index ->
                    indexes.put(
                        collection.schema().field(index.fieldId()).name(),
                        List.of(index.indexType(), index.metricType(), index.name())));
        text.append(
            "%s %s %s %s%n".formatted(collection.name(), partitions, indexes, collection.loaded()));
      }
      database
          .aliases()
          .forEach(
              (alias, id) ->
                  text.append(alias)
                      .append(" -> ")
                      .append(catalog.existing(id).name())
                      .append('\n'));
    }
    return text.toString();
  }
}
