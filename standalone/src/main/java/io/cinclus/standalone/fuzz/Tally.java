package io.cinclus.standalone.fuzz;

import io.cinclus.index.IndexType;
import java.util.EnumMap;
import java.util.Map;

/** What has been done so far. Thread-safe. */
final class Tally {
  private final Map<IndexType, Long> builds = new EnumMap<>(IndexType.class);
  private long cases;
  private long searches;
  private long refusedFiles;
  private long openedFiles;
  private long refusals;

  synchronized void caseEnded() {
    cases++;
  }

  synchronized void built(IndexType type) {
    builds.merge(type, 1L, Long::sum);
  }

  synchronized void searched() {
    searches++;
  }

  synchronized void fileRefused() {
    refusedFiles++;
  }

  synchronized void fileOpened() {
    openedFiles++;
  }

  synchronized void refused() {
    refusals++;
  }

  synchronized FuzzReport report() {
    return new FuzzReport(cases, builds, searches, refusedFiles, openedFiles, refusals);
  }
}
