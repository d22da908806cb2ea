package io.cinclus.access.imports;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.util.Map;
import java.util.Set;

/**
 * How files are read. Immutable.
 *
 * @param separator between the columns of a CSV file
 * @param nullKey what stands in a CSV file for null
 */
public record ImportOptions(char separator, String nullKey) {
  private static final String SEPARATOR = "sep";
  private static final String NULL_KEY = "nullkey";

  /** Those that change nothing here: an import goes on until it is done. */
  private static final Set<String> PASSED_OVER = Set.of("timeout");

  /** By their names in Milvus; {@link ErrorCode#BAD_IMPORT} for others and for wrong ones. */
  public static ImportOptions of(Map<String, String> options) {
    for (String name : options.keySet()) {
      if (!name.equals(SEPARATOR) && !name.equals(NULL_KEY) && !PASSED_OVER.contains(name)) {
        throw bad("there is no option '%s': the options are sep and nullkey".formatted(name));
      }
    }
    String separator = options.getOrDefault(SEPARATOR, ",");
    if (separator.length() != 1 || "\"\r\n\0".contains(separator)) {
      throw bad(
          "option sep is '%s': send one character, which is no quote and no line break"
              .formatted(separator));
    }
    return new ImportOptions(separator.charAt(0), options.getOrDefault(NULL_KEY, ""));
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_IMPORT, message);
  }
}
