package io.cinclus.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.ErrorCode;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.ClaimImport;
import io.cinclus.v1.CreateImport;
import io.cinclus.v1.ImportCommand;
import io.cinclus.v1.ImportFile;
import io.cinclus.v1.ImportInfo;
import io.cinclus.v1.ImportProgress;
import io.cinclus.v1.ImportState;
import io.cinclus.v1.ReportImport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ImportFoldTest {
  private static final long FIRST_NODE = 5;
  private static final long SECOND_NODE = 6;

  private final LogFixture log = new LogFixture();

  @BeforeEach
  void aCollection() {
    log.accept(Commands.createCollection("", "books"));
  }

  @Test
  void anImportWaitsUntilANodeClaimsIt() {
    long id = log.accept(create("books", "", 1));
    assertThat(info(id).getState()).isEqualTo(ImportState.IMPORT_PENDING);
    assertThat(info(id).getDatabase()).isEqualTo(DatabaseInfo.DEFAULT_NAME);
    assertThat(info(id).getCreatedAtMillis()).isEqualTo(7);
    long claimed = log.accept(claim(id, info(id).getChangedAt(), FIRST_NODE));
    assertThat(info(id).getState()).isEqualTo(ImportState.IMPORT_RUNNING);
    assertThat(info(id).getOwner()).isEqualTo(FIRST_NODE);
    assertThat(info(id).getChangedAt()).isEqualTo(claimed);
  }

  @Test
  void ofTwoNodesThatClaimItOneGetsIt() {
    long id = log.accept(create("books", "", 1));
    long seen = info(id).getChangedAt();
    log.accept(claim(id, seen, FIRST_NODE));
    assertThat(log.code(claim(id, seen, SECOND_NODE))).isEqualTo(ErrorCode.IN_USE);
    assertThat(info(id).getOwner()).isEqualTo(FIRST_NODE);
  }

  @Test
  void onlyTheOwnerReports() {
    long id = log.accept(create("books", "", 1));
    assertThat(log.code(report(id, FIRST_NODE, ImportState.IMPORT_COMPLETED)))
        .isEqualTo(ErrorCode.IN_USE);
    log.accept(claim(id, info(id).getChangedAt(), FIRST_NODE));
    log.accept(report(id, FIRST_NODE, ImportState.IMPORT_RUNNING));
    log.accept(claim(id, info(id).getChangedAt(), SECOND_NODE));
    assertThat(info(id).getProgress().getWrittenRows()).isEqualTo(3);
    assertThat(log.code(report(id, FIRST_NODE, ImportState.IMPORT_FAILED)))
        .isEqualTo(ErrorCode.IN_USE);
    log.accept(report(id, SECOND_NODE, ImportState.IMPORT_COMPLETED));
    assertThat(info(id).getOwner()).isZero();
    assertThat(info(id).getFinishedAtMillis()).isEqualTo(9);
    assertThat(log.code(claim(id, info(id).getChangedAt(), FIRST_NODE)))
        .isEqualTo(ErrorCode.IN_USE);
  }

  @Test
  void oneThatIsGivenBackWaitsAgain() {
    long id = log.accept(create("books", "", 1));
    log.accept(claim(id, info(id).getChangedAt(), FIRST_NODE));
    log.accept(report(id, FIRST_NODE, ImportState.IMPORT_PENDING));
    assertThat(info(id).getOwner()).isZero();
    log.accept(claim(id, info(id).getChangedAt(), SECOND_NODE));
  }

  @Test
  void whatCannotBeImportedIsRefused() {
    assertThat(log.code(create("shelves", "", 1))).isEqualTo(ErrorCode.COLLECTION_NOT_FOUND);
    assertThat(log.code(create("books", "old", 1))).isEqualTo(ErrorCode.PARTITION_NOT_FOUND);
    assertThat(log.code(create("books", "", 0))).isEqualTo(ErrorCode.BAD_IMPORT);
    assertThat(log.code(create("books", "", CatalogLimits.MAX_IMPORT_FILES + 1)))
        .isEqualTo(ErrorCode.BAD_IMPORT);
    assertThat(log.code(claim(99, 99, FIRST_NODE))).isEqualTo(ErrorCode.IMPORT_NOT_FOUND);
    assertThat(log.code(CatalogCommand.newBuilder().setImports(ImportCommand.getDefaultInstance())))
        .isEqualTo(ErrorCode.BAD_REQUEST);
  }

  @Test
  void theOldestFinishedIsForgotten() {
    long first = log.accept(create("books", "", 1));
    for (int i = 1; i < CatalogLimits.MAX_IMPORTS; i++) {
      log.accept(create("books", "", 1));
    }
    assertThat(log.code(create("books", "", 1))).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    log.accept(claim(first, info(first).getChangedAt(), FIRST_NODE));
    log.accept(report(first, FIRST_NODE, ImportState.IMPORT_FAILED));
    log.accept(create("books", "", 1));
    assertThat(log.catalog().imports().size()).isEqualTo(CatalogLimits.MAX_IMPORTS);
    assertThat(log.catalog().imports().containsKey(first)).isFalse();
  }

  @Test
  void aSnapshotHasThem() {
    long id = log.accept(create("books", "", 2));
    log.accept(claim(id, info(id).getChangedAt(), FIRST_NODE));
    log.accept(report(id, FIRST_NODE, ImportState.IMPORT_RUNNING));
    assertThat(CatalogCodec.decodeSnapshot(CatalogCodec.encodeSnapshot(log.catalog())))
        .isEqualTo(log.catalog());
  }

  private ImportInfo info(long id) {
    return log.catalog().importOf(id);
  }

  private static CatalogCommand.Builder create(String collection, String partition, int files) {
    CreateImport.Builder command =
        CreateImport.newBuilder()
            .setCollection(collection)
            .setPartition(partition)
            .setAtMillis(7)
            .putOptions("sep", ";")
            .putOptions("nullkey", "none");
    for (int file = 0; file < files; file++) {
      command.addFiles(ImportFile.newBuilder().setPath(file + ".csv").setLengthBytes(10));
    }
    return command(ImportCommand.newBuilder().setCreate(command));
  }

  private static CatalogCommand.Builder claim(long id, long changedAt, long node) {
    return command(
        ImportCommand.newBuilder()
            .setClaim(ClaimImport.newBuilder().setId(id).setChangedAt(changedAt).setOwner(node)));
  }

  private static CatalogCommand.Builder report(long id, long node, ImportState state) {
    return command(
        ImportCommand.newBuilder()
            .setReport(
                ReportImport.newBuilder()
                    .setId(id)
                    .setOwner(node)
                    .setState(state)
                    .setAtMillis(9)
                    .setProgress(ImportProgress.newBuilder().addFileRows(4).setWrittenRows(3))));
  }

  private static CatalogCommand.Builder command(ImportCommand.Builder command) {
    return CatalogCommand.newBuilder().setImports(command);
  }
}
