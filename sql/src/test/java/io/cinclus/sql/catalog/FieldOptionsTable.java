package io.cinclus.sql.catalog;

/** The options of fields, as the documentation has them. */
public final class FieldOptionsTable {
  private FieldOptionsTable() {}

  public static String text() {
    StringBuilder table = new StringBuilder("| option | meaning |\n|---|---|\n");
    FieldOptions.DESCRIPTIONS.forEach(
        (key, meaning) -> table.append("| `fields.NAME.%s` | %s |\n".formatted(key, meaning)));
    return table.toString();
  }
}
