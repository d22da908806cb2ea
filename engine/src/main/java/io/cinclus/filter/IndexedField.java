package io.cinclus.filter;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.cinclus.index.BuildContext;
import io.cinclus.index.scalar.ScalarIndex;
import io.cinclus.index.scalar.ScalarIndexFiles;
import io.cinclus.index.scalar.ScalarIndexType;
import io.cinclus.index.scalar.ScalarParams;
import io.cinclus.index.scalar.ScalarRows;
import io.cinclus.index.scalar.ValueKind;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.text.FunctionOutputs;
import io.cinclus.text.TextAnalyzer;
import java.io.IOException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a scalar index is asked to be of, in Milvus' words: a field, or a place in a JSON field, an
 * index type and its parameters. Builds the index of a segment's rows and opens it again. Immutable
 * and thread-safe.
 */
public final class IndexedField {
  /** Of a JSON field: the place, as a filter writes it; the whole field if not given. */
  public static final String JSON_PATH = "json_path";

  /** Of a JSON field: what the values there are; values of other types are not indexed. */
  public static final String JSON_CAST_TYPE = "json_cast_type";

  private static final String JSON_CAST_FUNCTION = "json_cast_function";
  private static final String ARRAY_OF = "ARRAY_";
  private static final List<String> CAST_TYPES =
      List.of("BOOL", "DOUBLE", "VARCHAR", "ARRAY_BOOL", "ARRAY_DOUBLE", "ARRAY_VARCHAR");

  private final FieldSchema field;
  private final Place place;
  private final ScalarParams params;

  private IndexedField(FieldSchema field, Place place, ScalarParams params) {
    this.field = field;
    this.place = place;
    this.params = params;
  }

  /**
   * Reads Milvus' index parameters.
   *
   * @throws IllegalArgumentException if the field's type has no such index, a parameter is unknown
   *     or missing, or a value is not one that it takes
   */
  public static IndexedField of(
      FieldSchema field, ScalarIndexType type, Map<String, String> given) {
    if (type == ScalarIndexType.BITMAP && field.isPrimaryKey()) {
      throw new IllegalArgumentException(
          "field %s is the primary key, which has no two equal values for a BITMAP index; use %s"
              .formatted(field.name(), ScalarIndexType.INVERTED));
    }
    Map<String, String> rest = new HashMap<>(given);
    if (type == ScalarIndexType.TEXT_MATCH) {
      return ofTerms(field, rest);
    }
    if (field.type() != DataType.JSON) {
      boolean elements = field.type() == DataType.ARRAY;
      ValueKind kind = kind(field, elements ? field.elementType() : field.type());
      JsonPath whole = new JsonPath(field.id(), List.of());
      return new IndexedField(
          field, Place.of(whole), ScalarParams.parse(type, source(whole), kind, elements, rest));
    }
    String cast = rest.remove(JSON_CAST_TYPE);
    JsonPath path = path(field, rest.remove(JSON_PATH));
    refuse(field, type, cast, rest);
    String known = castType(cast);
    boolean elements = known.startsWith(ARRAY_OF);
    ValueKind kind =
        switch (elements ? known.substring(ARRAY_OF.length()) : known) {
          case "BOOL" -> ValueKind.BOOLEAN;
          case "DOUBLE" -> ValueKind.NUMBER;
          default -> ValueKind.TEXT;
        };
    return new IndexedField(
        field, Place.of(path), ScalarParams.parse(type, source(path), kind, elements, rest));
  }

  /** The index of the terms that filters may ask for. */
  private static IndexedField ofTerms(FieldSchema field, Map<String, String> given) {
    FieldSchema.Analysis analysis = field.analysis();
    if (analysis == null || !analysis.match()) {
      throw new IllegalArgumentException(
          "field %s has no terms that filters may ask for; use %s"
              .formatted(field.name(), ScalarIndexType.INVERTED));
    }
    return new IndexedField(
        field,
        Place.termsOf(field.id()),
        ScalarParams.parse(
            ScalarIndexType.TEXT_MATCH,
            "terms of field " + field.id(),
            ValueKind.TEXT,
            true,
            given));
  }

