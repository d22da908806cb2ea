package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cinclus.milvus.grpc.IDs;

/** How whole numbers of 64 bits are given out, which not every language reads from JSON exactly. */
enum Numbers {
  AS_NUMBERS,
  AS_TEXTS;

  JsonNode node(long value) {
    return this == AS_TEXTS ? TextNode.valueOf(Long.toString(value)) : LongNode.valueOf(value);
  }

  /** The primary key of one row. */
  JsonNode key(IDs keys, int at) {
    return keys.hasStrId()
        ? TextNode.valueOf(keys.getStrId().getData(at))
        : node(keys.getIntId().getData(at));
  }

  /** All primary keys. */
  ArrayNode keys(IDs keys) {
    ArrayNode list = Json.list();
    int count = keys.hasStrId() ? keys.getStrId().getDataCount() : keys.getIntId().getDataCount();
    for (int at = 0; at < count; at++) {
      list.add(key(keys, at));
    }
    return list;
  }
}
