package io.cinclus.operators.serve;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import io.cinclus.v1.Column;
import io.cinclus.v1.FloatVectors;
import io.cinclus.v1.Hits;
import io.cinclus.v1.Keys;
import io.cinclus.v1.QueryResult;
import io.cinclus.v1.Reply;
import io.cinclus.v1.Rows;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Map;

/**
 * The JSON form of replies: {@code code}, {@code reason}, {@code message}, {@code warnings}, {@code
 * positions}, and the result. A search has an array for each query vector with an object for each
 * hit ({@code id}, {@code distance}, and the output fields in {@code fields}); a query has an array
 * of such objects in {@code rows}, and {@code count}.
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

  private static ArrayNode rows(Hits hits, Map<Integer, String> names) {
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
        putFields(json.putObject("fields"), hits.getFields(), row, names);
      }
    }
    return rows;
  }

  private static void putFields(ObjectNode json, Rows fields, int row, Map<Integer, String> names) {
    for (Column column : fields.getColumnsList()) {
      String name = names.getOrDefault(column.getFieldId(), String.valueOf(column.getFieldId()));
      putValue(json, name, column, row);
    }
  }

  private static void putValue(ObjectNode json, String name, Column column, int row) {
    int nullByte = row >> 3;
    if (nullByte < column.getNulls().size()
        && (column.getNulls().byteAt(nullByte) >> (row & 7) & 1) != 0) {
      json.putNull(name);
      return;
    }
    switch (column.getValuesCase()) {
      case BOOLS -> json.put(name, column.getBools().getValues(row));
      case LONGS -> json.put(name, column.getLongs().getValues(row));
      case FLOATS -> json.put(name, column.getFloats().getValues(row));
      case DOUBLES -> json.put(name, column.getDoubles().getValues(row));
      case TEXTS -> json.put(name, column.getTexts().getValues(row));
      case JSONS -> json.putRawValue(name, new RawValue(column.getJsons().getValues(row)));
      case ARRAYS -> putArray(json.putArray(name), column, row);
      case FLOAT_VECTORS -> putVector(json.putArray(name), column.getFloatVectors(), row);
      case VALUES_NOT_SET -> json.putNull(name);
    }
  }

  private static void putArray(ArrayNode json, Column column, int row) {
    int from = 0;
    for (int before = 0; before < row; before++) {
      from += column.getArrays().getLengths(before);
    }
    ObjectNode holder = NODES.objectNode();
    for (int i = 0; i < column.getArrays().getLengths(row); i++) {
      putValue(holder, "element", column.getArrays().getElements(), from + i);
      json.add(holder.get("element"));
    }
  }

  private static void putVector(ArrayNode json, FloatVectors vectors, int row) {
    FloatBuffer values =
        vectors.getValues().asReadOnlyByteBuffer().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
    for (int i = 0; i < vectors.getDimension(); i++) {
      json.add(values.get(row * vectors.getDimension() + i));
    }
  }
}
