package io.cinclus.operators.serve;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.cinclus.v1.Column;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Keys;
import io.cinclus.v1.QueryResult;
import io.cinclus.v1.Reply;
import io.cinclus.value.Geometries;
import io.cinclus.value.Timestamps;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The JSON form of replies: {@code code}, {@code reason}, {@code message}, {@code warnings}, {@code
 * positions}, and the result. A search has an array for each query vector with an object for each
 * hit ({@code id}, {@code distance}, {@code group} if hits are grouped, and the output fields in
 * {@code fields}); a query has an array of such objects in {@code rows}, and {@code count}. Vectors
 * are as {@link JsonVectors} says, times texts in ISO 8601 and UTC, geometries well-known text.
 *
 * <p>Stateless.
 */
public final class JsonReplies {
  private static final JsonMapper MAPPER = new JsonMapper();
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private JsonReplies() {}

  /** The reply in JSON, in UTF-8. */
  public static byte[] encode(Reply reply) {
    ObjectNode json = NODES.objectNode();
    json.put("code", reply.getCode());
    json.put("reason", reply.getReason());
    if (!reply.getMessage().isEmpty()) {
      json.put("message", reply.getMessage());
    }
    if (reply.getWarningsCount() > 0) {
      reply.getWarningsList().forEach(json.putArray("warnings")::add);
    }
    if (reply.getPositionsCount() > 0) {
      ObjectNode positions = json.putObject("positions");
      reply.getPositionsMap().forEach((channel, at) -> positions.put(channel.toString(), at));
    }
    if (reply.hasSearch()) {
      ArrayNode all = json.putArray("hits");
      for (Hits hits : reply.getSearch().getHitsList()) {
        all.add(rows(hits, reply.getFieldNamesMap()));
      }
    }
    if (reply.hasQuery()) {
      QueryResult query = reply.getQuery();
      json.put("count", query.getCount());
      if (query.hasKeys()) {
        Hits hits = Hits.newBuilder().setKeys(query.getKeys()).setFields(query.getFields()).build();
        json.set("rows", rows(hits, reply.getFieldNamesMap()));
      }
    }
    try {
      return MAPPER.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The rows, an object for each, whose fields have these names by their ids. */
  public static ArrayNode rows(Hits hits, Map<Integer, String> names) {
    ArrayNode rows = NODES.arrayNode();
    Keys keys = hits.getKeys();
    int count =
        keys.hasTexts() ? keys.getTexts().getValuesCount() : keys.getLongs().getValuesCount();
    for (int row = 0; row < count; row++) {
      ObjectNode json = rows.addObject();
      if (keys.hasTexts()) {
        json.put("id", keys.getTexts().getValues(row));
      } else {
        json.put("id", keys.getLongs().getValues(row));
      }
      if (row < hits.getDistancesCount()) {
        json.put("distance", hits.getDistances(row));
      }
      if (hits.getFields().getColumnsCount() > 0) {
        json.putObject("fields");
      }
    }
    for (Column column : hits.getGroupValues().getColumnsList()) {
      List<JsonNode> values = values(column, count);
      for (int row = 0; row < count; row++) {
        ((ObjectNode) rows.get(row)).set("group", values.get(row));
      }
    }
    for (Column column : hits.getFields().getColumnsList()) {
      String name = names.getOrDefault(column.getFieldId(), String.valueOf(column.getFieldId()));
      List<JsonNode> values = values(column, count);
      for (int row = 0; row < count; row++) {
        ((ObjectNode) rows.get(row).get("fields")).set(name, values.get(row));
      }
    }
    return rows;
  }

  private static List<JsonNode> values(Column column, int count) {
    List<JsonNode> values = new ArrayList<>(count);
    List<JsonNode> elements = List.of();
    if (column.hasArrays()) {
      int elementCount = column.getArrays().getLengthsList().stream().mapToInt(n -> n).sum();
      elements = values(column.getArrays().getElements(), elementCount);
    }
    List<Integer> lengths =
        column.hasArrays()
            ? column.getArrays().getLengthsList()
            : column.getSparseVectors().getLengthsList();
    int from = 0;
    for (int row = 0; row < count; row++) {
      int to = lengths.isEmpty() ? 0 : from + lengths.get(row);
      if (isNull(column, row)) {
        values.add(NODES.nullNode());
      } else if (column.hasArrays()) {
        values.add(NODES.arrayNode().addAll(elements.subList(from, to)));
      } else if (column.hasSparseVectors()) {
        values.add(JsonVectors.of(column.getSparseVectors(), from, to));
      } else {
        values.add(value(column, row));
      }
      from = to;
    }
    return values;
  }

  private static boolean isNull(Column column, int row) {
    int nullByte = row >> 3;
    return nullByte < column.getNulls().size()
        && (column.getNulls().byteAt(nullByte) >> (row & 7) & 1) != 0;
  }

  private static JsonNode value(Column column, int row) {
    return switch (column.getValuesCase()) {
      case BOOLS -> NODES.booleanNode(column.getBools().getValues(row));
      case LONGS -> NODES.numberNode(column.getLongs().getValues(row));
      case TIMES ->
          NODES.textNode(Timestamps.format(column.getTimes().getValues(row), ZoneOffset.UTC));
      case GEOMETRIES ->
          NODES.textNode(Geometries.toText(column.getGeometries().getValues(row).toByteArray()));
      case FLOATS -> NODES.numberNode(column.getFloats().getValues(row));
      case DOUBLES -> NODES.numberNode(column.getDoubles().getValues(row));
      case TEXTS -> NODES.textNode(column.getTexts().getValues(row));
      case JSONS -> NODES.rawValueNode(new RawValue(column.getJsons().getValues(row)));
      case VECTORS -> JsonVectors.of(column.getVectors(), row);
      case ARRAYS, SPARSE_VECTORS, VALUES_NOT_SET -> NODES.nullNode();
    };
  }
}
