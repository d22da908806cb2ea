package io.cinclus.filter;

import io.cinclus.index.BuildContext;
import io.cinclus.index.BuildProgress;
import io.cinclus.index.scalar.ScalarIndex;
import io.cinclus.index.scalar.ScalarIndexType;
import io.cinclus.model.RowBatch;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Files of scalar indexes in memory, for tests. */
public final class ScalarFiles {
  private static final Map<String, String> GRAMS = Map.of("min_gram", "1", "max_gram", "2");

  private ScalarFiles() {}

  static byte[] build(IndexedField field, RowBatch batch) {
    return build(field, batch, BuildContext.onCallingThread(BuildProgress.NONE));
  }

  static byte[] build(IndexedField field, RowBatch batch, BuildContext context) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      field.build(batch, context, Channels.newChannel(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return bytes.toByteArray();
  }

  static ScalarIndex open(IndexedField field, byte[] file, RowBatch batch) throws IOException {
    return field.open("test.idx", Channels.newChannel(new ByteArrayInputStream(file)), batch);
  }

  /** Built, saved and loaded again. */
  public static FieldIndexes indexes(List<IndexedField> fields, RowBatch batch) {
    Map<IndexedField, ScalarIndex> indexes = new HashMap<>();
    for (IndexedField field : fields) {
      try {
        indexes.put(field, open(field, build(field, batch), batch));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return new FieldIndexes(indexes);
  }

  /** Every index that {@link Rows#SCHEMA} can have, of JSON only at the places that are filled. */
  static List<IndexedField> all() {
    List<IndexedField> all = new ArrayList<>();
    for (ScalarIndexType type : ScalarIndexType.values()) {
      Map<String, String> params = type == ScalarIndexType.NGRAM ? GRAMS : Map.of();
      Rows.SCHEMA.fields().forEach(field -> add(all, field.name(), type, params));
      for (String path : List.of("j[\"k\"]", "j['l']", "j", "k", "$meta[\"k\"]")) {
        for (String cast :
            List.of("BOOL", "DOUBLE", "varchar", "ARRAY_BOOL", "ARRAY_DOUBLE", "ARRAY_VARCHAR")) {
          Map<String, String> json = new HashMap<>(params);
          json.put("json_path", path);
          json.put("json_cast_type", cast);
          add(all, path.startsWith("j") ? "j" : "$meta", type, json);
        }
      }
    }
    return all;
  }

  private static void add(
      List<IndexedField> all, String field, ScalarIndexType type, Map<String, String> params) {
    try {
      all.add(IndexedField.of(Rows.SCHEMA.field(field).orElseThrow(), type, params));
    } catch (IllegalArgumentException refused) {
      // The field's type has no such index.
    }
  }
}
