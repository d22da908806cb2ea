package io.cinclus.access.imports;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.ErrorCode;
import io.cinclus.segment.ObjectStorage;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** The formats that files can have, known by how their names end. */
public enum ImportFormat {
  PARQUET,
  JSON,
  CSV;

  private List<String> endings() {
    return switch (this) {
      case PARQUET -> List.of(".parquet");
      case JSON -> List.of(".json", ".jsonl", ".ndjson");
      case CSV -> List.of(".csv");
    };
  }

  /** The format of a file; {@link ErrorCode#BAD_IMPORT} where it has none of these. */
  public static ImportFormat of(String path) {
    String lower = path.toLowerCase(Locale.ROOT);
    for (ImportFormat format : values()) {
      if (format.endings().stream().anyMatch(lower::endsWith)) {
        return format;
      }
    }
    throw new CinclusException(
        ErrorCode.BAD_IMPORT,
        "file '%s' is of no known format: its name must end in .parquet, .json, .jsonl, .ndjson or .csv"
            .formatted(path));
  }

  /** Opens a file of this format; the caller closes it. */
  RowSource open(ObjectStorage storage, String path, CollectionSchema schema, ImportOptions options)
      throws IOException {
    return switch (this) {
      case PARQUET -> ParquetSource.open(storage, path);
      case JSON -> JsonSource.open(storage.open(path), schema.field(JsonSource.ROWS).isEmpty());
      case CSV -> CsvSource.open(storage.open(path), options);
    };
  }
}
