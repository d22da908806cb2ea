package io.cinclus.access.translate;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cinclus.milvus.grpc.KeyValuePair;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.PropertyChange;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists of keys and values, which Milvus' messages have for most parameters. Stateless. */
public final class KeyValues {
  /** The key whose value is a JSON object of further parameters. */
  public static final String PARAMS = "params";

  private static final ObjectMapper JSON = new ObjectMapper();

  private KeyValues() {}

  /** The values by key; of several with one key the last. */
  public static Map<String, String> of(List<KeyValuePair> pairs) {
    Map<String, String> values = new LinkedHashMap<>();
    pairs.forEach(pair -> values.put(pair.getKey(), pair.getValue()));
    return values;
  }

  /** The same with the members of {@link #PARAMS} beside the others. */
  public static Map<String, String> flat(List<KeyValuePair> pairs) {
    Map<String, String> values = of(pairs);
    String params = values.remove(PARAMS);
    if (params != null && !params.isBlank()) {
      values.putAll(members(params));
    }
    return values;
  }

  /** A pair. */
  public static KeyValuePair pair(String key, String value) {
    return KeyValuePair.newBuilder().setKey(key).setValue(value).build();
  }

  /** Pairs of all of {@code values}, in their order. */
  public static List<KeyValuePair> pairs(Map<String, String> values) {
    return values.entrySet().stream().map(entry -> pair(entry.getKey(), entry.getValue())).toList();
  }

  /**
   * A change of properties; {@link ErrorCode#BAD_PARAMETER} where it changes nothing, or a key is
   * to be set and deleted.
   */
  public static PropertyChange change(List<KeyValuePair> set, List<String> delete) {
    if (set.isEmpty() && delete.isEmpty()) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "there is nothing to alter: send properties to set, or keys to delete");
    }
    Map<String, String> values = of(set);
    for (String key : delete) {
      if (values.containsKey(key)) {
        throw new CinclusException(
            ErrorCode.BAD_PARAMETER,
            "%s is to be set and deleted: send one of both".formatted(key));
      }
    }
    return PropertyChange.newBuilder().putAllSet(values).addAllDelete(delete).build();
  }

  /** The members of a JSON object; of texts what they say, of all else its JSON. */
  public static Map<String, String> members(String json) {
    Map<String, String> members = new LinkedHashMap<>();
    object(json)
        .properties()
        .forEach(
            member -> {
              JsonNode value = member.getValue();
              members.put(
                  member.getKey(), value.isTextual() ? value.textValue() : value.toString());
            });
    return members;
  }

  /** A JSON object. */
  static JsonNode object(String json) {
    try {
      JsonNode node = JSON.readTree(json);
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (JsonProcessingException e) {
      throw notAnObject(json, e);
    }
    throw notAnObject(json, null);
  }

  private static CinclusException notAnObject(String json, @Nullable Exception cause) {
    String message = "'%s' is given as %s: send a JSON object".formatted(PARAMS, json);
    return cause == null
        ? new CinclusException(ErrorCode.BAD_PARAMETER, message)
        : new CinclusException(ErrorCode.BAD_PARAMETER, message, cause);
  }

  /** A whole number; {@code otherwise} where the key is not there or has no value. */
  public static int integer(Map<String, String> values, String key, int otherwise) {
    String value = values.get(key);
    if (value == null || value.isBlank()) {
      return otherwise;
    }
    try {
      return Integer.parseInt(value.trim());
    } catch (NumberFormatException e) {
      throw bad(key, value, "a whole number", e);
    }
  }

  /** A number. */
  static float number(String key, String value) {
    try {
      return Float.parseFloat(value.trim());
    } catch (NumberFormatException e) {
      throw bad(key, value, "a number", e);
    }
  }

  /** Whether a value is true as one of the clients' languages writes it. */
  public static boolean isTrue(Map<String, String> values, String key) {
    return "true".equalsIgnoreCase(values.get(key));
  }

  private static CinclusException bad(String key, String value, String wanted, Exception cause) {
    return new CinclusException(
        ErrorCode.BAD_PARAMETER, "%s is '%s': send %s".formatted(key, value, wanted), cause);
  }
}
