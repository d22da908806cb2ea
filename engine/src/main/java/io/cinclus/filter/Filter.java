package io.cinclus.filter;

import io.cinclus.index.scalar.RowCount;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.Utf8;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;

/**
 * A compiled filter over the rows of one schema: it selects exactly the rows for which the
 * expression is true (not those for which it is false or unknown).
 *
 * <p>Immutable and thread-safe. The caller asks {@link #primaryKeys} first; scalar indexes are used
 * by the filter that {@link #using} gives. Struct functions and templates are refused.
 */
public final class Filter {
  /** Characters of an expression, what stands in square brackets not counted. */
  public static final int MAX_LENGTH_CHARS = 64 * 1024;

  /** Characters of an expression with its lists. */
  public static final int MAX_LENGTH_WITH_LISTS_CHARS = 4 * 1024 * 1024;

  /** How deep operators, parentheses and JSON keys nest. */
  public static final int MAX_DEPTH = 200;

  /** Values of one list. */
  public static final int MAX_LIST_VALUES = 100_000;

  /** Characters of a pattern of {@code like} or {@code =~}. */
  public static final int MAX_PATTERN_CHARS = 4096;

  /** Rows that are decided at a time: a caller that may have to give up asks for as many. */
  public static final int BLOCK_ROWS = Block.MAX_ROWS;

  private final Predicate condition;
  private final Set<Integer> fieldIds;
  private final Optional<Column> primaryKeys;

  private Filter(Predicate condition, Set<Integer> fieldIds, Optional<Column> primaryKeys) {
    this.condition = condition;
    this.fieldIds = fieldIds;
    this.primaryKeys = primaryKeys;
  }

  /**
   * The same filter for the rows of one segment, with what the segment's indexes know of them: the
   * same rows pass, found without looking at most of them.
   */
  public Filter using(FieldIndexes indexes) {
    return indexes.isEmpty()
        ? this
        : new Filter(new IndexedConditions(indexes).answered(condition), fieldIds, primaryKeys);
  }

  /**
   * Clears rows that do not pass, as far as the indexes in {@link #using} tell.
   *
   * @param words bits over the rows of the segment
   * @return whether they told of every row, so that nothing is left to {@link #evaluate}
   */
  public boolean clearKnown(long[] words) {
    long[] possible = IndexedConditions.possible(condition);
    for (int word = 0; possible != null && word < words.length; word++) {
      words[word] &= possible[word];
    }
    return condition instanceof Predicate.Answered answer && answer.open() == null;
  }

  /**
   * Between which numbers the rows lie that pass, found by asking indexes for counts and evaluating
   * nothing. It is far less work than {@link #using} and {@link #evaluate}.
   *
   * @param indexes over all of the rows, or none
   * @param rows of the segment
   */
  public RowCount count(FieldIndexes indexes, int rows) {
    return TruthCount.of(condition, indexes, rows).yes();
  }

  /**
   * The filter of an expression; a blank one selects every row. {@link CinclusException} with
   * {@code BAD_FILTER} where the expression is malformed, does not fit the schema, is not supported
   * or exceeds a limit: the message says where, what was found and what to do.
   */
  public static Filter compile(String expression, CollectionSchema schema) {
    if (expression.isBlank()) {
      return new Filter(new Predicate.Constant(true), Set.of(), Optional.empty());
    }
    Fields fields = new Fields(schema);
    Predicate condition = new FilterCompiler(fields).compile(Syntax.parse(expression));
    return new Filter(condition, fields.used(), primaryKeys(condition, schema));
  }

  /**
   * The same expression where times that name no zone are of the given one; without it they are of
   * UTC.
   */
  public static String inZone(String expression, ZoneId zone) {
    return Times.inZone(expression, zone);
  }

