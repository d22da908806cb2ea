package io.cinclus.access.imports;

import io.cinclus.access.imports.BatchReader.Batch;
import io.cinclus.access.imports.BatchReader.Keys;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.FieldSchema.Role;
import io.cinclus.model.RowBatch;
import io.cinclus.segment.ObjectStorage;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Files and schemas of tests. */
final class ImportFiles {
  static final ImportOptions DEFAULTS = ImportOptions.of(Map.of());

  /** Of the files that Milvus' bulk writer wrote. */
  static final CollectionSchema EVERYTHING =
      schema(
          FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
          FieldSchema.of("bool", DataType.BOOL, Limits.NONE),
          FieldSchema.of("int8", DataType.INT8, Limits.NONE),
          FieldSchema.of("int16", DataType.INT16, Limits.NONE),
          FieldSchema.of("int32", DataType.INT32, Limits.NONE).asNullable(),
          FieldSchema.of("float", DataType.FLOAT, Limits.NONE),
          FieldSchema.of("double", DataType.DOUBLE, Limits.NONE),
          FieldSchema.of("varchar", DataType.VARCHAR, Limits.maxLength(100)).asNullable(),
          FieldSchema.of("json", DataType.JSON, Limits.NONE),
          FieldSchema.of("numbers", DataType.ARRAY, Limits.array(DataType.INT32, 10, 0)),
          FieldSchema.of("words", DataType.ARRAY, Limits.array(DataType.VARCHAR, 10, 20)),
          FieldSchema.of("floats", DataType.FLOAT_VECTOR, Limits.dimension(4)),
          FieldSchema.of("bits", DataType.BINARY_VECTOR, Limits.dimension(16)),
          FieldSchema.of("halves", DataType.FLOAT16_VECTOR, Limits.dimension(4)),
          FieldSchema.of("brains", DataType.BFLOAT16_VECTOR, Limits.dimension(4)),
          FieldSchema.of("sparse", DataType.SPARSE_FLOAT_VECTOR, Limits.NONE),
          dynamic());

  private ImportFiles() {}

  static FieldSchema dynamic() {
    return new FieldSchema(
        0, FieldSchema.DYNAMIC_FIELD, "", DataType.JSON, Role.DYNAMIC, false, "{}", Limits.NONE);
  }

  /** A schema whose fields have ids. */
  static CollectionSchema schema(FieldSchema... fields) {
    List<FieldSchema> numbered = new ArrayList<>();
    for (FieldSchema field : fields) {
      numbered.add(field.withId(100 + numbered.size()));
    }
    return new CollectionSchema("", numbered);
  }

  /** Where the files of this package's tests are. */
  static ObjectStorage resources() {
    try {
      return storage(
          Path.of(Objects.requireNonNull(ImportFiles.class.getResource("/imports")).toURI()));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Of times that name none. */
  private static final ZoneId ZONE = ZoneId.of("Asia/Tokyo");

  static ObjectStorage storage(Path folder) {
    return new ObjectStorage(folder.toUri().toString());
  }

  /** All rows of a file. */
  static List<RowBatch> read(
      ObjectStorage storage, String path, CollectionSchema schema, ImportOptions options)
      throws IOException {
    List<RowBatch> batches = new ArrayList<>();
    RowSource source = ImportFormat.of(path).open(storage, path, schema, options);
    try (BatchReader reader = new BatchReader(path, source, schema, ZONE, new Keys(7, 0))) {
      for (Batch batch = reader.next(); batch != null; batch = reader.next()) {
        batches.add(batch.rows());
      }
    }
    return batches;
  }

  /** The rows of a file that is made of a text. */
  static RowBatch readText(Path folder, String name, String text, CollectionSchema schema)
      throws IOException {
    return readText(folder, name, text, schema, DEFAULTS);
  }

  static RowBatch readText(
      Path folder, String name, String text, CollectionSchema schema, ImportOptions options)
      throws IOException {
    Files.writeString(folder.resolve(name), text);
    List<RowBatch> batches = read(storage(folder), name, schema, options);
    return batches.isEmpty() ? new RowBatch(0, Map.of()) : batches.get(0);
  }
}
