package io.cinclus.access.imports;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.Converter;
import org.apache.parquet.io.api.GroupConverter;
import org.apache.parquet.io.api.PrimitiveConverter;
import org.apache.parquet.io.api.RecordMaterializer;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.ListLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Type.Repetition;
import org.jspecify.annotations.Nullable;

/**
 * Puts a Parquet record together as a map by column: lists, of either layout that Parquet has had
 * for them, as {@link List}; structs as {@link Map}; strings as {@link String}, other bytes as
 * {@code byte[]}. Not thread-safe.
 */
final class ParquetRows extends RecordMaterializer<Map<String, @Nullable Object>> {
  private final Struct root;
  private Map<String, @Nullable Object> current = Map.of();

  /** {@link IllegalArgumentException} for types that no field takes. */
  ParquetRows(MessageType schema) {
    this.root = new Struct(schema, struct -> current = struct);
  }

  @Override
  public Map<String, @Nullable Object> getCurrentRecord() {
    return current;
  }

  @Override
  public GroupConverter getRootConverter() {
    return root;
  }

  private static Converter converter(Type type, Consumer<Object> sink) {
    if (type.isPrimitive()) {
      return new Scalar(type.asPrimitiveType(), sink);
    }
    GroupType group = type.asGroupType();
    return group.getLogicalTypeAnnotation() instanceof ListLogicalTypeAnnotation
            && group.getFieldCount() == 1
        ? new Elements(group.getType(0), sink::accept)
        : new Struct(group, sink::accept);
  }

  private static final class Struct extends GroupConverter {
    private final Converter[] converters;
    private final Consumer<Map<String, @Nullable Object>> sink;
    private Map<String, @Nullable Object> values = Map.of();

    Struct(GroupType type, Consumer<Map<String, @Nullable Object>> sink) {
      this.sink = sink;
      this.converters = new Converter[type.getFieldCount()];
      for (int i = 0; i < converters.length; i++) {
        Type field = type.getType(i);
        String name = field.getName();
        converters[i] =
            converter(
                field,
                field.isRepetition(Repetition.REPEATED)
                    ? value -> append(name, value)
                    : value -> values.put(name, value));
      }
    }

    @SuppressWarnings("unchecked") // Only this puts values of such a field.
    private void append(String name, Object value) {
      List<Object> list = (List<Object>) values.get(name);
      if (list == null) {
        list = new ArrayList<>();
        values.put(name, list);
      }
      list.add(value);
    }

    @Override
    public Converter getConverter(int index) {
      return converters[index];
    }

    @Override
    public void start() {
      values = new LinkedHashMap<>();
    }

    @Override
    public void end() {
      sink.accept(values);
    }
  }

  /** A list whose repeated child is either the element or a group of nothing but the element. */
  private static final class Elements extends GroupConverter {
    private final Converter element;
    private final Consumer<List<@Nullable Object>> sink;
    private List<@Nullable Object> values = List.of();

    Elements(Type repeated, Consumer<List<@Nullable Object>> sink) {
      this.sink = sink;
      boolean isWrapped =
          !repeated.isPrimitive()
              && repeated.asGroupType().getFieldCount() == 1
              && !repeated.getName().equals("array")
              && !repeated.getName().endsWith("_tuple");
      this.element =
          isWrapped
              ? new Element(repeated.asGroupType().getType(0), value -> values.add(value))
              : converter(repeated, value -> values.add(value));
    }

    @Override
    public Converter getConverter(int index) {
      return element;
    }

    @Override
    public void start() {
      values = new ArrayList<>();
    }

    @Override
    public void end() {
      sink.accept(values);
    }
  }

  /** An element that may be null. */
  private static final class Element extends GroupConverter {
    private final Converter converter;
    private final Consumer<@Nullable Object> sink;
    private @Nullable Object value;

    Element(Type type, Consumer<@Nullable Object> sink) {
      this.sink = sink;
      this.converter = converter(type, given -> value = given);
    }

    @Override
    public Converter getConverter(int index) {
      return converter;
    }

    @Override
    public void start() {
      value = null;
    }

    @Override
    public void end() {
      sink.accept(value);
    }
  }

  private static final class Scalar extends PrimitiveConverter {
    private final boolean isText;
    private final Consumer<Object> sink;

    Scalar(PrimitiveType type, Consumer<Object> sink) {
      if (type.getPrimitiveTypeName() == PrimitiveTypeName.INT96
          || type.getLogicalTypeAnnotation() instanceof DecimalLogicalTypeAnnotation) {
        throw new IllegalArgumentException(
            "column '%s' is of type %s, which no field takes: leave it out, or write numbers or texts"
                .formatted(type.getName(), type));
      }
      this.isText = type.getLogicalTypeAnnotation() instanceof StringLogicalTypeAnnotation;
      this.sink = sink;
    }

    @Override
    public void addBinary(Binary value) {
      sink.accept(isText ? value.toStringUsingUTF8() : value.getBytes());
    }

    @Override
    public void addBoolean(boolean value) {
      sink.accept(value);
    }

    @Override
    public void addDouble(double value) {
      sink.accept(value);
    }

    @Override
    public void addFloat(float value) {
      sink.accept(value);
    }

    @Override
    public void addInt(int value) {
      sink.accept(value);
    }

    @Override
    public void addLong(long value) {
      sink.accept(value);
    }
  }
}
