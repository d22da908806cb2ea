package io.cinclus.standalone.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.client.CatalogClient;
import io.cinclus.client.RequestClient;
import io.cinclus.model.CinclusException;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.standalone.text.TextTable;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Request;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Lists the collections of all databases. */
@Command(
    name = "collections",
    description = "List the collections of a running Cinclus.",
    mixinStandardHelpOptions = true)
final class CollectionsCommand implements Callable<Integer> {
  private static final Duration COUNT_TIMEOUT = Duration.ofSeconds(20);

  @Spec private CommandSpec spec;
  @Mixin private Connection connection;

  /**
   * A collection and its rows.
   *
   * @param info of the catalog
   * @param rows live ones; null where they could not be counted
   * @param reason why not; empty where they were counted
   */
  record Counted(CollectionInfo info, @Nullable Long rows, String reason) {}

  @Override
  public Integer call() throws InterruptedException {
    List<Counted> collections = read(connection.open());
    PrintWriter out = spec.commandLine().getOut();
    out.print(connection.json() ? json(collections) + System.lineSeparator() : table(collections));
    out.flush();
    return 0;
  }

  private List<Counted> read(LogConfig log) {
    List<Counted> collections = new ArrayList<>();
    try (CatalogClient client = new CatalogClient(log);
        RequestClient requests = new RequestClient(log, connection.headers())) {
      Catalog catalog = client.newest();
      for (String database : catalog.databases().keys()) {
        for (CollectionInfo info : catalog.collections(database)) {
          collections.add(count(info, one -> ask(requests, one)));
        }
      }
    }
    return collections;
  }

  /** Counts the rows of a collection; one that cannot be counted does not hide the others. */
  static Counted count(CollectionInfo info, ToLongFunction<CollectionInfo> counter) {
    if (!info.loaded()) {
      return new Counted(info, null, "it is not loaded");
    }
    try {
      return new Counted(info, counter.applyAsLong(info), "");
    } catch (CinclusException e) {
      return new Counted(info, null, e.code() + ": " + e.getMessage());
    }
  }

  private static long ask(RequestClient requests, CollectionInfo collection) {
    Request request =
        Request.newBuilder()
            .setDatabase(collection.database())
            .setQuery(QueryRequest.newBuilder().setCollection(collection.name()).setCount(true))
            .build();
    return requests.get(request, COUNT_TIMEOUT).getQuery().getCount();
  }

  static String table(List<Counted> collections) {
    TextTable table =
        new TextTable("database", "collection", ">rows", ">shards", "loaded", "indexes");
    for (Counted collection : collections) {
      CollectionInfo info = collection.info();
      table.row(
          info.database(),
          info.name(),
          collection.rows() == null ? "-" : collection.rows(),
          info.shardCount(),
          info.loaded() ? "yes" : "no",
          info.indexes().stream()
              .map(index -> describe(info, index))
              .collect(Collectors.joining(", ")));
    }
    StringBuilder text = new StringBuilder(table.render());
    for (Counted collection : collections) {
      if (collection.info().loaded() && collection.rows() == null) {
        text.append("not counted: ")
            .append(collection.info().name())
            .append(": ")
            .append(collection.reason())
            .append(System.lineSeparator());
      }
    }
    return text.toString();
  }

  private static String describe(CollectionInfo collection, IndexInfo index) {
    String params =
        index.params().entrySet().stream()
            .map(param -> " " + param.getKey() + "=" + param.getValue())
            .collect(Collectors.joining());
    return "%s %s %s%s"
        .formatted(
            collection.schema().field(index.fieldId()).name(),
            index.indexType(),
            index.metricType(),
            params)
        .strip();
  }

  private static String json(List<Counted> collections) {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    for (Counted collection : collections) {
      CollectionInfo info = collection.info();
      ObjectNode one = all.addObject();
      one.put("database", info.database()).put("collection", info.name()).put("id", info.id());
      one.put("rows", collection.rows());
      if (collection.rows() == null) {
        one.put("reason", collection.reason());
      }
      one.put("shards", info.shardCount()).put("loaded", info.loaded());
      ArrayNode indexes = one.putArray("indexes");
      for (IndexInfo index : info.indexes()) {
        ObjectNode json =
            indexes
                .addObject()
                .put("name", index.name())
                .put("field", info.schema().field(index.fieldId()).name())
                .put("index_type", index.indexType())
                .put("metric_type", index.metricType());
        ObjectNode params = json.putObject("params");
        index.params().forEach(params::put);
      }
    }
    return Json.print(all);
  }
}
