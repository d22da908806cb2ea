package io.cinclus.access.translate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Set;

/** The JSON object that keeps what the schema does not name. Stateless. */
final class DynamicJson {
  private DynamicJson() {}

  /** The object with only some of its members. */
  static String keep(String json, Set<String> keys) {
    return KeyValues.object(json) instanceof ObjectNode object
        ? object.retain(keys).toString()
        : json;
  }

  /** The members of both objects; where both have one that of the second. */
  static String merge(String json, String over) {
    return KeyValues.object(json) instanceof ObjectNode object
            && KeyValues.object(over) instanceof ObjectNode others
        ? object.setAll(others).toString()
        : over;
  }
}
