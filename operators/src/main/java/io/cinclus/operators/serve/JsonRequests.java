package io.cinclus.operators.serve;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.Descriptors.EnumValueDescriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.ConsistencyLevel;
import io.cinclus.v1.Keys;
import io.cinclus.v1.Longs;
import io.cinclus.v1.PointInTime;
import io.cinclus.v1.QueryRequest;
import io.cinclus.v1.Request;
import io.cinclus.v1.SearchRequest;
import io.cinclus.v1.Texts;
import java.io.IOException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * The JSON form of requests: the fields of {@code cinclus.v1.Request} by their names, with vectors
 * as {@link JsonVectors} says and keys as an array of numbers or texts. The {@code groups} of a
 * search cannot be given.
 *
 * <pre>
 * {"search": {"collection": "glosses", "vectors": [[0.1, 0.2]], "limit": 5, "filter": "pos == 'n'"}}
 * {"query": {"collection": "glosses", "keys": [1, 2], "output_fields": ["gloss"]}}</pre>
 *
 * <p>An unknown name is refused, so that a misspelt one does not go unnoticed. Stateless.
 */
final class JsonRequests {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
          .build();

  static {
    MAPPER
        .getFactory()
        .setStreamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(32).build());
  }

  private JsonRequests() {}

  /** The request; {@link CinclusException} {@link ErrorCode#BAD_REQUEST} says what is wrong. */
  static Request parse(byte[] json) {
    JsonNode root;
    try {
      root = MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new CinclusException(
          ErrorCode.BAD_REQUEST, "the value is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new CinclusException(ErrorCode.BAD_REQUEST, "the value is not JSON", e);
    }
    requireObject(root, "the request");
    Request.Builder request = Request.newBuilder();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      JsonNode value = entry.getValue();
      switch (entry.getKey()) {
        case "database" -> request.setDatabase(text(value, "database"));
        case "consistency" -> request.setConsistency(consistency(text(value, "consistency")));
        case "session_positions" ->
            request.putAllSessionPositions(positions(value, "session_positions"));
        case "snapshot" -> request.putAllSnapshot(positions(value, "snapshot"));
        case "as_of" -> request.setAsOf(pointInTime(requireObject(value, "as_of")));
        case "search" -> request.setSearch(search(requireObject(value, "search")));
        case "query" -> request.setQuery(query(requireObject(value, "query")));
        default ->
            throw unknown(
                entry.getKey(),
                "database, consistency, session_positions, snapshot, as_of, search, query");
      }
    }
    return request.build();
  }

  private static PointInTime pointInTime(JsonNode json) {
    PointInTime.Builder asOf = PointInTime.newBuilder();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      String name = entry.getKey();
      switch (name) {
        case "positions" -> asOf.putAllPositions(positions(entry.getValue(), name));
        case "time_millis" -> asOf.setTimeMillis(integer(entry.getValue(), name));
        default -> throw unknown(name, "positions, time_millis");
      }
    }
    return asOf.build();
  }

  private static SearchRequest search(JsonNode json) {
    SearchRequest.Builder search = SearchRequest.newBuilder();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      String name = entry.getKey();
      JsonNode value = entry.getValue();
      switch (name) {
        case "vector" -> search.addVectors(JsonVectors.query(value));
        case "vectors" ->
            array(value, name).forEach(one -> search.addVectors(JsonVectors.query(one)));
        case "params" ->
            requireObject(value, name)
                .properties()
                .forEach(param -> search.putParams(param.getKey(), scalar(param.getValue())));
        case "radius" -> search.setRadius(number(value, name));
        case "range_filter" -> search.setRangeFilter(number(value, name));
        default -> set(search, name, value);
      }
    }
    return search.build();
  }

  private static QueryRequest query(JsonNode json) {
    QueryRequest.Builder query = QueryRequest.newBuilder();
    for (Map.Entry<String, JsonNode> entry : json.properties()) {
      if (entry.getKey().equals("keys")) {
        query.setKeys(keys(array(entry.getValue(), "keys")));
      } else {
        set(query, entry.getKey(), entry.getValue());
      }
    }
    return query.build();
  }

  /** Sets a field of a simple type by its name. */
  private static void set(
      com.google.protobuf.Message.Builder message, String name, JsonNode value) {
    FieldDescriptor field = message.getDescriptorForType().findFieldByName(name);
    if (field == null) {
      throw unknown(
          name,
          message.getDescriptorForType().getFields().stream()
              .map(FieldDescriptor::getName)
              .toList());
    }
    if (field.isRepeated() && field.getJavaType() == FieldDescriptor.JavaType.STRING) {
      array(value, name).forEach(one -> message.addRepeatedField(field, text(one, name)));
      return;
    }
    switch (field.getJavaType()) {
      case STRING -> message.setField(field, text(value, name));
      case INT -> message.setField(field, smallInteger(value, name));
      case BOOLEAN -> {
        if (!value.isBoolean()) {
          throw bad("'%s' must be true or false".formatted(name));
        }
        message.setField(field, value.booleanValue());
      }
      default -> throw bad("'%s' cannot be given in JSON".formatted(name));
    }
  }

  private static Keys keys(JsonNode json) {
    if (!json.isEmpty() && json.get(0).isTextual()) {
      Texts.Builder texts = Texts.newBuilder();
      json.forEach(key -> texts.addValues(text(key, "keys")));
      return Keys.newBuilder().setTexts(texts).build();
    }
    Longs.Builder longs = Longs.newBuilder();
    json.forEach(key -> longs.addValues(integer(key, "keys")));
    return Keys.newBuilder().setLongs(longs).build();
  }

  private static ConsistencyLevel consistency(String name) {
    EnumValueDescriptor level =
        ConsistencyLevel.getDescriptor().findValueByName(name.toUpperCase(Locale.ROOT));
    if (level == null) {
      throw bad("consistency is '%s': use strong, session, bounded or eventually".formatted(name));
    }
    return ConsistencyLevel.valueOf(level);
  }

  private static Map<Integer, Long> positions(JsonNode json, String name) {
    Map<Integer, Long> positions = new HashMap<>();
    requireObject(json, name)
        .properties()
        .forEach(
            position ->
                positions.put(
                    channel(position.getKey(), name), integer(position.getValue(), name)));
    return positions;
  }

  private static int channel(String text, String name) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new CinclusException(
          ErrorCode.BAD_REQUEST, "%s has the channel '%s'".formatted(name, text), e);
    }
  }

  private static JsonNode requireObject(JsonNode json, String name) {
    if (!json.isObject()) {
      throw bad(name + " must be a JSON object");
    }
    return json;
  }

  private static JsonNode array(JsonNode json, String name) {
    if (!json.isArray()) {
      throw bad(name + " must be a JSON array");
    }
    return json;
  }

  private static String text(JsonNode json, String name) {
    if (!json.isTextual()) {
      throw bad("'%s' must be a text".formatted(name));
    }
    return json.textValue();
  }

  private static long integer(JsonNode json, String name) {
    if (!json.canConvertToLong() || !json.isIntegralNumber()) {
      throw bad("'%s' must be a whole number".formatted(name));
    }
    return json.longValue();
  }

  private static int smallInteger(JsonNode json, String name) {
    long value = integer(json, name);
    if (value != (int) value) {
      throw bad("'%s' is %d: it must be between -2^31 and 2^31 - 1".formatted(name, value));
    }
    return (int) value;
  }

  private static String scalar(JsonNode json) {
    if (!json.isTextual() && !json.isNumber() && !json.isBoolean()) {
      throw bad("params must hold texts, numbers, true or false");
    }
    return json.asText();
  }

  private static float number(JsonNode json, String name) {
    if (!json.isNumber()) {
      throw bad("%s must hold numbers".formatted(name));
    }
    return json.floatValue();
  }

  private static CinclusException unknown(String name, Object known) {
    return bad("'%s' is not known here: the names are %s".formatted(name, known));
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_REQUEST, message);
  }
}
