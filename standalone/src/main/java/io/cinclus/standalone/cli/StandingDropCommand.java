package io.cinclus.standalone.cli;

import io.cinclus.client.CinclusClient;
import io.cinclus.client.StandingQueries;
import io.cinclus.model.CinclusException;
import io.cinclus.operators.log.LogConfig;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Drops a standing query. */
@Command(
    name = "drop",
    description = "Publish no row any more that is written from now on.",
    mixinStandardHelpOptions = true)
final class StandingDropCommand implements Callable<Integer> {
  @Mixin private Connection connection;

  @Parameters(paramLabel = "COLLECTION", description = "Name or alias.")
  private String collection;

  @Parameters(paramLabel = "NAME", description = "Of the query.")
  private String name;

  @Option(names = "--database", defaultValue = "", description = "Default: the default one.")
  private String database;

  @Override
  public Integer call() throws InterruptedException {
    LogConfig log = connection.open();
    try (CinclusClient client = CinclusClient.connect(log, "standing", connection.headers());
        StandingQueries queries = new StandingQueries(log, client)) {
      queries.drop(database, collection, name).join();
      return 0;
    } catch (CompletionException e) {
      throw e.getCause() instanceof CinclusException known ? known : e;
    }
  }
}
