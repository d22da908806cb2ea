package io.cinclus.client;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.WalWriter.Target;
import io.cinclus.filter.Filter;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.serve.AskedVectors;
import io.cinclus.operators.standing.MatchTopics;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.DropStandingQuery;
import io.cinclus.v1.Marker;
import io.cinclus.v1.RegisterStandingQuery;
import io.cinclus.v1.StandingQueryBegin;
import io.cinclus.v1.StandingQueryEnd;
import io.cinclus.v1.StandingQueryInfo;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * Registers standing queries and drops them. Both are done when a marker stands in every channel of
 * the collection: exactly the rows between the two count. Repeating either is right after a
 * failure, {@link ErrorCode#WRITE_NOT_ACKNOWLEDGED} for example, and finishes it.
 *
 * <p>Thread-safe. The client that it uses is the caller's to close.
 */
public final class StandingQueries implements AutoCloseable {
  private final LogConfig log;
  private final CinclusClient client;
  private final Lease<MatchTopics> topics;

  public StandingQueries(LogConfig log, CinclusClient client) {
    this.log = log;
    this.client = client;
    this.topics = MatchTopics.SHARED.acquire(log);
  }

  /**
   * What a registration did.
   *
   * @param query as the catalog has it
   * @param positions on each channel; rows above it count
   */
  public record Registered(StandingQueryInfo query, Map<Integer, Long> positions) {}

  /**
   * Registers a query. One that is registered already goes on as it is; its positions then are
   * those of further markers, above its own.
   *
   * @param query without a topic: its matches go to {@link LogConfig#matchesTopic}
   * @throws CinclusException where the query is not one that can be asked, or its topic does not
   *     exist; the future fails with what the catalog says
   */
  public CompletableFuture<Registered> register(RegisterStandingQuery query) {
    RegisterStandingQuery complete =
        query.getTopic().isEmpty() ? query.toBuilder().setTopic(log.matchesTopic()).build() : query;
    checkTopic(complete.getTopic());
    return client
        .catalog()
        .current()
        .thenCompose(
            catalog -> {
              check(complete, catalog);
              return client
                  .catalog()
                  .append(CatalogCommand.newBuilder().setRegisterStandingQuery(complete).build());
            })
        .thenCompose(
            outcome -> {
              var unused = outcome.positionIfAccepted();
              return begin(complete);
            });
  }

  private CompletableFuture<Registered> begin(RegisterStandingQuery query) {
    return client
        .catalog()
        .current()
        .thenComposeAsync( // Appending may wait.
            catalog -> {
              CollectionInfo collection =
                  catalog.collection(query.getDatabase(), query.getCollection());
              StandingQueryInfo info = collection.standingQuery(query.getName());
              StandingQueryBegin begin =
                  StandingQueryBegin.newBuilder()
                      .setInfo(info)
                      .setVector(query.getVector())
                      .setDatabase(collection.database())
                      .setCollection(collection.name())
                      .setCollectionId(collection.id())
                      .build();
              Marker marker = Marker.newBuilder().setStandingQueryBegin(begin).build();
              return client
                  .writer()
                  .mark(target(collection), marker)
                  .thenApply(positions -> new Registered(info, positions));
            })
        .thenCompose(registered -> requireStill(query, registered));
  }

  /** One that somebody has dropped meanwhile may go on for a while, and then is forgotten. */
  private CompletableFuture<Registered> requireStill(
      RegisterStandingQuery query, Registered registered) {
    return client
        .catalog()
        .current()
        .thenApply(
            catalog -> {
              StandingQueryInfo now =
                  catalog
                      .collection(query.getDatabase(), query.getCollection())
                      .standingQuery(query.getName());
              if (now.getId() != registered.query().getId()) {
                throw new CinclusException(
                    ErrorCode.STANDING_QUERY_EXISTS,
                    "standing query '%s' was dropped and registered anew meanwhile: register it again"
                        .formatted(query.getName()));
              }
              return registered;
            });
  }

  private static void check(RegisterStandingQuery query, Catalog catalog) {
    CollectionInfo collection = catalog.collection(query.getDatabase(), query.getCollection());
    var unused = Filter.compile(query.getFilter(), collection.schema());
    if (!query.getVectorField().isEmpty()) {
      AskedVectors.check(List.of(query.getVector()), collection.field(query.getVectorField()));
    } else if (collection.schema().vectorFields().size() == 1) {
      AskedVectors.check(List.of(query.getVector()), collection.schema().vectorFields().get(0));
    }
  }

  private void checkTopic(String topic) {
    if (!topics.value().has(topic)) {
      topics.value().look();
    }
    if (!topics.value().has(topic)) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "there is no topic '%s' that matches may go to: create it (those that begin with '%s.' are not for them, save %s)"
              .formatted(topic, log.topicPrefix(), log.matchesTopic()));
    }
  }

  private static Target target(CollectionInfo collection) {
    return new Target(collection.database(), collection.name(), "").pinnedTo(collection.id());
  }

  /**
   * Drops a query. Its end is marked before the catalog forgets it, so that who is interrupted can
   * do it again.
   *
   * @return the position on each channel above which no row counts; the future fails with {@link
   *     ErrorCode#STANDING_QUERY_NOT_FOUND} where there is none of the name, or it was dropped
   *     meanwhile, whatever has its name by then
   */
  public CompletableFuture<Map<Integer, Long>> drop(
      String database, String collection, String name) {
    return client
        .catalog()
        .current()
        .thenComposeAsync( // Appending may wait.
            catalog -> {
              CollectionInfo found = catalog.collection(database, collection);
              long id = found.standingQuery(name).getId();
              StandingQueryEnd end = StandingQueryEnd.newBuilder().setId(id).build();
              DropStandingQuery drop =
                  DropStandingQuery.newBuilder()
                      .setDatabase(database)
                      .setCollection(collection)
                      .setName(name)
                      .setId(id)
                      .build();
              return client
                  .writer()
                  .mark(target(found), Marker.newBuilder().setStandingQueryEnd(end).build())
                  .thenCompose(positions -> forget(drop, positions));
            });
  }

  private CompletableFuture<Map<Integer, Long>> forget(
      DropStandingQuery drop, Map<Integer, Long> positions) {
    return client
        .catalog()
        .append(CatalogCommand.newBuilder().setDropStandingQuery(drop).build())
        .thenApply(
            outcome -> {
              var unused = outcome.positionIfAccepted();
              return positions;
            });
  }

  /** The standing queries of a collection, by name. */
  public List<StandingQueryInfo> list(String database, String collection) {
    return client.catalog().newest().collection(database, collection).standingQueries().values();
  }

  @Override
  public void close() {
    Futures.close(topics);
  }
}
