package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.milvus.grpc.FieldData;
import io.cinclus.milvus.grpc.SearchResultData;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows that are read, as objects. Members of the dynamic field stand beside the fields; lists and
 * JSON are given out as they are. Stateless.
 */
final class RowsJson {
  private RowsJson() {}

  /** The rows of a query. */
  static List<ObjectNode> rows(List<FieldData> columns, Numbers numbers) {
    int rowCount = columns.isEmpty() ? 0 : rowCount(columns.get(0));
    List<ObjectNode> rows = new ArrayList<>(rowCount);
    for (int row = 0; row < rowCount; row++) {
      rows.add(Json.object());
    }
    columns.forEach(column -> add(column, rows, numbers));
    return rows;
  }

  /** The hits of all query vectors, one behind the other. */
  static List<ObjectNode> hits(SearchResultData hits, Numbers numbers) {
    List<ObjectNode> rows = new ArrayList<>(hits.getScoresCount());
    for (int row = 0; row < hits.getScoresCount(); row++) {
      ObjectNode hit = Json.object().put("distance", hits.getScores(row));
      hit.set("id", numbers.key(hits.getIds(), row));
      rows.add(hit);
    }
    hits.getFieldsDataList().forEach(column -> add(column, rows, numbers));
    return rows;
  }

  private static int rowCount(FieldData column) {
    return column.getValidDataCount() > 0 ? column.getValidDataCount() : valueCount(column);
  }

  private static int valueCount(FieldData column) {
    return column.hasVectors()
        ? JsonVectors.count(column.getType(), column.getVectors())
        : JsonScalars.count(column.getScalars());
  }

  /** Of null rows there may be a value that means nothing, or none. */
  private static void add(FieldData column, List<ObjectNode> rows, Numbers numbers) {
    boolean isCompact = valueCount(column) < rows.size();
    int next = 0;
    for (int row = 0; row < rows.size(); row++) {
      boolean isNull = column.getValidDataCount() > 0 && !column.getValidData(row);
      if (isNull) {
        add(column, rows.get(row), NullNode.getInstance());
      } else {
        add(column, rows.get(row), value(column, isCompact ? next : row, numbers));
        next++;
      }
    }
  }

  private static JsonNode value(FieldData column, int at, Numbers numbers) {
    return column.hasVectors()
        ? JsonVectors.value(column.getType(), column.getVectors(), at)
        : JsonScalars.value(column.getScalars(), at, numbers);
  }

  private static void add(FieldData column, ObjectNode row, JsonNode value) {
    if (!column.getIsDynamic()) {
      row.set(column.getFieldName(), value);
    } else if (value instanceof ObjectNode members) {
      row.setAll(members);
    }
  }
}
