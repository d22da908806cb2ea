package io.cinclus.access.translate;

import io.cinclus.milvus.grpc.FieldData;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FunctionSchema;
import io.cinclus.model.RowBatch;
import io.cinclus.model.RowGather;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a client wants to see of the rows that are found. Immutable.
 *
 * @param fields of the schema, each once, in the order in which they were asked for
 * @param dynamicKeys which members of the dynamic field; empty: all of them
 * @param names what the client is told that it got
 * @param zone in which it sees times
 */
public record OutputSelection(
    List<FieldSchema> fields, Set<String> dynamicKeys, List<String> names, ZoneId zone) {
  /** Stands for all fields. */
  private static final String ALL = "*";

  public OutputSelection {
    fields = List.copyOf(fields);
    dynamicKeys = Set.copyOf(dynamicKeys);
    names = List.copyOf(names);
  }

  /**
   * The selection of the names that a client sent; a field that a function fills is no output. A
   * name that the schema does not have is a member of the dynamic field, if there is one. Times are
   * those of UTC.
   *
   * @param withKey the primary key is given out even if it is not asked for
   * @throws CinclusException {@link ErrorCode#FIELD_NOT_FOUND}
   */
  public static OutputSelection of(
      List<String> requested, CollectionSchema schema, boolean withKey) {
    Set<FieldSchema> fields = new LinkedHashSet<>();
    Set<String> dynamicKeys = new LinkedHashSet<>();
    boolean isWholeDynamic = false;
    for (String name : requested) {
      if (name.equals(ALL)) {
        schema.fields().stream()
            .filter(field -> schema.functionOf(field).isEmpty())
            .forEach(fields::add);
        isWholeDynamic = true;
      } else {
        Optional<FieldSchema> field = schema.field(name);
        field.flatMap(schema::functionOf).ifPresent(OutputSelection::refuse);
        fields.add(field.or(schema::dynamicField).orElseThrow(() -> notFound(name, schema)));
        isWholeDynamic |= field.isPresent() && field.get().isDynamic();
        if (field.isEmpty()) {
          dynamicKeys.add(name);
        }
      }
    }
    if (withKey) {
      fields.add(schema.primaryKey());
    }
    Set<String> names = new LinkedHashSet<>();
    fields.stream()
        .filter(field -> !field.isDynamic() || dynamicKeys.isEmpty())
        .forEach(field -> names.add(field.name()));
    names.addAll(dynamicKeys);
    return new OutputSelection(
        List.copyOf(fields),
        isWholeDynamic ? Set.of() : dynamicKeys,
        List.copyOf(names),
        ZoneOffset.UTC);
  }

  /** The same with times in a zone. */
  public OutputSelection in(ZoneId other) {
    return new OutputSelection(fields, dynamicKeys, names, other);
  }

  private static void refuse(FunctionSchema function) {
    throw new CinclusException(
        ErrorCode.BAD_REQUEST,
        "field '%s' cannot be output, since the function %s fills it: output '%s'"
            .formatted(function.output(), function.name(), function.input()));
  }

  private static CinclusException notFound(String name, CollectionSchema schema) {
    return new CinclusException(
        ErrorCode.FIELD_NOT_FOUND,
        "there is no field '%s' to output: the collection has %s"
            .formatted(name, schema.fields().stream().map(FieldSchema::name).toList()));
  }

  /** The names that a request is sent with. */
  public List<String> fieldNames() {
    return fields.stream().map(FieldSchema::name).toList();
  }

  /** The columns of the selected fields, the rows of all batches one after another. */
  public List<FieldData> columns(List<RowBatch> batches) {
    List<FieldData> columns = new ArrayList<>();
    int rowCount = batches.stream().mapToInt(RowBatch::rowCount).sum();
    int[] rows = new int[rowCount];
    int at = 0;
    for (RowBatch batch : batches) {
      for (int row = 0; row < batch.rowCount(); row++) {
        rows[at++] = row;
      }
    }
    for (FieldSchema field : fields) {
      List<Column> sources = new ArrayList<>(rowCount);
      for (RowBatch batch : batches) {
        for (int row = 0; row < batch.rowCount(); row++) {
          sources.add(batch.column(field.id()));
        }
      }
      columns.add(
          OutputColumns.fieldData(
              field, selected(field, RowGather.gather(field, sources, rows)), rowCount, zone));
    }
    return columns;
  }

  /** The dynamic field with only the members that were asked for. */
  private Column selected(FieldSchema field, Column column) {
    if (!field.isDynamic() || dynamicKeys.isEmpty() || !(column instanceof Column.Texts texts)) {
      return column;
    }
    String[] reduced = new String[texts.values().length];
    for (int row = 0; row < reduced.length; row++) {
      reduced[row] = DynamicJson.keep(texts.values()[row], dynamicKeys);
    }
    return new Column.Texts(DataType.JSON, reduced, texts.nulls());
  }
}
