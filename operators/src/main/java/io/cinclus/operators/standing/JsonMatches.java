package io.cinclus.operators.standing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.operators.serve.JsonReplies;
import io.cinclus.v1.Hits;
import io.cinclus.v1.StandingMatch;
import java.io.UncheckedIOException;

/**
 * The JSON form of matches: {@code query}, {@code query_id}, {@code database}, {@code collection},
 * {@code channel}, {@code position}, {@code timestamp} (milliseconds since 1970), and {@code id},
 * {@code distance} and {@code fields} as in {@link JsonReplies}. Stateless.
 */
public final class JsonMatches {
  private static final JsonMapper MAPPER = new JsonMapper();

  private JsonMatches() {}

  /** The match in JSON, in UTF-8. */
  public static byte[] encode(StandingMatch match) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("query", match.getQuery())
        .put("query_id", match.getQueryId())
        .put("database", match.getDatabase())
        .put("collection", match.getCollection())
        .put("channel", match.getChannel())
        .put("position", match.getPosition())
        .put("timestamp", match.getTimestampMillis());
    Hits hits =
        Hits.newBuilder()
            .setKeys(match.getKey())
            .addDistances(match.getDistance())
            .setFields(match.getFields())
            .build();
    json.setAll((ObjectNode) JsonReplies.rows(hits, match.getFieldNamesMap()).get(0));
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }
}
