package io.cinclus.filter;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.cinclus.model.CinclusException;
import io.cinclus.model.Column;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.RowBatch;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The rows that are evaluated at once: few enough that every intermediate result stays in the cache
 * and that the parsed JSON of a batch is never all in memory. Parses each JSON field at most once,
 * however many conditions look into it. Single-threaded.
 */
final class Block {
  /** Rows of a full block; a multiple of 64. */
  static final int MAX_ROWS = 1024;

  private static final ObjectReader JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build()
          .readerFor(JsonNode.class);

  private final RowBatch batch;
  private final int from;
  private final int count;
  private final Map<Integer, Documents> documents = new HashMap<>();
  private long[] wanted;

  /** The parsed rows of a JSON field; a missing node where a row is null or not yet parsed. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Documents(JsonNode[] nodes, long[] parsed) {}

  Block(RowBatch batch, int from, int count) {
    this.batch = batch;
    this.from = from;
    this.count = count;
    this.wanted = new long[words()];
    Arrays.fill(wanted, -1L);
    if ((count & 63) != 0) {
      wanted[count >>> 6] = (1L << count) - 1;
    }
  }

  /** The first row, counted in the columns' arrays. */
  int from() {
    return from;
  }

  int count() {
    return count;
  }

  int words() {
    return Bits.words(count);
  }

  Column column(int fieldId) {
    return batch.column(fieldId);
  }

  /** A new set of the block's rows that are null in a column. */
  long[] missing(Column column) {
    long[] missing = new long[words()];
    boolean[] nulls = column.nulls();
    if (nulls != null) {
      for (int i = 0; i < count; i++) {
        missing[i >>> 6] |= (nulls[from + i] ? 1L : 0L) << i;
      }
    }
    return missing;
  }

  /**
   * Tests a condition whose outcome matters only for some rows: JSON of the other rows is left
   * unparsed, their texts are not looked at, and what is said of them means nothing.
   */
  Truth test(Predicate condition, long[] rows) {
    long[] before = wanted;
    wanted = Bits.and(before, rows);
    Truth truth = condition.test(this);
    wanted = before;
    return truth;
  }

  /** The rows of a word for which the outcome matters. */
  long wanted(int word) {
    return wanted[word];
  }

  /** Whether the outcome matters for any of some rows. */
  boolean wantsAny(long[] rows) {
    for (int w = 0; w < rows.length; w++) {
      if ((rows[w] & wanted[w]) != 0) {
        return true;
      }
    }
    return false;
  }

  /** The rows of a JSON field, from index 0; a missing node where a row is null or not wanted. */
  JsonNode[] documents(int fieldId) {
    Documents known =
        documents.computeIfAbsent(
            fieldId,
            id -> {
              JsonNode[] nodes = new JsonNode[count];
              Arrays.fill(nodes, MissingNode.getInstance());
              return new Documents(nodes, new long[words()]);
            });
    Column.Texts column = (Column.Texts) column(fieldId);
    for (int i = 0; i < count; i++) {
      if (Bits.get(wanted, i) && !Bits.get(known.parsed, i)) {
        Bits.set(known.parsed, i);
        int row = from + i;
        if (!column.isNull(row)) {
          known.nodes[i] = parse(column.values()[row], fieldId, row);
        }
      }
    }
    return known.nodes;
  }

  private static JsonNode parse(String text, int fieldId, int row) {
    try {
      JsonNode document = JSON.readTree(text);
      if (!document.isMissingNode()) {
        return document;
      }
      throw new CinclusException(ErrorCode.STORAGE_CORRUPT, problem(fieldId, row, "it is blank"));
    } catch (JsonProcessingException e) {
      throw new CinclusException(
          ErrorCode.STORAGE_CORRUPT, problem(fieldId, row, e.getOriginalMessage()), e);
    }
  }

  private static String problem(int fieldId, int row, String detail) {
    return "row %d of the batch has no valid JSON in the field with id %d (%s); rewrite the row"
        .formatted(row, fieldId, detail);
  }
}
