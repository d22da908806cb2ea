package io.cinclus.standalone.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.cinclus.operators.serve.JsonReplies;
import io.cinclus.v1.Reply;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON as it is printed. Stateless. */
final class Json {
  private static final JsonMapper MAPPER = new JsonMapper();

  private Json() {}

  /** A document, indented. */
  static String print(JsonNode document) {
    try {
      return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A reply as it would come over Kafka where it is asked for in JSON. */
  static JsonNode of(Reply reply) {
    try {
      return MAPPER.readTree(JsonReplies.encode(reply));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
