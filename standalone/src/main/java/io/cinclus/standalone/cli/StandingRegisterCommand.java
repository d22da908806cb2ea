package io.cinclus.standalone.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.client.CinclusClient;
import io.cinclus.client.StandingQueries;
import io.cinclus.client.StandingQueries.Registered;
import io.cinclus.model.CinclusException;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.v1.MatchDelivery;
import io.cinclus.v1.MatchFormat;
import io.cinclus.v1.RegisterStandingQuery;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Registers a standing query. */
@Command(
    name = "register",
    description = "Publish every row that is written from now on and is near enough to a vector.",
    mixinStandardHelpOptions = true)
final class StandingRegisterCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private Connection connection;

  @Parameters(paramLabel = "COLLECTION", description = "Name or alias.")
  private String collection;

  @Parameters(paramLabel = "NAME", description = "Of the query; unique in the collection.")
  private String name;

  @Option(names = "--database", defaultValue = "", description = "Default: the default one.")
  private String database;

  @Option(names = "--vector", required = true, description = VectorArgument.DESCRIPTION)
  private String vector;

  @Option(
      names = "--radius",
      required = true,
      description = "Rows match whose distance is better: smaller, or of IP and COSINE larger.")
  private float radius;

  @Option(names = "--field", defaultValue = "", description = "The vector field, if several.")
  private String field;

  @Option(names = "--metric", defaultValue = "", description = "Default: that of the index.")
  private String metric;

  @Option(names = "--filter", defaultValue = "", description = "That rows must pass.")
  private String filter;

  @Option(
      names = "--output",
      split = ",",
      defaultValue = "",
      description = "Fields that a match brings along; * for all.")
  private List<String> output;

  @Option(
      names = "--topic",
      defaultValue = "",
      description = "Where matches go; it must exist. Default: PREFIX.matches.")
  private String topic;

  @Option(names = "--protobuf", description = "Publish Protobuf and not JSON.")
  private boolean protobuf;

  @Option(
      names = "--exactly-once",
      description = "Publish in a transaction for each checkpoint, once for who reads committed.")
  private boolean exactlyOnce;

  @Override
  public Integer call() throws IOException, InterruptedException {
    LogConfig log = connection.open();
    try (CinclusClient client = CinclusClient.connect(log, "standing", connection.headers());
        StandingQueries queries = new StandingQueries(log, client)) {
      print(queries.register(query(client)).join());
      return 0;
    } catch (CompletionException e) {
      throw e.getCause() instanceof CinclusException known ? known : e;
    }
  }

  private RegisterStandingQuery query(CinclusClient client) throws IOException {
    CollectionInfo info = client.catalog().newest().collection(database, collection);
    return RegisterStandingQuery.newBuilder()
        .setDatabase(database)
        .setCollection(collection)
        .setName(name)
        .setVectorField(field)
        .setVector(VectorArgument.read(vector, VectorArgument.field(info, field)))
        .setMetricType(metric)
        .setRadius(radius)
        .setFilter(filter)
        .addAllOutputFields(output.stream().filter(one -> !one.isEmpty()).toList())
        .setTopic(topic)
        .setFormat(protobuf ? MatchFormat.MATCH_PROTOBUF : MatchFormat.MATCH_JSON)
        .setDelivery(
            exactlyOnce ? MatchDelivery.MATCH_EXACTLY_ONCE : MatchDelivery.MATCH_AT_LEAST_ONCE)
        .build();
  }

  private void print(Registered registered) {
    String text;
    if (connection.json()) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("id", registered.query().getId()).put("topic", registered.query().getTopic());
      ObjectNode positions = json.putObject("positions");
      registered.positions().forEach((channel, at) -> positions.put(channel.toString(), at));
      text = Json.print(json);
    } else {
      text =
          "standing query %s (%d) publishes to %s what is written above %s"
              .formatted(
                  name,
                  registered.query().getId(),
                  registered.query().getTopic(),
                  registered.positions());
    }
    spec.commandLine().getOut().println(text);
    spec.commandLine().getOut().flush();
  }
}
