package io.cinclus.sql;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.sql.catalog.FieldOptionsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.description.HtmlFormatter;
import org.junit.jupiter.api.Test;

/** The documentation has the tables that the options make. */
class OptionTablesTest {
  private static final Path PAGE = Path.of("../docs/connectors/table.md");
  private static final HtmlFormatter TEXTS = new HtmlFormatter();

  @Test
  void thePageHasTheOptionsOfTables() throws IOException {
    assertThat(Files.readString(PAGE)).contains(table(CinclusOptions.ofTables()));
  }

  @Test
  void thePageHasTheOptionsOfCatalogs() throws IOException {
    assertThat(Files.readString(PAGE)).contains(table(CinclusOptions.ofCatalogs()));
  }

  @Test
  void thePageHasTheOptionsOfFields() throws IOException {
    assertThat(Files.readString(PAGE)).contains(FieldOptionsTable.text());
  }

  static String table(List<ConfigOption<?>> options) {
    StringBuilder table = new StringBuilder("| option | default | meaning |\n|---|---|---|\n");
    for (ConfigOption<?> option : options) {
      String meaning =
          TEXTS
              .format(option.description())
              .replaceAll("<[^>]*>", " ")
              .replaceAll("\\s+", " ")
              .strip();
      table.append("| `%s` | %s | %s |\n".formatted(option.key(), value(option), meaning));
    }
    return table.toString();
  }

  private static String value(ConfigOption<?> option) {
    Object value = option.defaultValue();
    if (value == null) {
      return option.equals(CinclusOptions.COLLECTION) ? "(required)" : "(none)";
    }
    String text =
        value instanceof Duration time
            ? time.toMillis() + " ms"
            : value instanceof MemorySize size ? size.toHumanReadableString() : value.toString();
    return "`" + text + "`";
  }
}
