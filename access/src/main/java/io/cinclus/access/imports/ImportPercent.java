package io.cinclus.access.imports;

import io.cinclus.v1.ImportInfo;
import io.cinclus.v1.ImportProgress;
import io.cinclus.v1.ImportState;

/** How far imports are. Stateless. */
public final class ImportPercent {
  private static final int DONE = 100;

  /** What the check of all files counts for. */
  private static final int CHECKED = 30;

  private ImportPercent() {}

  /** From 0 to 100; 100 only where it is completed. */
  public static int of(ImportInfo info) {
    return info.getState() == ImportState.IMPORT_COMPLETED
        ? DONE
        : of(info.getProgress(), info.getFilesCount());
  }

  static int of(ImportProgress progress, int fileCount) {
    if (progress.getFileRowsCount() < fileCount) {
      return CHECKED * progress.getFileRowsCount() / fileCount;
    }
    long total = Math.max(1, totalRows(progress));
    return (int) (CHECKED + (DONE - 1 - CHECKED) * progress.getWrittenRows() / total);
  }

  /** The rows of all files that were checked. */
  public static long totalRows(ImportProgress progress) {
    return progress.getFileRowsList().stream().mapToLong(Long::longValue).sum();
  }
}
