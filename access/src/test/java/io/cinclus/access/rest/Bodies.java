package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** JSON that tests write with single quotes. */
final class Bodies {
  private Bodies() {}

  static JsonNode json(String text) {
    return Json.parse(
        new ByteArrayInputStream(text.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
  }

  static Body body(String text) {
    return Body.of(json(text), "the body");
  }

  static List<JsonNode> list(String text) {
    List<JsonNode> elements = new ArrayList<>();
    json(text).forEach(elements::add);
    return elements;
  }
}
