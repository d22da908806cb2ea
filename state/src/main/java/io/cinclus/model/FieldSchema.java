package io.cinclus.model;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One field of a collection. Immutable.
 *
 * @param id unique in the collection; never reused
 * @param name as users write it
 * @param description free text
 * @param type the type of its values
 * @param role what the field is for
 * @param nullable whether a row may lack a value
 * @param defaultValue what a row that lacks a value gets: Boolean, Long (of a TIMESTAMPTZ field
 *     microseconds in UTC), Double (of a FLOAT field rounded to float, as its rows are) or String;
 *     null: no default
 * @param limits the type's sizes
 * @param analysis how a VARCHAR field is cut into terms; null: it is not
 * @param addedAt the catalog position at which the field was added to a collection that was there
 *     already; 0: it is as old as its collection
 */
public record FieldSchema(
    int id,
    String name,
    String description,
    DataType type,
    Role role,
    boolean nullable,
    @Nullable Object defaultValue,
    Limits limits,
    @Nullable Analysis analysis,
    long addedAt) {

  /** The name of the JSON field that keeps what the schema does not name. */
  public static final String DYNAMIC_FIELD = "$meta";

  /** What a field is for. */
  public enum Role {
    PRIMARY_KEY,
    /** A primary key that the writer makes for rows that come without one. */
    AUTO_ID,
    DATA,
    /** Rows go to the partition that is chosen by their value. */
    PARTITION_KEY,
    /** The JSON field {@link #DYNAMIC_FIELD}. */
    DYNAMIC
  }

  /**
   * How a text is cut into terms.
   *
   * @param match whether filters may ask for its terms
   * @param params Milvus' {@code analyzer_params}; empty: the standard analyzer
   */
  public record Analysis(boolean match, String params) {}

  /**
   * The sizes of a type; zero or null where the type has none.
   *
   * @param dimension components of a vector
   * @param maxLengthBytes UTF-8 bytes of a VARCHAR (or of each element of an ARRAY of them)
   * @param elementType of an ARRAY
   * @param maxCapacity elements of an ARRAY
   */
  public record Limits(
      int dimension, int maxLengthBytes, @Nullable DataType elementType, int maxCapacity) {
    public static final Limits NONE = new Limits(0, 0, null, 0);

    public static Limits dimension(int dimension) {
      return new Limits(dimension, 0, null, 0);
    }

    public static Limits maxLength(int maxLengthBytes) {
      return new Limits(0, maxLengthBytes, null, 0);
    }

    public static Limits array(DataType elementType, int maxCapacity, int maxLengthBytes) {
      return new Limits(0, maxLengthBytes, elementType, maxCapacity);
    }
  }

  public FieldSchema {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(description, "description");
    Objects.requireNonNull(type, "type");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(limits, "limits");
    if (type == DataType.FLOAT && defaultValue instanceof Double number) {
      defaultValue = (double) number.floatValue();
    }
  }

  /** A field that is not cut into terms, and as old as its collection. */
  public FieldSchema(
      int id,
      String name,
      String description,
      DataType type,
      Role role,
      boolean nullable,
      @Nullable Object defaultValue,
      Limits limits) {
    this(id, name, description, type, role, nullable, defaultValue, limits, null, 0);
  }

  /** A field that is neither key nor nullable, without default; its id is assigned later. */
  public static FieldSchema of(String name, DataType type, Limits limits) {
    return new FieldSchema(0, name, "", type, Role.DATA, false, null, limits);
  }

  public boolean isPrimaryKey() {
    return role == Role.PRIMARY_KEY || role == Role.AUTO_ID;
  }

  /** Whether the field is the primary key and rows may come without it. */
  public boolean isAutoId() {
    return role == Role.AUTO_ID;
  }

  public boolean isPartitionKey() {
    return role == Role.PARTITION_KEY;
  }

  public boolean isDynamic() {
    return role == Role.DYNAMIC;
  }

  /** The element type of an ARRAY field; {@link IllegalStateException} for other fields. */
  public DataType elementType() {
    DataType element = limits.elementType();
    if (element == null) {
      throw new IllegalStateException("field " + name + " of type " + type + " has no elements");
    }
    return element;
  }

  public FieldSchema withId(int newId) {
    return new FieldSchema(
        newId, name, description, type, role, nullable, defaultValue, limits, analysis, addedAt);
  }

  public FieldSchema asPrimaryKey() {
    return withRole(Role.PRIMARY_KEY);
  }

  public FieldSchema asAutoId() {
    return withRole(Role.AUTO_ID);
  }

  private FieldSchema withRole(Role newRole) {
    return new FieldSchema(
        id, name, description, type, newRole, nullable, defaultValue, limits, analysis, addedAt);
  }

  public FieldSchema asPartitionKey() {
    return withRole(Role.PARTITION_KEY);
  }

  public FieldSchema asNullable() {
    return new FieldSchema(
        id, name, description, type, role, true, defaultValue, limits, analysis, addedAt);
  }

  public FieldSchema withDescription(String text) {
    return new FieldSchema(
        id, name, text, type, role, nullable, defaultValue, limits, analysis, addedAt);
  }

  public FieldSchema withDefault(Object value) {
    return new FieldSchema(
        id, name, description, type, role, nullable, value, limits, analysis, addedAt);
  }

  public FieldSchema withLimits(Limits changed) {
    return new FieldSchema(
        id, name, description, type, role, nullable, defaultValue, changed, analysis, addedAt);
  }

  public FieldSchema withAnalysis(Analysis how) {
    return new FieldSchema(
        id, name, description, type, role, nullable, defaultValue, limits, how, addedAt);
  }

  /** The same, added at a position of the catalog. */
  public FieldSchema withAddedAt(long position) {
    return new FieldSchema(
        id, name, description, type, role, nullable, defaultValue, limits, analysis, position);
  }
}
