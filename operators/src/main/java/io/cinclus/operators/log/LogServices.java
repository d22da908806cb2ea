package io.cinclus.operators.log;

import io.cinclus.operators.catalog.CatalogFollower;
import io.cinclus.operators.catalog.CatalogView;
import io.cinclus.operators.types.Shared;

/**
 * What every operator of a JVM shares that works with the same logs: the folded catalog and the
 * logs' ends. Thread-safe.
 *
 * @param catalog as it is folded
 * @param ends of the logs
 */
public record LogServices(CatalogView catalog, EndPositions ends) implements AutoCloseable {
  public static final Shared<LogConfig, LogServices> SHARED =
      new Shared<>(log -> new LogServices(new CatalogFollower(log), new KafkaEndPositions(log)));

  @Override
  public void close() {
    catalog.close();
    ends.close();
  }
}
