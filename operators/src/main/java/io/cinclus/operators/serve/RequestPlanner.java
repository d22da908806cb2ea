package io.cinclus.operators.serve;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CollectionInfo;
import io.cinclus.catalog.IndexInfo;
import io.cinclus.catalog.PartitionInfo;
import io.cinclus.catalog.SchemaCodec;
import io.cinclus.filter.Filter;
import io.cinclus.index.IndexType;
import io.cinclus.index.SearchParams;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.operators.log.ChannelKeys;
import io.cinclus.v1.ChannelRequest;
import io.cinclus.v1.Keys;
import io.cinclus.v1.MergeEvent;
import io.cinclus.v1.MergePlan;
import io.cinclus.v1.OpenRequest;
import io.cinclus.v1.PlanOutput;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import io.cinclus.vector.Metric;
import io.cinclus.vector.ScoreRange;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns a request into what each channel is asked, or says what is wrong with it. A pure function
 * of the request, the catalog, and where the logs ended.
 */
final class RequestPlanner {
  /** The most hits (with the offset) of one query vector, and the most rows of a query. */
  static final int MAX_LIMIT = 16_384;

  /** The most query vectors of one request. */
  static final int MAX_VECTORS = 16_384;

  /** The most hits (with the offsets) of all query vectors of one request. */
  static final int MAX_HITS = 1 << 20;

  private RequestPlanner() {}

  /**
   * The plan for the merge and the question for each channel.
   *
   * @param open with a request
   * @param catalog at least as new as the request asks for
   * @param ends the next offset of each channel, asked for after the request arrived; only {@code
   *     STRONG} needs it
   * @throws CinclusException with the code and message of the reply
   */
  static List<PlanOutput> plan(OpenRequest open, Catalog catalog, Map<Integer, Long> ends) {
    Request asked = open.getRequest();
    String name =
        asked.hasSearch() ? asked.getSearch().getCollection() : asked.getQuery().getCollection();
    if (name.isEmpty()) {
      throw bad("the request names no collection: set search.collection or query.collection");
    }
    CollectionInfo collection = catalog.collection(asked.getDatabase(), name);
    if (!collection.loaded()) {
      throw new CinclusException(
          ErrorCode.COLLECTION_NOT_LOADED,
          "collection '%s' is not loaded: load it before searching".formatted(name));
    }
    Request request = counted(asked, collection.schema());
    ChannelRequest.Builder question =
        ChannelRequest.newBuilder()
            .setId(open.getId())
            .setDeadlineMillis(open.getDeadlineMillis())
            .setCatalogPosition(catalog.position())
            .setCollectionId(collection.id())
            .setRequest(request);
    MergePlan.Builder merge =
        MergePlan.newBuilder()
            .setId(open.getId())
            .setAddress(open.getAddress())
            .setDeadlineMillis(open.getDeadlineMillis())
            .setSchema(SchemaCodec.encode(collection.schema()));
    if (request.hasSearch()) {
      planSearch(request.getSearch(), collection, question, merge);
      merge.setRequest(
          request.toBuilder().setSearch(request.getSearch().toBuilder().clearVectors()));
    } else {
      planQuery(request.getQuery(), collection, question);
      merge.setRequest(request.toBuilder().setQuery(request.getQuery().toBuilder().clearKeys()));
    }
    return ask(question, merge, collection, ends);
  }

  private static Request counted(Request asked, CollectionSchema schema) {
    if (!asked.hasSearch()) {
      return asked;
    }
    SearchRequest search = asked.getSearch();
    return asked.toBuilder()
        .setSearch(AskedTexts.counted(search, schema, vectorField(search, schema)))
        .build();
  }

