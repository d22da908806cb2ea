package io.cinclus.sql.scan;

import io.cinclus.v1.Keys;
import io.cinclus.v1.Request;
import java.util.Map;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * How far a scan is. Immutable.
 *
 * @param rows that have been read
 * @param last the key of the last one; none before the first
 * @param snapshot the positions that the first page was answered at; empty before it
 */
record ScanSplit(long rows, Keys last, Map<Integer, Long> snapshot) implements SourceSplit {
  static final ScanSplit START = new ScanSplit(0, Keys.getDefaultInstance(), Map.of());

  ScanSplit {
    snapshot = Map.copyOf(snapshot);
  }

  @Override
  public String splitId() {
    return "all";
  }

  /** As {@code cinclus.v1} has keys and positions. */
  Request toMessage() {
    Request.Builder message = Request.newBuilder().putAllSnapshot(snapshot);
    message.getQueryBuilder().setKeys(last);
    return message.build();
  }
}