  /**
   * Decides the rows [from, to) of a batch of the schema.
   *
   * @param from a multiple of 64
   * @param words bit {@code r & 63} of word {@code r >> 6} becomes 1 where row r passes and 0 where
   *     it does not; the last word's remaining bits become 0; other words are left alone
   * @throws IllegalArgumentException where {@code from} is no multiple of 64, the batch has fewer
   *     rows or lacks a field of {@link #fieldIds}, or {@code words} is too short
   * @throws CinclusException STORAGE_CORRUPT where a JSON field holds no JSON
   */
  public void evaluate(RowBatch batch, int from, int to, long[] words) {
    if (from < 0 || (from & 63) != 0 || to < from || to > batch.rowCount()) {
      throw new IllegalArgumentException(
          "rows [%d, %d) do not begin at a multiple of 64 or are not within the batch's %d"
              .formatted(from, to, batch.rowCount()));
    }
    if (words.length < Bits.words(to)) {
      throw new IllegalArgumentException(
          "%d rows need %d words, not %d".formatted(to, Bits.words(to), words.length));
    }
    for (int first = from; first < to; first += BLOCK_ROWS) {
      Block block = new Block(batch, first, Math.min(BLOCK_ROWS, to - first));
      System.arraycopy(condition.test(block).yes(), 0, words, first >>> 6, block.words());
    }
    int rest = to & 63;
    if (rest != 0 && from < to) {
      words[to >>> 6] &= (1L << rest) - 1;
    }
  }

  /** The ids of the fields that a batch must have for {@link #evaluate}, ascending. */
  public Set<Integer> fieldIds() {
    return fieldIds;
  }

  /**
   * The only keys that can pass, where the filter is nothing but {@code key == x} or {@code key in
   * […]}: a column of the key's type, ascending and without repeats; every row with one of the keys
   * passes. Empty for any other filter.
   */
  public Optional<Column> primaryKeys() {
    return primaryKeys;
  }

  /**
   * The only values that a field of a type of keys has in rows that pass, as the filter says it
   * itself or with further conditions by {@code and}: ascending and without repeats. Empty where it
   * does not say so.
   */
  public Optional<Column> only(FieldSchema field) {
    return required(condition, field);
  }

  private static Optional<Column> required(Predicate condition, FieldSchema field) {
    return condition instanceof Predicate.And and
        ? and.conditions().stream()
            .map(one -> required(one, field))
            .flatMap(Optional::stream)
            .findFirst()
        : only(condition, field);
  }

  private static Optional<Column> primaryKeys(Predicate condition, CollectionSchema schema) {
    return schema.fields().stream()
        .filter(FieldSchema::isPrimaryKey)
        .findFirst()
        .flatMap(key -> only(condition, key));
  }

  private static Optional<Column> only(Predicate condition, FieldSchema field) {
    int id = field.id();
    if (condition instanceof Predicate.Within within && isField(within.value(), id)) {
      Bounds bounds = within.bounds();
      return bounds.low() == bounds.high()
          ? Optional.of(new Column.Longs(field.type(), new long[] {bounds.low()}, null))
          : Optional.empty();
    }
    if (condition instanceof Predicate.AmongNumbers among && isField(among.value(), id)) {
      return Optional.of(new Column.Longs(field.type(), among.set().longs(), null));
    }
    if (condition instanceof Predicate.MatchText match
        && match.value().equals(new TextValue.Field(id))) {
      return textKeys(match.condition());
    }
    return Optional.empty();
  }

  private static boolean isField(NumberValue value, int fieldId) {
    return value instanceof NumberValue.Field field
        && field.fieldId() == fieldId
        && field.isInteger();
  }

  private static Optional<Column> textKeys(TextCondition condition) {
    if (condition instanceof TextCondition.Equal equal) {
      return Optional.of(texts(equal.constant()));
    }
    if (condition instanceof TextCondition.Among among) {
      return Optional.of(
          texts(among.constants().stream().sorted(Utf8::compare).toArray(String[]::new)));
    }
    return Optional.empty();
  }

  private static Column texts(String... keys) {
    return new Column.Texts(DataType.VARCHAR, keys, null);
  }
}
