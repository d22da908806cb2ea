package io.cinclus.standalone.chaos;

import io.cinclus.catalog.SchemaRules;
import io.cinclus.index.Parameters;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowsCodec;
import io.cinclus.standalone.chaos.Operation.Search;
import io.cinclus.v1.FloatVector;
import io.cinclus.v1.Keys;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.QueryVector;
import io.cinclus.v1.Request;
import io.cinclus.v1.Rows;
import io.cinclus.v1.SearchRequest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** The workload's rows and questions as the product's messages, and back. Stateless. */
final class Messages {
  /** The field that is searched. */
  static final String VECTOR = "vector";

  /** Above the rows of any collection of the workload: so much and an HNSW index misses none. */
  private static final String THOROUGH_EF = "10000";

  private static final String VERSION = "version";
  private static final String TAG = "tag";
  private static final int FIRST_FIELD = 100;
  private static final int MAX_KEY_BYTES = 64;

  private Messages() {}

  static CollectionSchema schema(Shape shape) {
    FieldSchema key =
        shape.textKeys()
            ? FieldSchema.of("id", DataType.VARCHAR, Limits.maxLength(MAX_KEY_BYTES))
            : FieldSchema.of("id", DataType.INT64, Limits.NONE);
    return SchemaRules.withFieldIds(
        new CollectionSchema(
            "",
            List.of(
                key.asPrimaryKey(),
                FieldSchema.of(VERSION, DataType.INT64, Limits.NONE),
                FieldSchema.of(TAG, DataType.INT64, Limits.NONE),
                FieldSchema.of(
                    VECTOR, DataType.FLOAT_VECTOR, Limits.dimension(Content.DIMENSION)))));
  }

  static Column keys(Shape shape, Collection<Integer> keys) {
    return shape.textKeys()
        ? new Column.Texts(
            DataType.VARCHAR, keys.stream().map(Shape::textKey).toArray(String[]::new), null)
        : new Column.Longs(DataType.INT64, keys.stream().mapToLong(Shape::longKey).toArray(), null);
  }

  static RowBatch rows(Shape shape, Map<Integer, Content> contents) {
    Collection<Content> rows = contents.values();
    float[] vectors = new float[rows.size() * Content.DIMENSION];
    int at = 0;
    for (Content row : rows) {
      for (float coordinate : row.vector()) {
        vectors[at++] = coordinate;
      }
    }
    long[] versions = rows.stream().mapToLong(Content::version).toArray();
    long[] tags = rows.stream().mapToLong(Content::tag).toArray();
    return new RowBatch(
        rows.size(),
        Map.of(
            FIRST_FIELD,
            keys(shape, contents.keySet()),
            FIRST_FIELD + 1,
            new Column.Longs(DataType.INT64, versions, null),
            FIRST_FIELD + 2,
            new Column.Longs(DataType.INT64, tags, null),
            FIRST_FIELD + 3,
            new Column.FloatVectors(Content.DIMENSION, vectors, null)));
  }

  private static List<String> partitions(Shape shape, Selection selection) {
    return selection.partitions().stream().map(shape::partition).toList();
  }

  private static QueryRequest.Builder query(Shape shape, Selection selection) {
    return QueryRequest.newBuilder()
        .setCollection(shape.name())
        .setFilter(selection.condition().text())
        .addAllPartitions(partitions(shape, selection));
  }

  private static QueryRequest.Builder withFields(QueryRequest.Builder query, Page page) {
    return query
        .setOffset(page.offset())
        .setLimit(page.limit())
        .addAllOutputFields(List.of(VERSION, TAG, VECTOR));
  }

  static Request count(Shape shape, Selection selection) {
    return Request.newBuilder().setQuery(query(shape, selection).setCount(true)).build();
  }

  static Request scan(Shape shape, Selection selection, Page page) {
    return Request.newBuilder().setQuery(withFields(query(shape, selection), page)).build();
  }

  static Request lookup(Shape shape, Selection selection, Collection<Integer> keys) {
    QueryRequest.Builder query =
        withFields(query(shape, selection), Page.ALL)
            .setKeys(RowsCodec.encodeKeys(keys(shape, keys), keys.size()));
    return Request.newBuilder().setQuery(query).build();
  }

  static Request search(Shape shape, Search search) {
    SearchRequest.Builder request =
        SearchRequest.newBuilder()
            .setCollection(shape.name())
            .setFilter(search.selection().condition().text())
            .addAllPartitions(partitions(shape, search.selection()))
            .addVectors(
                QueryVector.newBuilder()
                    .setDense(FloatVector.newBuilder().addAllValues(search.query())))
            .setOffset(search.page().offset())
            .setLimit(search.page().limit())
            .addAllOutputFields(List.of(VERSION, TAG, VECTOR));
    if (search.isThorough() && !shape.exact()) {
      request.putParams(Parameters.EF.name(), THOROUGH_EF);
    }
    return Request.newBuilder().setSearch(request).build();
  }

  /**
   * The rows of an answer.
   *
   * @param distances one for each row, or none
   */
  static List<Found> found(Shape shape, Keys keys, Rows fields, List<Float> distances) {
    List<Integer> numbers =
        keys.hasTexts()
            ? keys.getTexts().getValuesList().stream().map(Shape::keyOf).map(Messages::key).toList()
            : keys.getLongs().getValuesList().stream()
                .map(Shape::keyOf)
                .map(Messages::key)
                .toList();
    if (numbers.isEmpty()) {
      return List.of();
    }
    RowBatch rows = RowsCodec.decode(fields, schema(shape));
    Column.Longs versions = (Column.Longs) rows.column(FIRST_FIELD + 1);
    Column.Longs tags = (Column.Longs) rows.column(FIRST_FIELD + 2);
    Column.FloatVectors vectors = (Column.FloatVectors) rows.column(FIRST_FIELD + 3);
    List<Found> found = new ArrayList<>();
    for (int row = 0; row < numbers.size(); row++) {
      List<Float> vector = new ArrayList<>();
      for (int i = 0; i < Content.DIMENSION; i++) {
        vector.add(vectors.values()[row * Content.DIMENSION + i]);
      }
      float distance = distances.isEmpty() ? 0 : distances.get(row);
      found.add(
          new Found(
              numbers.get(row), versions.values()[row], tags.values()[row], vector, distance));
    }
    return found;
  }

  private static int key(OptionalInt number) {
    return number.orElse(Found.UNKNOWN_KEY);
  }
}