  private static void refuse(
      FieldSchema field, ScalarIndexType type, @Nullable String cast, Map<String, String> rest) {
    if (type == ScalarIndexType.TRIE) {
      throw new IllegalArgumentException(
          "field %s is a JSON field, which has no TRIE index; use %s"
              .formatted(field.name(), ScalarIndexType.INVERTED));
    }
    if (cast == null) {
      throw new IllegalArgumentException(
          "an index of the JSON field %s needs the parameter %s, one of %s"
              .formatted(field.name(), JSON_CAST_TYPE, CAST_TYPES));
    }
    if (rest.containsKey(JSON_CAST_FUNCTION)) {
      throw new IllegalArgumentException(
          "parameter %s is not supported: filters would find other rows with the index than without"
              .formatted(JSON_CAST_FUNCTION));
    }
  }

  private static String castType(String cast) {
    String upper = cast.trim().toUpperCase(Locale.ROOT);
    if (!CAST_TYPES.contains(upper)) {
      throw new IllegalArgumentException(
          "parameter %s is %s, but must be one of %s".formatted(JSON_CAST_TYPE, cast, CAST_TYPES));
    }
    return upper;
  }

  private static ValueKind kind(FieldSchema field, DataType type) {
    return switch (type) {
      case BOOL -> ValueKind.BOOLEAN;
      case INT8, INT16, INT32, INT64, TIMESTAMPTZ -> ValueKind.INTEGER;
      case FLOAT, DOUBLE -> ValueKind.FLOATING;
      case VARCHAR -> ValueKind.TEXT;
      case GEOMETRY -> ValueKind.BOX;
      default ->
          throw new IllegalArgumentException(
              "field %s of type %s has no scalar index".formatted(field.name(), field.type()));
    };
  }

  /** The place that a filter means by a text. */
  private static JsonPath path(FieldSchema field, @Nullable String text) {
    if (text == null) {
      return new JsonPath(field.id(), List.of());
    }
    try {
      if (Syntax.parse(text) instanceof FilterParser.FieldContext place
          && new Fields(new CollectionSchema("", List.of(field))).resolve(place)
              instanceof JsonPath path) {
        return path;
      }
    } catch (CinclusException e) {
      throw new IllegalArgumentException(badPath(field, text) + ": " + e.getMessage(), e);
    }
    throw new IllegalArgumentException(badPath(field, text));
  }

  private static String badPath(FieldSchema field, String text) {
    return "parameter %s is %s, but must be a place in the field, such as %s[\"key\"]"
        .formatted(JSON_PATH, text, field.name());
  }

  private static String source(JsonPath path) {
    StringBuilder source = new StringBuilder("field ").append(path.fieldId());
    for (JsonPath.Segment segment : path.segments()) {
      source.append("[\"");
      source.append(JsonStringEncoder.getInstance().quoteAsString(segment.key()));
      source.append("\"]");
    }
    return source.toString();
  }

  Place place() {
    return place;
  }

  public ScalarParams params() {
    return params;
  }

  /**
   * Builds the index of a segment's rows and writes it; does not close the channel.
   *
   * @throws InterruptedException if the calling thread was interrupted, which cancels the build
   * @throws CinclusException STORAGE_CORRUPT where a JSON field holds no JSON
   */
  public void build(RowBatch batch, BuildContext context, WritableByteChannel out)
      throws IOException, InterruptedException {
    ScalarIndexFiles.build(rows(batch), params, context, out);
  }

  /**
   * Opens the index of a segment's rows; does not close the channel.
   *
   * @param file a name for errors
   * @throws io.cinclus.index.CorruptIndexException if the file is damaged or is of other rows
   */
  public ScalarIndex open(String file, ReadableByteChannel in, RowBatch batch) throws IOException {
    return ScalarIndexFiles.open(file, in, rows(batch), params);
  }

  private ScalarRows rows(RowBatch batch) {
    return params.type() == ScalarIndexType.TEXT_MATCH
        ? new TermRows((Column.Texts) batch.column(field.id()), batch.rowCount(), analyzer())
        : new ColumnRows(batch, new JsonPath(place.fieldId(), place.path()), params);
  }

  private TextAnalyzer analyzer() {
    return FunctionOutputs.analyzer(field);
  }

  @Override
  public String toString() {
    return "%s of %s %s".formatted(params.type(), field.name(), params.source());
  }
}
