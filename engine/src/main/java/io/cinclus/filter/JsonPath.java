package io.cinclus.filter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.List;

/**
 * A place in a JSON field; what is there has a type only row by row. An empty path is the whole
 * field.
 */
record JsonPath(int fieldId, List<Segment> segments) implements Expression {
  private static final int NO_INDEX = -1;
  private static final int MAX_INDEX_DIGITS = 9;

  /**
   * One step: into an object by key or into an array by index, whichever the row has there.
   *
   * @param key the step as it was written
   * @param index negative where the key is no index
   */
  record Segment(String key, int index) {
    static Segment of(String key) {
      boolean canonical =
          key.length() <= MAX_INDEX_DIGITS
              && key.chars().allMatch(c -> c >= '0' && c <= '9')
              && (key.equals("0") || !key.startsWith("0"))
              && !key.isEmpty();
      return new Segment(key, canonical ? Integer.parseInt(key) : NO_INDEX);
    }
  }

  JsonPath {
    segments = List.copyOf(segments);
  }

  /** What is at this place of a document; a missing node where nothing is. */
  JsonNode find(JsonNode document) {
    JsonNode node = document;
    for (int i = 0; i < segments.size(); i++) {
      Segment segment = segments.get(i);
      JsonNode next = node.isArray() ? node.get(segment.index) : node.get(segment.key);
      if (next == null) {
        return MissingNode.getInstance();
      }
      node = next;
    }
    return node;
  }

  /** The rows where nothing, or a JSON null, is at this place. */
  @Override
  public long[] missing(Block block) {
    if (segments.isEmpty()) {
      return block.missing(block.column(fieldId));
    }
    JsonNode[] documents = block.documents(fieldId);
    long[] missing = new long[block.words()];
    for (int i = 0; i < documents.length; i++) {
      JsonNode node = find(documents[i]);
      if (node.isMissingNode() || node.isNull()) {
        Bits.set(missing, i);
      }
    }
    return missing;
  }

  /** The boolean at this place; unknown where there is none. */
  Truth booleans(Block block) {
    JsonNode[] documents = block.documents(fieldId);
    long[] yes = new long[block.words()];
    long[] missing = new long[block.words()];
    for (int i = 0; i < documents.length; i++) {
      JsonNode node = find(documents[i]);
      if (!node.isBoolean()) {
        Bits.set(missing, i);
      } else if (node.booleanValue()) {
        Bits.set(yes, i);
      }
    }
    return new Truth(yes, missing);
  }

  /** The text at this place; missing where there is none. */
  TextVector texts(Block block) {
    JsonNode[] documents = block.documents(fieldId);
    String[] values = new String[documents.length];
    long[] missing = new long[block.words()];
    for (int i = 0; i < documents.length; i++) {
      JsonNode node = find(documents[i]);
      if (node.isTextual()) {
        values[i] = node.textValue();
      } else {
        values[i] = "";
        Bits.set(missing, i);
      }
    }
    return new TextVector(values, 0, missing);
  }

  /** The number at this place; missing where there is none. */
  MixedVector numbers(Block block) {
    JsonNode[] documents = block.documents(fieldId);
    MixedVector.Builder numbers = new MixedVector.Builder(documents.length);
    for (int i = 0; i < documents.length; i++) {
      JsonNode node = find(documents[i]);
      if (!node.isNumber()) {
        numbers.setMissing(i);
      } else if (node.isIntegralNumber() && node.canConvertToLong()) {
        numbers.set(i, node.longValue());
      } else {
        numbers.set(i, node.doubleValue());
      }
    }
    return numbers.build();
  }

  /** How many elements the array at this place has; missing where there is none. */
  LongVector lengths(Block block) {
    JsonNode[] documents = block.documents(fieldId);
    long[] lengths = new long[documents.length];
    long[] missing = new long[block.words()];
    for (int i = 0; i < documents.length; i++) {
      JsonNode node = find(documents[i]);
      lengths[i] = node.size();
      if (!node.isArray()) {
        Bits.set(missing, i);
      }
    }
    return new LongVector(lengths, 0, missing);
  }
}
