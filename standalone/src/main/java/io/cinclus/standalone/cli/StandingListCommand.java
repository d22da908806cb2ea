package io.cinclus.standalone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.CatalogClient;
import io.cinclus.standalone.text.TextTable;
import io.cinclus.v1.MatchDelivery;
import io.cinclus.v1.MatchFormat;
import io.cinclus.v1.StandingQueryInfo;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import java.util.function.BiConsumer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the standing queries of all collections. */
@Command(
    name = "list",
    description = "List the standing queries of all collections.",
    mixinStandardHelpOptions = true)
final class StandingListCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Connection connection;

  @Override
  public Integer call() throws InterruptedException {
    Catalog catalog;
    try (CatalogClient client = new CatalogClient(connection.open())) {
      catalog = client.newest();
    }
    PrintWriter out = spec.commandLine().getOut();
    out.print(connection.json() ? json(catalog) + System.lineSeparator() : table(catalog));
    out.flush();
    return 0;
  }

  private static void forEach(
      Catalog catalog, BiConsumer<CollectionInfo, StandingQueryInfo> visitor) {
    for (String database : catalog.databases().keys()) {
      for (CollectionInfo collection : catalog.collections(database)) {
        collection.standingQueries().forEach((name, query) -> visitor.accept(collection, query));
      }
    }
  }

  static String table(Catalog catalog) {
    TextTable table =
        new TextTable(
            "database",
            "collection",
            "query",
            "field",
            "metric",
            ">radius",
            "filter",
            "topic",
            "delivery");
    forEach(
        catalog,
        (collection, query) ->
            table.row(
                collection.database(),
                collection.name(),
                query.getName(),
                collection.schema().field(query.getFieldId()).name(),
                query.getMetricType(),
                query.getRadius(),
                query.getFilter(),
                query.getTopic(),
                delivery(query)));
    return table.render();
  }

  private static String delivery(StandingQueryInfo query) {
    return query.getDelivery() == MatchDelivery.MATCH_EXACTLY_ONCE
        ? "exactly once"
        : "at least once";
  }

  static String json(Catalog catalog) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    forEach(
        catalog,
        (collection, query) -> {
          ObjectNode one = all.addObject();
          one.put("database", collection.database())
              .put("collection", collection.name())
              .put("query", query.getName())
              .put("id", query.getId())
              .put("field", collection.schema().field(query.getFieldId()).name())
              .put("metric_type", query.getMetricType())
              .put("radius", query.getRadius())
              .put("filter", query.getFilter())
              .put("topic", query.getTopic())
              .put("json", query.getFormat() == MatchFormat.MATCH_JSON)
              .put("delivery", delivery(query));
        });
    return Json.print(all);
  }
}
