package io.cinclus.access.translate;

import io.cinclus.milvus.grpc.GetImportStateResponse;
import io.cinclus.milvus.grpc.ImportState;
import io.cinclus.v1.ImportFile;
import io.cinclus.v1.ImportInfo;
import io.cinclus.v1.ImportProgress;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Imports in Milvus' messages. Stateless. */
public final class ImportAnswers {
  private static final long MILLIS = 1000;

  private ImportAnswers() {}

  /** What is said of an import. */
  public static GetImportStateResponse of(ImportInfo info, int percent) {
    return GetImportStateResponse.newBuilder()
        .setStatus(Statuses.ok())
        .setId(info.getId())
        .setCollectionId(info.getCollectionId())
        .setCreateTs(info.getCreatedAtMillis() / MILLIS)
        .setState(state(info.getState()))
        .setRowCount(info.getProgress().getWrittenRows())
        .addAllInfos(KeyValues.pairs(infos(info, percent)))
        .build();
  }

  private static ImportState state(io.cinclus.v1.ImportState state) {
    return switch (state) {
      case IMPORT_PENDING, UNRECOGNIZED -> ImportState.ImportPending;
      case IMPORT_RUNNING -> ImportState.ImportStarted;
      case IMPORT_COMPLETED -> ImportState.ImportCompleted;
      case IMPORT_FAILED -> ImportState.ImportFailed;
    };
  }

  private static Map<String, String> infos(ImportInfo info, int percent) {
    Map<String, String> infos = new TreeMap<>();
    infos.put("collection", info.getCollection());
    infos.put("progress_percent", Integer.toString(percent));
    infos.put(
        "files",
        info.getFilesList().stream().map(ImportFile::getPath).collect(Collectors.joining(",")));
    infos.put(
        "file_size",
        Long.toString(info.getFilesList().stream().mapToLong(ImportFile::getLengthBytes).sum()));
    long total = 0;
    for (int file = 0; file < info.getFilesCount(); file++) {
      ImportFile one = info.getFiles(file);
      long rows = rows(info.getProgress(), file);
      String prefix = "file." + file + ".";
      infos.put(prefix + "name", one.getPath());
      infos.put(prefix + "size", Long.toString(one.getLengthBytes()));
      infos.put(prefix + "total_rows", Long.toString(rows));
      infos.put(
          prefix + "imported_rows",
          Long.toString(Math.max(0, Math.min(rows, info.getProgress().getWrittenRows() - total))));
      total += rows;
    }
    infos.put("total_rows", Long.toString(total));
    if (!info.getPartition().isEmpty()) {
      infos.put("partition", info.getPartition());
    }
    if (!info.getReason().isEmpty()) {
      infos.put("failed_reason", info.getReason());
    }
    if (info.getFinishedAtMillis() > 0) {
      infos.put(
          "complete_time", Instant.ofEpochSecond(info.getFinishedAtMillis() / MILLIS).toString());
    }
    return infos;
  }

  private static long rows(ImportProgress progress, int file) {
    return file < progress.getFileRowsCount() ? progress.getFileRows(file) : 0;
  }
}
