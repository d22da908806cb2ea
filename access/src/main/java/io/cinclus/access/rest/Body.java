package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.milvus.grpc.KeyValuePair;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * An object of a request. A member is found by its name in any case, as in Milvus; one that is null
 * is not there. What is of another kind than is asked for is refused ({@link
 * RestException#format}). Not to be changed once it is here.
 */
record Body(ObjectNode object) {

  static Body of(JsonNode node, String what) {
    if (node instanceof ObjectNode object) {
      return new Body(object);
    }
    throw RestException.format(what + " is " + kind(node) + ": send a JSON object");
  }

  /** The member; missing if it is not there. */
  JsonNode find(String name) {
    JsonNode exact = object.get(name);
    if (exact != null) {
      return exact.isNull() ? MissingNode.getInstance() : exact;
    }
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      if (member.getKey().equalsIgnoreCase(name) && !member.getValue().isNull()) {
        return member.getValue();
      }
    }
    return MissingNode.getInstance();
  }

  boolean has(String name) {
    return !find(name).isMissingNode();
  }

  /** The member, which must be there. */
  JsonNode get(String name) {
    JsonNode node = find(name);
    if (node.isMissingNode()) {
      throw RestException.missing(name);
    }
    return node;
  }

  /** A text that is there and is not empty. */
  String text(String name) {
    String text = text(name, "");
    if (text.isEmpty()) {
      throw RestException.missing(name);
    }
    return text;
  }

  String text(String name, String otherwise) {
    JsonNode node = find(name);
    if (node.isMissingNode()) {
      return otherwise;
    }
    if (!node.isTextual()) {
      throw wrong(name, node, "a text");
    }
    return node.textValue();
  }

  int integer(String name, int otherwise) {
    return Math.toIntExact(integer(name, otherwise, Integer.MIN_VALUE, Integer.MAX_VALUE));
  }

  long integer(String name, long otherwise) {
    return integer(name, otherwise, Long.MIN_VALUE, Long.MAX_VALUE);
  }

  private long integer(String name, long otherwise, long least, long greatest) {
    JsonNode node = find(name);
    if (node.isMissingNode()) {
      return otherwise;
    }
    try {
      long value = JsonScalars.integer(node);
      if (value >= least && value <= greatest) {
        return value;
      }
    } catch (IllegalArgumentException e) {
      throw wrong(name, node, "a whole number");
    }
    throw wrong(name, node, "a number from %d to %d".formatted(least, greatest));
  }

  boolean flag(String name, boolean otherwise) {
    JsonNode node = find(name);
    if (node.isMissingNode()) {
      return otherwise;
    }
    try {
      return JsonScalars.bool(node);
    } catch (IllegalArgumentException e) {
      throw wrong(name, node, "true or false");
    }
  }

  /** The elements; none if it is not there. */
  List<JsonNode> list(String name) {
    JsonNode node = find(name);
    if (!node.isMissingNode() && !node.isArray()) {
      throw wrong(name, node, "a list");
    }
    List<JsonNode> elements = new ArrayList<>(node.size());
    node.forEach(elements::add);
    return elements;
  }

  /** The elements of a list that is there and has one at least. */
  List<JsonNode> listOfSome(String name) {
    List<JsonNode> elements = list(name);
    if (elements.isEmpty()) {
      throw RestException.missing(name);
    }
    return elements;
  }

  List<String> texts(String name) {
    List<String> texts = new ArrayList<>();
    for (JsonNode element : list(name)) {
      if (!element.isTextual()) {
        throw wrong(name, element, "a list of texts");
      }
      texts.add(element.textValue());
    }
    return texts;
  }

  List<Body> objects(String name) {
    return list(name).stream()
        .map(element -> of(element, "an element of '%s'".formatted(name)))
        .toList();
  }

  /** The object; an empty one if it is not there. */
  Body object(String name) {
    JsonNode node = find(name);
    return node.isMissingNode()
        ? new Body(JsonNodeFactory.instance.objectNode())
        : of(node, "'%s'".formatted(name));
  }

  /** The members of an object, as Milvus' messages hold parameters. */
  List<KeyValuePair> pairs(String name) {
    return object(name).pairs();
  }

  List<KeyValuePair> pairs() {
    List<KeyValuePair> pairs = new ArrayList<>();
    for (Map.Entry<String, JsonNode> member : object.properties()) {
      pairs.add(KeyValues.pair(member.getKey(), plain(member.getValue())));
    }
    return pairs;
  }

  /** What a text says; of anything else its JSON. */
  static String plain(JsonNode node) {
    return node.isTextual() ? node.textValue() : node.toString();
  }

  private static RestException wrong(String name, JsonNode node, String wanted) {
    return RestException.format("'%s' is %s: send %s".formatted(name, kind(node), wanted));
  }

  private static String kind(JsonNode node) {
    return switch (node.getNodeType()) {
      case ARRAY -> "a list";
      case OBJECT, POJO -> "an object";
      case STRING, BINARY -> "a text";
      case NUMBER -> "the number " + node;
      case BOOLEAN -> node.toString();
      case NULL, MISSING -> "null";
    };
  }
}
