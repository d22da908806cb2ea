package io.cinclus.access.imports;

import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a CSV file (RFC 4180), whose first line names the columns. All values are texts, or null
 * where they are the null key. Not thread-safe.
 */
final class CsvSource implements RowSource {
  private static final CsvMapper MAPPER =
      CsvMapper.builder()
          .enable(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS)
          .enable(CsvParser.Feature.SKIP_EMPTY_LINES)
          .build();

  private final MappingIterator<Map<String, String>> rows;
  private final String nullKey;

  private CsvSource(MappingIterator<Map<String, String>> rows, String nullKey) {
    this.rows = rows;
    this.nullKey = nullKey;
  }

  /** Reads from a stream, which is closed with this. */
  static CsvSource open(InputStream in, ImportOptions options) throws IOException {
    CsvSchema schema =
        CsvSchema.emptySchema().withHeader().withColumnSeparator(options.separator());
    try {
      return new CsvSource(
          MAPPER.readerForMapOf(String.class).with(schema).readValues(in), options.nullKey());
    } catch (IOException e) {
      in.close();
      throw e;
    }
  }

  @Override
  public @Nullable Map<String, @Nullable Object> next() throws IOException {
    if (!rows.hasNextValue()) {
      return null;
    }
    Map<String, @Nullable Object> row = new LinkedHashMap<>();
    rows.nextValue().forEach((name, text) -> row.put(name, nullKey.equals(text) ? null : text));
    return row;
  }

  @Override
  public void close() throws IOException {
    rows.close();
  }
}
