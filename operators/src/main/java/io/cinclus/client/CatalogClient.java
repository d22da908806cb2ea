package io.cinclus.client;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.CommandOutcome;
import io.cinclus.catalog.IndexDefaults;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.catalog.SchemaCodec;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.LogServices;
import io.cinclus.operators.types.Shared.Lease;
import io.cinclus.search.FieldIndex;
import io.cinclus.text.TextAnalyzer;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateCollection;
import io.cinclus.v1.CreateIndex;
import io.cinclus.v1.LoadCollection;
import io.cinclus.v1.NodeStarted;
import io.cinclus.vector.Metric;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Appends commands to the catalog log and learns what became of them by folding the log up to its
 * own command. Thread-safe.
 */
public final class CatalogClient implements AutoCloseable {
  private static final int DELIVERY_TIMEOUT_MILLIS = 30_000;
  private static final int REQUEST_TIMEOUT_MILLIS = 10_000;
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final LogConfig log;
  private final Lease<LogServices> services;
  private final KafkaProducer<byte[], byte[]> producer;

  public CatalogClient(LogConfig log) {
    this.log = log;
    this.producer = producer(log);
    try {
      this.services = LogServices.SHARED.acquire(log);
    } catch (RuntimeException e) {
      producer.close(CLOSE_TIMEOUT);
      throw e;
    }
  }

