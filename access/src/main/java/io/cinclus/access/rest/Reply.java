package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The answers of endpoints: {@code code}, {@code data} and what stands beside it. Stateless. */
final class Reply {
  private Reply() {}

  /** Of what has nothing to say but that it is done. */
  static ObjectNode done() {
    return data(Json.object());
  }

  static ObjectNode data(JsonNode data) {
    ObjectNode reply = Json.object().put("code", 0);
    reply.set("data", data);
    return reply;
  }

  static ObjectNode failure(int code, String message) {
    return Json.object().put("code", code).put("message", message);
  }
}
