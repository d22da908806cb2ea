package io.cinclus.catalog;

import com.google.protobuf.ByteString;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.v1.DropStandingQuery;
import io.cinclus.v1.MatchDelivery;
import io.cinclus.v1.MatchFormat;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.QueryVector.KindCase;
import io.cinclus.v1.RegisterStandingQuery;
import io.cinclus.v1.StandingQueryInfo;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * What becomes of standing queries; {@link CinclusException} where a command is rejected. The
 * catalog keeps a digest of a vector in its place. Whether the filter can be compiled and the topic
 * exists is checked at the edge. Pure.
 */
final class StandingQueryFold {
  /** What Kafka takes. */
  private static final Pattern TOPIC = Pattern.compile("[a-zA-Z0-9._-]+");

  /** Stands for all fields. */
  private static final String ALL = "*";

  private StandingQueryFold() {}

  static Catalog register(Catalog catalog, RegisterStandingQuery command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    String name = Names.check(ErrorCode.BAD_PARAMETER, "standing query", command.getName());
    StandingQueryInfo info = info(catalog.position(), collection, command);
    PersistentMap<String, StandingQueryInfo> queries = collection.standingQueries();
    StandingQueryInfo known = queries.get(name);
    if (known != null) {
      if (known.equals(info.toBuilder().setId(known.getId()).build())) {
        return catalog;
      }
      throw new CinclusException(
          ErrorCode.STANDING_QUERY_EXISTS,
          "there is another standing query %s on collection %s already: drop it, or choose another name"
              .formatted(Names.quote(name), Names.quote(collection.name())));
    }
    if (queries.size() >= CatalogLimits.MAX_STANDING_QUERIES_PER_COLLECTION) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "collection %s has %d standing queries, as many as it may have: drop one first"
              .formatted(
                  Names.quote(collection.name()),
                  CatalogLimits.MAX_STANDING_QUERIES_PER_COLLECTION));
    }
    return catalog.withCollection(collection.withStandingQueries(queries.with(name, info)));
  }

  static Catalog drop(Catalog catalog, DropStandingQuery command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    StandingQueryInfo known = collection.standingQuery(command.getName());
    if (command.getId() != 0 && command.getId() != known.getId()) {
      throw new CinclusException(
          ErrorCode.STANDING_QUERY_NOT_FOUND,
          "standing query %s on collection %s was dropped and registered anew meanwhile: drop it again if that one is meant"
              .formatted(Names.quote(known.getName()), Names.quote(collection.name())));
    }
    return catalog.withCollection(
        collection.withStandingQueries(collection.standingQueries().without(known.getName())));
  }

  private static StandingQueryInfo info(
      long id, CollectionInfo collection, RegisterStandingQuery command) {
    FieldSchema field = field(collection, command.getVectorField());
    checkVector(command.getVector(), field, collection.schema());
    if (!Float.isFinite(command.getRadius())) {
      throw bad("the radius is %s: give a finite number".formatted(command.getRadius()));
    }
    int filterLength = command.getFilter().length();
    if (filterLength > CatalogLimits.MAX_STANDING_FILTER_LENGTH) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "the filter of a standing query may have %d characters, not %d: shorten it"
              .formatted(CatalogLimits.MAX_STANDING_FILTER_LENGTH, filterLength));
    }
    if (command.getFormat() == MatchFormat.UNRECOGNIZED
        || command.getDelivery() == MatchDelivery.UNRECOGNIZED) {
      throw bad(
          "the format or the delivery of the matches is none that fold version 1 knows: upgrade");
    }
    return StandingQueryInfo.newBuilder()
        .setId(id)
        .setName(command.getName())
        .setFieldId(field.id())
        .setMetricType(metric(command.getMetricType(), field, collection))
        .setRadius(command.getRadius())
        .setFilter(command.getFilter().strip())
        .addAllOutputFieldIds(outputFieldIds(collection, command.getOutputFieldsList()))
        .setTopic(topic(command.getTopic()))
        .setFormat(command.getFormat())
        .setDelivery(command.getDelivery())
        .setVectorDigest(digest(command.getVector()))
        .build();
  }

  private static FieldSchema field(CollectionInfo collection, String name) {
    if (!name.isEmpty()) {
      return collection.field(name);
    }
    List<FieldSchema> vectors = collection.schema().vectorFields();
    if (vectors.size() != 1) {
      throw bad(
          "collection %s has several vector fields: set vector_field to one of %s"
              .formatted(
                  Names.quote(collection.name()),
                  vectors.stream().map(FieldSchema::name).toList()));
    }
    return vectors.get(0);
  }

  private static void checkVector(QueryVector vector, FieldSchema field, CollectionSchema schema) {
    KindCase kind = kind(field);
    if (schema.functionOf(field).isPresent()) {
      throw bad(
          "a function fills field %s, and its scores depend on all rows that there are: no standing query can ask for them"
              .formatted(Names.quote(field.name())));
    }
    if (vector.getKindCase() != kind) {
      throw new CinclusException(
          ErrorCode.BAD_VECTOR,
          "the vector is of kind %s, field %s of type %s: send one of kind %s"
              .formatted(vector.getKindCase(), Names.quote(field.name()), field.type(), kind));
    }
    int dimension =
        switch (kind) {
          case DENSE -> vector.getDense().getValuesCount();
          case BINARY -> vector.getBinary().size() * Byte.SIZE;
          default -> 0;
        };
    if (kind != KindCase.SPARSE && dimension != field.limits().dimension()) {
      throw new CinclusException(
          ErrorCode.BAD_VECTOR,
          "the vector has dimension %d, field %s has %d: embed with the collection's model"
              .formatted(dimension, Names.quote(field.name()), field.limits().dimension()));
    }
  }

  private static KindCase kind(FieldSchema field) {
    if (!field.type().isVector()) {
      throw bad(
          "field %s is of type %s: name a vector field"
              .formatted(Names.quote(field.name()), field.type()));
    }
    return switch (field.type()) {
      case BINARY_VECTOR -> KindCase.BINARY;
      case SPARSE_FLOAT_VECTOR -> KindCase.SPARSE;
      default -> KindCase.DENSE;
    };
  }

  private static String metric(String asked, FieldSchema field, CollectionInfo collection) {
    List<String> metrics = IndexDefaults.metrics(collection.schema(), field);
    String metric = asked.toUpperCase(Locale.ROOT);
    if (metric.isEmpty()) {
      metric = collection.indexOn(field.id()).map(IndexInfo::metricType).orElse(metrics.get(0));
    }
    if (!metrics.contains(metric)) {
      throw bad(
          "vectors of field %s are not compared by %s: choose one of %s"
              .formatted(Names.quote(field.name()), Names.quote(metric), metrics));
    }
    return metric;
  }

  private static List<Integer> outputFieldIds(CollectionInfo collection, List<String> names) {
    CollectionSchema schema = collection.schema();
    names.stream().filter(name -> !name.equals(ALL)).forEach(collection::field);
    boolean all = names.contains(ALL);
    return schema.fields().stream()
        .filter(
            field -> names.contains(field.name()) || (all && schema.functionOf(field).isEmpty()))
        .map(FieldSchema::id)
        .sorted()
        .toList();
  }

  private static String topic(String topic) {
    boolean isOne =
        topic.length() <= CatalogLimits.MAX_TOPIC_LENGTH
            && TOPIC.matcher(topic).matches()
            && !topic.equals(".")
            && !topic.equals("..");
    if (!isOne) {
      throw bad(
          "%s is no name for a topic: use 1 to %d letters, digits, dots, underscores and hyphens"
              .formatted(Names.quote(topic), CatalogLimits.MAX_TOPIC_LENGTH));
    }
    return topic;
  }

  private static ByteString digest(QueryVector vector) {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return ByteString.copyFrom(Objects.requireNonNull(sha.digest(vector.toByteArray())));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JVM has SHA-256", e);
    }
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_PARAMETER, message);
  }
}
