package io.cinclus.operators.log;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.operators.types.Shared.Lease;
import java.util.concurrent.TimeUnit;

/** Looks for standing queries in the catalog. Stateless; waits for Kafka. */
@SuppressWarnings("try") // Closing may wait.
final class StandingQueryCheck {
  private static final long TIMEOUT_SECONDS = 30;

  private StandingQueryCheck() {}

  /** Whether any collection has one, in a catalog that has all that was acknowledged before. */
  static boolean isAnyRegistered(LogConfig log) {
    try (Lease<LogServices> services = LogServices.SHARED.acquire(log)) {
      Catalog catalog =
          services
              .value()
              .ends()
              .ask()
              .thenCompose(ends -> services.value().catalog().atLeast(ends.catalog()))
              .get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      return catalog.collections().values().stream()
          .map(CollectionInfo::standingQueries)
          .anyMatch(queries -> queries.size() > 0);
    } catch (Exception e) { // Closing may throw anything.
      throw new IllegalStateException(
          "the catalog cannot be read, which tells where standing queries begin", e);
    }
  }
}
