package io.cinclus.standalone.fuzz;

import io.cinclus.index.IndexType;
import java.util.Map;

/**
 * What a run did, and found nothing wrong with. Immutable.
 *
 * @param cases that ended
 * @param builds of each index type
 * @param searches whose answers were checked
 * @param refusedFiles damaged files that were not opened
 * @param openedFiles files with contents of another's that were opened, and searched rightly
 * @param refusals of arguments and parameters
 */
public record FuzzReport(
    long cases,
    Map<IndexType, Long> builds,
    long searches,
    long refusedFiles,
    long openedFiles,
    long refusals) {
  public FuzzReport {
    builds = Map.copyOf(builds);
  }
}