  private static KafkaProducer<byte[], byte[]> producer(LogConfig log) {
    Properties properties = log.clientProperties();
    properties.setProperty(ProducerConfig.LINGER_MS_CONFIG, "0");
    properties.setProperty(ProducerConfig.ACKS_CONFIG, "all");
    properties.setProperty(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "true");
    properties.setProperty(
        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, String.valueOf(DELIVERY_TIMEOUT_MILLIS));
    properties.setProperty(
        ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, String.valueOf(REQUEST_TIMEOUT_MILLIS));
    return new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /**
   * Appends a command; refuses an index or an analyzer that cannot be built. Completes with its
   * outcome, or fails with {@link ErrorCode#WRITE_NOT_ACKNOWLEDGED}, and then it may have been
   * accepted all the same: appended again with the same id it has the outcome of the first.
   *
   * @param command a random id is set where it has none
   */
  public CompletableFuture<CommandOutcome> append(CatalogCommand command) {
    if (command.hasCreateCollection()) {
      checkAnalyzers(command.getCreateCollection());
    }
    return command.hasCreateIndex()
        ? current()
            .thenCompose(
                catalog -> {
                  checkIndex(command.getCreateIndex(), catalog);
                  return send(command);
                })
        : send(command);
  }

  private CompletableFuture<CommandOutcome> send(CatalogCommand command) {
    CatalogCommand named =
        command.getCommandId().isEmpty()
            ? command.toBuilder().setCommandId(UUID.randomUUID().toString()).build()
            : command;
    CompletableFuture<Long> offset = new CompletableFuture<>();
    producer.send(
        new ProducerRecord<>(log.catalogTopic(), 0, null, named.toByteArray()),
        (metadata, failure) -> {
          if (failure == null) {
            offset.complete(metadata.offset());
          } else {
            offset.completeExceptionally(
                new CinclusException(
                    ErrorCode.WRITE_NOT_ACKNOWLEDGED,
                    "%s did not acknowledge the command; append it again with id %s"
                        .formatted(log.catalogTopic(), named.getCommandId()),
                    failure));
          }
        });
    return offset
        .thenCompose(at -> services.value().catalog().atLeast(at + 1))
        .thenApply(catalog -> outcome(catalog, named.getCommandId()));
  }

  private static CommandOutcome outcome(Catalog catalog, String commandId) {
    return catalog
        .outcome(commandId)
        .orElseThrow(
            () ->
                new CinclusException(
                    ErrorCode.INTERNAL, "the outcome of command %s is lost".formatted(commandId)));
  }

  /** Appends a command and waits; returns its position, or throws what it was rejected for. */
  public long execute(CatalogCommand command) {
    return Futures.await(append(command)).positionIfAccepted();
  }

  /**
   * Creates a collection whose shards lie on channels one after another, beginning with one that
   * depends on its name; returns its id.
   */
  public long createCollection(
      String database, String collection, CollectionSchema schema, int shards) {
    return createCollection(
        CreateCollection.newBuilder()
            .setDatabase(database)
            .setCollection(collection)
            .setSchema(SchemaCodec.encode(schema)),
        shards);
  }

  /** The same of a collection that says more about itself. */
  public long createCollection(CreateCollection.Builder collection, int shards) {
    int channelCount = producer.partitionsFor(log.walTopic()).size();
    int base = Math.floorMod(collection.getCollection().hashCode(), channelCount);
    for (int shard = 0; shard < shards; shard++) {
      collection.addChannels((base + shard) % channelCount);
    }
    return execute(CatalogCommand.newBuilder().setCreateCollection(collection).build());
  }

  /**
   * Creates an index on a vector field of a collection of the default database; returns its id.
   *
   * @param params as in Milvus, {@code M} of an HNSW index for example
   */
  public long createIndex(
      String collection,
      String field,
      String indexType,
      Metric metric,
      Map<String, String> params) {
    return createIndex(
        CreateIndex.newBuilder()
            .setCollection(collection)
            .setField(field)
            .setIndexType(indexType)
            .setMetricType(metric.name())
            .putAllParams(params));
  }

  /**
   * Creates an index on a field of any type of a collection of the default database, on a vector
   * field with its default metric; returns its id.
   *
   * @param params as in Milvus, {@code json_path} of a JSON field for example
   */
  public long createIndex(
      String collection, String field, String indexType, Map<String, String> params) {
    return createIndex(
        CreateIndex.newBuilder()
            .setCollection(collection)
            .setField(field)
            .setIndexType(indexType)
            .putAllParams(params));
  }

  private long createIndex(CreateIndex.Builder index) {
    return execute(CatalogCommand.newBuilder().setCreateIndex(index).build());
  }

  private static void checkAnalyzers(CreateCollection collection) {
    for (io.cinclus.v1.FieldSchema field : collection.getSchema().getFieldsList()) {
      try {
        TextAnalyzer.of(field.getAnalysis().getParams());
      } catch (IllegalArgumentException e) {
        throw new CinclusException(
            ErrorCode.BAD_SCHEMA,
            "the analyzer of field '%s' cannot be built: %s"
                .formatted(field.getName(), e.getMessage()),
            e);
      }
    }
  }

  /**
   * Refuses what cannot be built. The catalog's fold does not know: releases build more and more.
   * What names no field is left to the fold.
   */
  private static void checkIndex(CreateIndex index, Catalog catalog) {
    CollectionSchema schema;
    FieldSchema field;
    try {
      CollectionInfo collection = catalog.collection(index.getDatabase(), index.getCollection());
      schema = collection.schema();
      field = collection.field(index.getField());
    } catch (CinclusException unknown) {
      return;
    }
    CreateIndex complete = IndexDefaults.complete(index, schema, field);
    if (complete.getIndexType().equals(IndexInfo.TEXT_MATCH)) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "an index of type %s is not created: a field with enable_match has one"
              .formatted(IndexInfo.TEXT_MATCH));
    }
    try {
      var unused =
          new FieldIndex(
              field, complete.getIndexType(), complete.getMetricType(), complete.getParamsMap());
    } catch (IllegalArgumentException e) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "the index on field '%s' cannot be built: %s".formatted(index.getField(), e.getMessage()),
          e);
    }
  }

  /** Has a collection of the default database loaded, so that it can be searched. */
  public void load(String collection) {
    execute(
        CatalogCommand.newBuilder()
            .setLoadCollection(LoadCollection.newBuilder().setCollection(collection))
            .build());
  }

  /** Announces a writer; the position is its id, which nobody else ever gets. */
  public long startNode(String name) {
    return execute(
        CatalogCommand.newBuilder()
            .setNodeStarted(
                NodeStarted.newBuilder().setName(name).setAtMillis(System.currentTimeMillis()))
            .build());
  }

  /** A catalog that has everything acknowledged before this call. */
  public Catalog newest() {
    return Futures.await(current());
  }

  /** The same as {@link #newest}, without waiting. */
  CompletableFuture<Catalog> current() {
    return services
        .value()
        .ends()
        .ask()
        .thenCompose(ends -> services.value().catalog().atLeast(ends.catalog()));
  }

  @Override
  public void close() {
    producer.close(CLOSE_TIMEOUT);
    Futures.close(services);
  }
}
