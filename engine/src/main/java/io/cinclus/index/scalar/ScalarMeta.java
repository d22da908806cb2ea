package io.cinclus.index.scalar;

import java.nio.charset.StandardCharsets;

/** What the file of a scalar index says about itself: lines of {@code name=value}. */
record ScalarMeta(ScalarParams params, int rows, int checksum) {
  static final String SECTION = "meta";
  static final int MAX_BYTES = 1 << 18;

  static ScalarMeta of(ScalarParams params, ScalarRows rows) {
    return new ScalarMeta(params, rows.rows(), rows.checksum());
  }

  byte[] bytes() {
    StringBuilder text = new StringBuilder();
    text.append("type=").append(params.type()).append('\n');
    text.append("source=").append(params.source()).append('\n');
    text.append("kind=").append(params.kind()).append('\n');
    text.append("elements=").append(params.elements()).append('\n');
    text.append("rows=").append(rows).append('\n');
    text.append("values=").append(Integer.toHexString(checksum)).append('\n');
    params.values().forEach((name, value) -> text.append(name + "=" + value + "\n"));
    return text.toString().getBytes(StandardCharsets.UTF_8);
  }
}