  private static List<PlanOutput> ask(
      ChannelRequest.Builder question,
      MergePlan.Builder merge,
      CollectionInfo collection,
      Map<Integer, Long> ends) {
    Map<Integer, List<Integer>> shards = new TreeMap<>();
    for (int shard = 0; shard < collection.shardCount(); shard++) {
      int channel = collection.channels().get(shard);
      if (channel >= ChannelKeys.MAX_CHANNELS) {
        throw new CinclusException(
            ErrorCode.LIMIT_EXCEEDED,
            "shard %d of collection '%s' is on channel %d, but channels go up to %d: create the collection anew on others"
                .formatted(shard, collection.name(), channel, ChannelKeys.MAX_CHANNELS - 1));
      }
      shards.computeIfAbsent(channel, first -> new ArrayList<>()).add(shard);
    }
    List<PlanOutput> outputs = new ArrayList<>();
    outputs.add(
        PlanOutput.newBuilder()
            .setMerge(MergeEvent.newBuilder().setPlan(merge.addAllChannels(shards.keySet())))
            .build());
    shards.forEach(
        (channel, onChannel) -> {
          ChannelRequest.Builder one = question.clone().setChannel(channel).addAllShards(onChannel);
          AskedPositions.set(one, ends);
          outputs.add(PlanOutput.newBuilder().setChannel(one).build());
        });
    return outputs;
  }

  private static void planSearch(
      SearchRequest search,
      CollectionInfo collection,
      ChannelRequest.Builder question,
      MergePlan.Builder merge) {
    FieldSchema field = vectorField(search, collection.schema());
    checkVectors(search, field);
    checkLimit(search.getLimit(), search.getOffset(), 1);
    GroupBy.of(search, collection.schema());
    checkHits(search);
    Metric metric = metric(search, collection, field);
    if (search.hasRangeFilter() && !search.hasRadius()) {
      throw bad("range_filter is set without radius: set radius too");
    }
    range(search, metric);
    Filter filter = Filter.compile(search.getFilter(), collection.schema());
    OutputFields.resolve(search.getOutputFieldsList(), collection.schema());
    question
        .setVectorFieldId(field.id())
        .setMetricType(metric.name())
        .addAllPartitionIds(partitions(search.getPartitionsList(), filter, collection));
    merge.setQueryCount(search.getVectorsCount()).setDescending(metric.largerIsBetter());
  }

  private static void planQuery(
      QueryRequest query, CollectionInfo collection, ChannelRequest.Builder question) {
    Filter filter = Filter.compile(query.getFilter(), collection.schema());
    OutputFields.resolve(query.getOutputFieldsList(), collection.schema());
    boolean byKey = query.hasKeys();
    if (!query.getCount()) {
      if (!byKey && query.getFilter().isBlank() && query.getLimit() == 0) {
        throw bad("a query without keys and filter needs a limit");
      }
      checkLimit(query.getLimit(), query.getOffset(), 0);
    }
    if (byKey && query.getKeys().getKindCase() == Keys.KindCase.KIND_NOT_SET) {
      throw bad("keys is empty: name the keys, or leave it out");
    }
    if (byKey
        && query.getKeys().hasTexts() == collection.schema().primaryKey().type().isInteger()) {
      throw bad(
          "the primary key '%s' is of type %s: send keys of that type"
              .formatted(
                  collection.schema().primaryKey().name(),
                  collection.schema().primaryKey().type()));
    }
    question.addAllPartitionIds(partitions(query.getPartitionsList(), filter, collection));
  }

  private static FieldSchema vectorField(SearchRequest search, CollectionSchema schema) {
    List<FieldSchema> vectors = schema.vectorFields();
    List<String> names = vectors.stream().map(FieldSchema::name).toList();
    if (search.getVectorField().isEmpty()) {
      if (vectors.size() != 1) {
        throw bad("the collection has several vector fields: set vector_field to one of " + names);
      }
      return vectors.get(0);
    }
    return vectors.stream()
        .filter(field -> field.name().equals(search.getVectorField()))
        .findFirst()
        .orElseThrow(
            () ->
                new CinclusException(
                    ErrorCode.FIELD_NOT_FOUND,
                    "there is no vector field '%s': the collection has %s"
                        .formatted(search.getVectorField(), names)));
  }

