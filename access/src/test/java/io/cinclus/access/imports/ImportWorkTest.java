package io.cinclus.access.imports;

import static io.cinclus.access.imports.ImportFiles.schema;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.Column;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.model.RowBatch;
import io.cinclus.v1.ImportFile;
import io.cinclus.v1.ImportInfo;
import io.cinclus.v1.ImportProgress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImportWorkTest {
  private static final int ROWS_OF_FILE = 3 * BatchReader.MAX_ROWS + 10;
  private static final long ALL_ROWS = 2L * ROWS_OF_FILE;
  private static final CollectionSchema SENT =
      schema(
          FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
          FieldSchema.of("place", DataType.INT64, Limits.NONE));
  private static final CollectionSchema MADE =
      schema(
          FieldSchema.of("id", DataType.INT64, Limits.NONE).asAutoId(),
          FieldSchema.of("place", DataType.INT64, Limits.NONE));

  @TempDir private Path folder;

  private final Target target = new Target();

  /** Keeps what is written; fails the writes that it is told to. */
  private static final class Target implements ImportTarget {
    final Map<Long, Long> placeByKey = new TreeMap<>();
    final List<ImportProgress> progress = new ArrayList<>();
    int writes;

    @Override
    public ZoneId zone() {
      return ZoneOffset.UTC;
    }

    int failFrom = Integer.MAX_VALUE;
    int failUntil;
    ErrorCode failure = ErrorCode.OVERLOADED;
    int mineUntilWrite = Integer.MAX_VALUE;

    @Override
    public boolean isMine() {
      return writes < mineUntilWrite;
    }

    @Override
    public CompletableFuture<?> write(RowBatch rows) {
      int number = writes++;
      if (number >= failFrom && number < failUntil) {
        return CompletableFuture.failedFuture(new CinclusException(failure, "not now"));
      }
      long[] keys = ((Column.Longs) rows.column(100)).values();
      long[] places = ((Column.Longs) rows.column(101)).values();
      for (int row = 0; row < rows.rowCount(); row++) {
        placeByKey.put(keys[row], places[row]);
      }
      return CompletableFuture.completedFuture(null);
    }

    @Override
    public void progressed(ImportProgress next) {
      progress.add(next);
    }
  }

  private ImportInfo job(boolean hasKeys) throws IOException {
    ImportInfo.Builder job = ImportInfo.newBuilder().setId(3);
    for (int file = 0; file < 2; file++) {
      StringBuilder text = new StringBuilder(hasKeys ? "id,place\n" : "place\n");
      for (int row = 0; row < ROWS_OF_FILE; row++) {
        int place = file * ROWS_OF_FILE + row;
        text.append(hasKeys ? place % 10_000 + "," : "").append(place).append('\n');
      }
      Path path = folder.resolve(file + ".csv");
      Files.writeString(path, text);
      job.addFiles(ImportFile.newBuilder().setPath(file + ".csv").setLengthBytes(Files.size(path)));
    }
    return job.build();
  }

  private ImportProgress run(ImportInfo job, CollectionSchema schema) throws Exception {
    return new ImportWork(ImportFiles.storage(folder), job, schema, target, 0).run();
  }

  @Test
  void allRowsAreWrittenInOrder() throws Exception {
    ImportProgress done = run(job(true), SENT);
    assertThat(done.getWrittenRows()).isEqualTo(ALL_ROWS);
    assertThat(done.getFileRowsList()).containsExactly((long) ROWS_OF_FILE, (long) ROWS_OF_FILE);
    assertThat(target.placeByKey).hasSize(10_000).containsEntry(5L, 20_005L);
    assertThat(target.progress.stream().mapToLong(ImportProgress::getWrittenRows)).isSorted();
  }

  @Test
  void keysThatAreMadeRiseThroughTheFiles() throws Exception {
    run(job(false), MADE);
    assertThat(target.placeByKey.keySet())
        .containsExactlyElementsOf(
            LongStream.range(0, ALL_ROWS).mapToObj(row -> (3L << 32) + row).toList());
  }

  @Test
  void anImportThatGoesOnDoublesNothing() throws Exception {
    ImportInfo job = job(false);
    target.mineUntilWrite = 3;
    assertThatThrownBy(() -> run(job, MADE)).isInstanceOf(CancellationException.class);
    ImportProgress left = target.progress.get(target.progress.size() - 1);
    target.mineUntilWrite = Integer.MAX_VALUE;
    int before = target.writes;
    run(job.toBuilder().setProgress(left).build(), MADE);
    assertThat(target.placeByKey).hasSize((int) ALL_ROWS);
    assertThat(target.writes - before).isLessThanOrEqualTo(8);
    target.writes = 0;
    run(job.toBuilder().setProgress(left.toBuilder().setWrittenRows(ALL_ROWS - 5)).build(), MADE);
    assertThat(target.writes).isEqualTo(1);
    assertThat(target.placeByKey).hasSize((int) ALL_ROWS);
  }

  @Test
  void writesThatAreRefusedAreMadeAgainInOrder() throws Exception {
    target.failFrom = 2;
    target.failUntil = 9;
    run(job(true), SENT);
    assertThat(target.placeByKey).hasSize(10_000).containsEntry(5L, 20_005L);
  }

  @Test
  void aFailureThatWillNotPassIsNotTriedAgain() throws Exception {
    ImportInfo job = job(true);
    target.failFrom = 0;
    target.failUntil = Integer.MAX_VALUE;
    target.failure = ErrorCode.COLLECTION_NOT_FOUND;
    assertThatThrownBy(() -> run(job, SENT)).hasMessage("not now");
    assertThat(target.writes).isLessThanOrEqualTo(ImportWork.MAX_IN_FLIGHT);
    target.failure = ErrorCode.OVERLOADED;
    assertThatThrownBy(() -> run(job, SENT)).hasMessage("not now");
  }

  @Test
  void aMistakeInTheLastFileHasNothingWritten() throws Exception {
    ImportInfo job = job(true);
    Path last = folder.resolve("1.csv");
    String text = Files.readString(last);
    Files.writeString(last, text.substring(0, text.length() - 6) + "x1234\n");
    assertThatThrownBy(() -> run(job, SENT))
        .hasMessageContaining("file '1.csv', row " + (ROWS_OF_FILE - 1));
    assertThat(target.writes).isZero();
  }

  @Test
  void aFileThatChangesIsNotImported() throws Exception {
    ImportInfo job = job(true);
    Files.writeString(folder.resolve("1.csv"), "id,place\n1,1\n");
    assertThatThrownBy(() -> run(job, SENT)).hasMessageContaining("'1.csv' has changed");
    Files.delete(folder.resolve("0.csv"));
    assertThatThrownBy(() -> run(job, SENT)).isInstanceOf(IOException.class);
  }

  @Test
  void theCheckCountsForAThird() throws Exception {
    ImportInfo job = job(true);
    run(job, SENT);
    List<Integer> percents =
        IntStream.range(0, target.progress.size())
            .mapToObj(at -> ImportPercent.of(target.progress.get(at), 2))
            .toList();
    assertThat(percents).startsWith(15, 30).isSorted().endsWith(99);
  }
}
