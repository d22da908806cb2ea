package io.cinclus.access.imports;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cinclus.model.RowRules;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a JSON file: a list of objects, the same as the only member {@code rows} of an object, or
 * one object after another, as on the lines of JSON lines. One row is in memory at a time. Not
 * thread-safe.
 */
final class JsonSource implements RowSource {
  static final String ROWS = "rows";

  /** How deep objects and lists may stand in one another. */
  private static final int MAX_DEPTH = 256;

  private static final ObjectMapper MAPPER =
      JsonMapper.builder(
              JsonFactory.builder()
                  .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                  .streamReadConstraints(
                      StreamReadConstraints.builder()
                          .maxNestingDepth(MAX_DEPTH)
                          .maxStringLength(RowRules.MAX_ROW_BYTES)
                          .build())
                  .build())
          .build();

  private static final TypeReference<LinkedHashMap<String, @Nullable Object>> ROW =
      new TypeReference<>() {};

  private final JsonParser parser;
  private final boolean isList;

  /** Whether the parser stands behind the brace that the first row begins with. */
  private boolean isInFirst;

  private boolean isDone;

  private JsonSource(JsonParser parser, boolean isList, boolean isInFirst) {
    this.parser = parser;
    this.isList = isList;
    this.isInFirst = isInFirst;
  }

  /**
   * Reads from a stream, which is closed with this.
   *
   * @param mayHaveRows whether an object that begins with {@code rows} has all rows in it
   */
  static JsonSource open(InputStream in, boolean mayHaveRows) throws IOException {
    JsonParser parser = MAPPER.createParser(in);
    try {
      JsonToken first = parser.nextToken();
      if (first == null || first == JsonToken.START_ARRAY) {
        return new JsonSource(parser, first != null, false);
      }
      if (first != JsonToken.START_OBJECT) {
        throw new IOException(
            "it begins with %s: begin with a list of rows, or with the first row".formatted(first));
      }
      boolean hasRows =
          parser.nextToken() == JsonToken.FIELD_NAME
              && mayHaveRows
              && parser.currentName().equals(ROWS);
      if (hasRows && parser.nextToken() != JsonToken.START_ARRAY) {
        throw new IOException("'rows' is %s: make it a list".formatted(parser.currentToken()));
      }
      return new JsonSource(parser, hasRows, !hasRows);
    } catch (IOException e) {
      parser.close();
      throw e;
    }
  }

  @Override
  public @Nullable Map<String, @Nullable Object> next() throws IOException {
    if (isDone) {
      return null;
    }
    if (!isInFirst) {
      JsonToken token = parser.nextToken();
      if (token == null || (isList && token == JsonToken.END_ARRAY)) {
        isDone = true;
        return null;
      }
      if (token != JsonToken.START_OBJECT) {
        throw new IOException("it is %s: make it an object".formatted(token));
      }
    }
    isInFirst = false;
    Map<String, @Nullable Object> row = MAPPER.readValue(parser, ROW);
    return row == null ? Map.of() : row; // An object without members.
  }

  @Override
  public void close() throws IOException {
    parser.close();
  }
}