  private static void checkVectors(SearchRequest search, FieldSchema field) {
    if (search.getVectorsCount() == 0 || search.getVectorsCount() > MAX_VECTORS) {
      throw new CinclusException(
          ErrorCode.BAD_VECTOR,
          "the request has %d vectors: send 1 to %d"
              .formatted(search.getVectorsCount(), MAX_VECTORS));
    }
    AskedVectors.check(search.getVectorsList(), field);
  }

  private static void checkLimit(int limit, int offset, int least) {
    if (limit < least || offset < 0 || (long) limit + offset > MAX_LIMIT) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "limit is %d and offset %d: limit must be at least %d, offset at least 0, and both together at most %d"
              .formatted(limit, offset, least, MAX_LIMIT));
    }
  }

  private static void checkHits(SearchRequest search) {
    long hits = search.getVectorsCount() * GroupBy.wantedHits(search);
    if (hits > MAX_HITS) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "%d vectors with limit %d and offset %d are %d hits: at most %d are possible; send fewer vectors"
              .formatted(
                  search.getVectorsCount(), search.getLimit(), search.getOffset(), hits, MAX_HITS));
    }
  }

  /** The metric of the field's index, which the request may repeat but not change. */
  private static Metric metric(SearchRequest search, CollectionInfo collection, FieldSchema field) {
    try {
      Map<String, String> params = search.getParamsMap();
      int wanted = search.getLimit() + search.getOffset();
      // It has one: a collection without is not loaded, and one that is loaded keeps it.
      IndexInfo index = collection.indexOn(field.id()).orElseThrow();
      SearchParams.parse(IndexType.of(index.indexType()), params, wanted);
      Metric metric = Metric.of(index.metricType());
      if (!search.getMetricType().isEmpty() && Metric.of(search.getMetricType()) != metric) {
        throw bad(
            "metric_type is %s, but the index of field '%s' measures %s: leave metric_type out"
                .formatted(search.getMetricType(), field.name(), metric));
      }
      return metric;
    } catch (IllegalArgumentException e) {
      throw new CinclusException(ErrorCode.BAD_PARAMETER, String.valueOf(e.getMessage()), e);
    }
  }

  /** The scores that a search wants. */
  static ScoreRange range(SearchRequest search, Metric metric) {
    try {
      if (!search.hasRadius()) {
        return ScoreRange.ALL;
      }
      return search.hasRangeFilter()
          ? ScoreRange.between(metric, search.getRadius(), search.getRangeFilter())
          : ScoreRange.within(metric, search.getRadius());
    } catch (IllegalArgumentException e) {
      throw new CinclusException(ErrorCode.BAD_PARAMETER, String.valueOf(e.getMessage()), e);
    }
  }

  /**
   * Those that are named, or all that are loaded, less those in which no row can pass a filter by
   * the partition key.
   */
  private static List<Long> partitions(
      List<String> names, Filter filter, CollectionInfo collection) {
    Stream<Long> asked =
        names.isEmpty()
            ? collection.loadedIds().stream()
            : names.stream().map(name -> loaded(name, collection)).distinct();
    Optional<Column> values = collection.schema().partitionKey().flatMap(filter::only);
    if (values.isPresent()) {
      int[] numbers = new int[values.get().capacity()];
      collection.route(values.get(), numbers);
      List<Long> ids = collection.partitionIds();
      Set<Long> possible = Arrays.stream(numbers).mapToObj(ids::get).collect(Collectors.toSet());
      asked = asked.filter(possible::contains);
    }
    return asked.sorted().toList();
  }

  private static long loaded(String name, CollectionInfo collection) {
    PartitionInfo partition = collection.partition(name);
    if (!collection.isLoaded(partition)) {
      throw new CinclusException(
          ErrorCode.PARTITION_NOT_LOADED,
          "partition not loaded: partition '%s' of collection '%s' has to be loaded before it is searched"
              .formatted(name, collection.name()));
    }
    return partition.id();
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_REQUEST, message);
  }
}
