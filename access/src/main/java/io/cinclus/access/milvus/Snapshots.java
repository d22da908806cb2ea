package io.cinclus.access.milvus;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where iterators began, by the timestamp that their client was told. Only a node that still knows
 * it can answer as of then; another answers as of now. Holds the {@link #MAX} that were used last.
 * Thread-safe.
 */
final class Snapshots {
  static final int MAX = 4_096;

  private final Map<Long, Map<Integer, Long>> byTimestamp =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Map<Integer, Long>> eldest) {
          return size() > MAX;
        }
      };

  /** Remembers the positions of an iterator's first reply. */
  synchronized void add(long timestamp, Map<Integer, Long> positions) {
    byTimestamp.put(timestamp, Map.copyOf(positions));
  }

  /** The positions; empty where they are not known. */
  synchronized Map<Integer, Long> of(long timestamp) {
    return byTimestamp.getOrDefault(timestamp, Map.of());
  }
}
