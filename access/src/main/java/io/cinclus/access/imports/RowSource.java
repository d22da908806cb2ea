package io.cinclus.access.imports;

import java.io.IOException;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a file, each once and in the file's order. Not thread-safe. */
interface RowSource extends AutoCloseable {

  /**
   * The values of the next row by the names in the file; null: there are no more rows.
   *
   * @throws IOException where the file cannot be read, or is none of its format
   */
  @Nullable Map<String, @Nullable Object> next() throws IOException;

  @Override
  void close() throws IOException;
}
