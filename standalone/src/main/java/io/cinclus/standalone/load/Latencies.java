package io.cinclus.standalone.load;

import io.cinclus.standalone.text.Percentiles;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;

/** What each kind of call took. Thread-safe. */
public final class Latencies {
  /** The kinds of calls. */
  public enum Kind {
    UPSERT,
    DELETE,
    SEARCH,
    QUERY,
    COUNT
  }

  private final Map<Kind, Percentiles> byKind = new EnumMap<>(Kind.class);

  Latencies() {
    for (Kind kind : Kind.values()) {
      byKind.put(kind, new Percentiles());
    }
  }

  /** Of one kind. */
  public Percentiles of(Kind kind) {
    return Objects.requireNonNull(byKind.get(kind));
  }

  /** All calls. */
  public int count() {
    return byKind.values().stream().mapToInt(Percentiles::count).sum();
  }
}
