package io.cinclus.catalog;

import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateIndex;
import java.util.List;
import java.util.Random;

/** Commands over few names, so that they meet: most are accepted, some rejected. */
final class RandomCommands {
  private static final List<String> DATABASES =
      List.of("default", "default", "default", "default", "default", "shop");
  private static final List<String> COLLECTIONS = List.of("a", "b", "c", "x");
  private static final List<String> ALIASES = List.of("x", "y", "a");
  private static final List<String> PARTITIONS = List.of("p", "q", "_default");
  private static final List<String> FIELDS =
      List.of("vector", "other", "vector", "other", "text", "none");
  private static final List<String> INDEXES = List.of("", "", "", "vector", "other", "i");

  private static final List<String> TYPES = List.of("HNSW", "FLAT", "");

  private final Random random;

  RandomCommands(Random random) {
    this.random = random;
  }

  CatalogCommand.Builder next() {
    String database = pick(DATABASES);
    String name = random.nextInt(8) == 0 ? pick(ALIASES) : pick(COLLECTIONS);
    return switch (random.nextInt(20)) {
      case 0 -> Commands.createDatabase("shop");
      case 1 -> Commands.dropDatabase(database);
      case 2, 3, 16 -> Commands.createCollection(database, name);
      case 4 -> Commands.dropCollection(database, name);
      case 5, 17 -> Commands.createPartition(database, name, pick(PARTITIONS));
      case 6 -> Commands.dropPartition(database, name, pick(PARTITIONS));
      case 7, 8, 9, 10 -> index(database, name);
      case 11 -> Commands.dropIndex(database, name, pick(FIELDS));
      case 12 -> Commands.createAlias(database, name, pick(ALIASES));
      case 13 -> Commands.alterAlias(database, name, pick(ALIASES));
      case 14 -> Commands.dropAlias(database, pick(ALIASES));
      case 15 -> Commands.load(database, name);
      default -> Commands.release(database, name);
    };
  }

  private CatalogCommand.Builder index(String database, String collection) {
    String field = pick(FIELDS);
    boolean scalar = field.equals("text") ^ (random.nextInt(10) == 0);
    return Commands.createIndex(
        CreateIndex.newBuilder()
            .setDatabase(database)
            .setCollection(collection)
            .setField(field)
            .setIndex(pick(INDEXES))
            .setIndexType(pick(TYPES))
            .setMetricType(scalar ? "" : "L2"));
  }

  private String pick(List<String> names) {
    return names.get(random.nextInt(names.size()));
  }
}
