package io.cinclus.standalone.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.CatalogClient;
import io.cinclus.client.QueryVectors;
import io.cinclus.client.RequestClient;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowsCodec;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.standalone.text.TextTable;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.v1.PointInTime;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.QueryResult;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import io.cinclus.v1.Texts;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Searches a collection for the rows nearest to a vector, or to the vector of a row. */
@Command(
    name = "search",
    description = "Search a collection for the rows nearest to a vector or to another row.",
    mixinStandardHelpOptions = true)
final class SearchCommand implements Callable<Integer> {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final int MAX_CELL_WIDTH = 60;

  @Spec private CommandSpec spec;
  @Mixin private Connection connection;

  @Parameters(paramLabel = "COLLECTION", description = "Name or alias.")
  private String collection;

  @Option(names = "--database", defaultValue = "", description = "Default: the default database.")
  private String database;

  @ArgGroup(multiplicity = "1")
  private Query query;

  @Option(
      names = "--field",
      defaultValue = "",
      description = "The vector field, if there are many.")
  private String field;

  @Option(names = "--limit", defaultValue = "10", description = "Hits. Default: ${DEFAULT-VALUE}.")
  private int limit;

  @Option(names = "--filter", defaultValue = "", description = "Such as: year > 2000")
  private String filter;

  @Option(
      names = "--output-fields",
      split = ",",
      description = "Fields to show, separated by commas; *: all. Default: none.")
  private List<String> outputFields = new ArrayList<>();

  @Option(
      names = "--consistency",
      defaultValue = "strong",
      description = "strong, bounded or eventually. Default: ${DEFAULT-VALUE}.")
  private String consistency;

  @Option(
      names = "--as-of",
      description =
          "Search the rows as they were at a time, such as 2026-11-28T09:30:00Z. Default: now.")
  private @Nullable Instant asOf;

  /** What to search for. */
  static final class Query {
    @Option(names = "--vector", required = true, description = VectorArgument.DESCRIPTION)
    private @Nullable String vector;

    @Option(names = "--id", required = true, description = "The key of a row whose vector to use.")
    private @Nullable String id;
  }

  @Override
  public Integer call() throws InterruptedException, IOException {
    ConsistencyLevel level = level();
    LogConfig log = connection.open();
    try (CatalogClient catalog = new CatalogClient(log);
        RequestClient requests = new RequestClient(log, connection.headers())) {
      CollectionInfo info = catalog.newest().collection(database, collection);
      QueryVector vector =
          query.vector == null
              ? vectorOf(requests, info, level)
              : VectorArgument.read(query.vector, VectorArgument.field(info, field));
      Reply reply = requests.get(request(vector, level), TIMEOUT);
      PrintWriter out = spec.commandLine().getOut();
      JsonNode json = Json.of(reply);
      out.print(connection.json() ? Json.print(json) + System.lineSeparator() : table(json));
      out.flush();
    }
    return 0;
  }

  private Request request(QueryVector vector, ConsistencyLevel level) {
    return asked(level)
        .setSearch(
            SearchRequest.newBuilder()
                .setCollection(collection)
                .setVectorField(field)
                .addVectors(vector)
                .setLimit(limit)
                .setFilter(filter)
                .addAllOutputFields(outputFields))
        .build();
  }

  private Request.Builder asked(ConsistencyLevel level) {
    Request.Builder request = Request.newBuilder().setDatabase(database).setConsistency(level);
    return asOf == null
        ? request
        : request.setAsOf(PointInTime.newBuilder().setTimeMillis(asOf.toEpochMilli()));
  }

  private ConsistencyLevel level() {
    return switch (consistency.toLowerCase(Locale.ROOT)) {
      case "strong" -> ConsistencyLevel.STRONG;
      case "bounded" -> ConsistencyLevel.BOUNDED;
      case "eventually" -> ConsistencyLevel.EVENTUALLY;
      default ->
          throw bad(
              "--consistency is '%s': use strong, bounded or eventually".formatted(consistency));
    };
  }

  private QueryVector vectorOf(
      RequestClient requests, CollectionInfo info, ConsistencyLevel level) {
    FieldSchema vectorField = VectorArgument.field(info, field);
    Request request =
        asked(level)
            .setQuery(
                QueryRequest.newBuilder()
                    .setCollection(collection)
                    .setKeys(key(info))
                    .addOutputFields(vectorField.name()))
            .build();
    QueryResult result = requests.get(request, TIMEOUT).getQuery();
    if (result.getFields().getRowCount() == 0) {
      throw bad("there is no row '%s' in collection '%s'".formatted(query.id, collection));
    }
    return QueryVectors.of(
        RowsCodec.decode(result.getFields(), info.schema()).column(vectorField.id()), 0);
  }

  private Keys key(CollectionInfo info) {
    String id = String.valueOf(query.id);
    if (!info.schema().primaryKey().type().isInteger()) {
      return Keys.newBuilder().setTexts(Texts.newBuilder().addValues(id)).build();
    }
    try {
      return Keys.newBuilder().setLongs(Longs.newBuilder().addValues(Long.parseLong(id))).build();
    } catch (NumberFormatException e) {
      throw new CinclusException(
          ErrorCode.BAD_REQUEST, "--id is '%s', but the key is a number".formatted(id), e);
    }
  }

  /** The hits of a reply, with a column for each field that one of them has. */
  static String table(JsonNode reply) {
    JsonNode hits = reply.path("hits").path(0);
    Set<String> fields = new LinkedHashSet<>();
    hits.forEach(hit -> hit.path("fields").fieldNames().forEachRemaining(fields::add));
    List<String> headings = new ArrayList<>(List.of(">rank", ">id", ">distance"));
    headings.addAll(fields);
    TextTable table = new TextTable(headings.toArray(String[]::new));
    int rank = 1;
    for (JsonNode hit : hits) {
      List<Object> row = new ArrayList<>();
      row.add(rank++);
      row.add(hit.path("id").asText());
      row.add(String.format(Locale.ROOT, "%.4f", hit.path("distance").floatValue()));
      for (String name : fields) {
        JsonNode value = hit.path("fields").path(name);
        row.add(
            TextTable.shorten(
                value.isTextual() ? value.textValue() : value.toString(), MAX_CELL_WIDTH));
      }
      table.row(row.toArray());
    }
    StringBuilder text = new StringBuilder(table.render());
    reply.path("warnings").forEach(w -> text.append("warning: ").append(w.asText()).append('\n'));
    return text.toString();
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_REQUEST, message);
  }
}
