package io.cinclus.access.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CatalogFold;
import io.cinclus.catalog.SchemaCodec;
import io.cinclus.model.CinclusException;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.ErrorCode;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateCollection;
import io.cinclus.v1.CreateImport;
import io.cinclus.v1.DropCollection;
import io.cinclus.v1.ImportCommand;
import io.cinclus.v1.ImportFile;
import io.cinclus.v1.ImportInfo;
import io.cinclus.v1.ImportState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that share a catalog's log, with a clock of their own. */
class ImportRunnerTest {
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(60);

  @TempDir private Path folder;

  private final AtomicLong clock = new AtomicLong();
  private final AtomicInteger written = new AtomicInteger();
  private Catalog catalog = Catalog.EMPTY;
  private volatile CompletableFuture<?> writes = CompletableFuture.completedFuture(null);

  private synchronized long append(CatalogCommand.Builder command) {
    String id = "command-" + catalog.position();
    catalog = CatalogFold.apply(catalog, command.setCommandId(id).build(), catalog.position() + 1);
    return catalog.outcome(id).orElseThrow().positionIfAccepted();
  }

  private synchronized Catalog current() {
    return catalog;
  }

  private CompletableFuture<Long> append(ImportCommand command) {
    try {
      return CompletableFuture.completedFuture(
          append(CatalogCommand.newBuilder().setImports(command)));
    } catch (CinclusException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private ImportRunner node(long id) {
    return new ImportRunner(
        new ImportRunner.Ports(
            id,
            this::current,
            this::append,
            (collection, partition, rows) -> {
              written.addAndGet(rows.rowCount());
              return writes;
            },
            ImportFiles.storage(folder)),
        clock::get);
  }

  private long create(String text) throws IOException {
    append(
        CatalogCommand.newBuilder()
            .setCreateCollection(
                CreateCollection.newBuilder()
                    .setCollection("books")
                    .addChannels(0)
                    .setSchema(
                        SchemaCodec.encode(
                            new CollectionSchema(
                                "",
                                List.of(
                                    FieldSchema.of("id", DataType.INT64, Limits.NONE)
                                        .asPrimaryKey(),
                                    FieldSchema.of(
                                        "v", DataType.FLOAT_VECTOR, Limits.dimension(2))))))));
    Files.writeString(folder.resolve("a.json"), text);
    return append(
        CatalogCommand.newBuilder()
            .setImports(
                ImportCommand.newBuilder()
                    .setCreate(
                        CreateImport.newBuilder()
                            .setCollection("books")
                            .addFiles(
                                ImportFile.newBuilder()
                                    .setPath("a.json")
                                    .setLengthBytes(text.length())))));
  }

  private ImportInfo await(long id, ImportState state) {
    for (long end = System.nanoTime() + WAIT_NANOS; System.nanoTime() < end; ) {
      ImportInfo info = current().importOf(id);
      if (info.getState() == state) {
        return info;
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    return fail("import is " + current().importOf(id));
  }

  @Test
  void whatWaitsIsDone() throws IOException {
    long id = create("[{\"id\": 1, \"v\": [1, 2]}, {\"id\": 2, \"v\": [1, 2]}]");
    try (ImportRunner node = node(7)) {
      node.tick();
      ImportInfo done = await(id, ImportState.IMPORT_COMPLETED);
      assertThat(done.getProgress().getWrittenRows()).isEqualTo(2);
      assertThat(ImportPercent.of(done)).isEqualTo(100);
    }
    assertThat(written).hasValue(2);
  }

  @Test
  void aMistakeFailsItAndSaysWhy() throws IOException {
    long id = create("[{\"id\": 1, \"v\": [1, 2, 3]}]");
    try (ImportRunner node = node(7)) {
      node.tick();
      assertThat(await(id, ImportState.IMPORT_FAILED).getReason())
          .contains("file 'a.json', row 0", "dimension 2");
    }
    assertThat(written).hasValue(0);
  }

  @Test
  void aCollectionThatIsGoneFailsIt() throws IOException {
    long id = create("[]");
    append(
        CatalogCommand.newBuilder()
            .setDropCollection(DropCollection.newBuilder().setCollection("books")));
    try (ImportRunner node = node(7)) {
      node.tick();
      assertThat(await(id, ImportState.IMPORT_FAILED).getReason()).contains("'books' was dropped");
    }
  }

  @Test
  void anOwnerThatIsSilentLosesIt() throws IOException {
    long id = create("[{\"id\": 1, \"v\": [1, 2]}]");
    CompletableFuture<Object> stuck = new CompletableFuture<>();
    writes = stuck;
    try (ImportRunner dead = node(7);
        ImportRunner other = node(8)) {
      dead.tick();
      await(id, ImportState.IMPORT_RUNNING);
      other.tick();
      clock.addAndGet(ImportRunner.LEASE.toNanos() - 1);
      other.tick();
      assertThat(current().importOf(id).getOwner()).isEqualTo(7);
      writes = CompletableFuture.completedFuture(null);
      clock.addAndGet(1);
      other.tick();
      ImportInfo done = await(id, ImportState.IMPORT_COMPLETED);
      stuck.completeExceptionally(new CinclusException(ErrorCode.OVERLOADED, "late"));
      assertThat(done.getProgress().getWrittenRows()).isEqualTo(1);
      assertThat(current().importOf(id)).isEqualTo(done);
    }
  }

  @Test
  void anOwnerThatReportsKeepsIt() throws IOException {
    long id = create("[{\"id\": 1, \"v\": [1, 2]}]");
    CompletableFuture<Object> slow = new CompletableFuture<>();
    writes = slow;
    try (ImportRunner owner = node(7);
        ImportRunner other = node(8)) {
      owner.tick();
      for (int i = 0; i < 20; i++) {
        clock.addAndGet(ImportRunner.RENEWAL.toNanos());
        owner.tick();
        other.tick();
      }
      assertThat(current().importOf(id).getOwner()).isEqualTo(7);
      slow.complete(null);
      await(id, ImportState.IMPORT_COMPLETED);
    }
  }

  @Test
  void aNodeThatStopsGivesItBack() throws Exception {
    long id = create("[{\"id\": 1, \"v\": [1, 2]}]");
    writes = new CompletableFuture<>();
    ImportRunner stopping = node(7);
    stopping.tick();
    for (long end = System.nanoTime() + WAIT_NANOS;
        written.get() == 0 && System.nanoTime() < end; ) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
    }
    stopping.close();
    assertThat(current().importOf(id).getState()).isEqualTo(ImportState.IMPORT_PENDING);
    writes = CompletableFuture.completedFuture(null);
    try (ImportRunner next = node(8)) {
      next.tick();
      await(id, ImportState.IMPORT_COMPLETED);
    }
  }

  @Test
  void oneThatNodesAreLostWithFails() throws IOException {
    long id = create("[{\"id\": 1, \"v\": [1, 2]}]");
    for (int node = 1; node <= ImportRunner.MAX_CLAIMS; node++) {
      ImportInfo info = current().importOf(id);
      append(
          CatalogCommand.newBuilder()
              .setImports(
                  ImportCommand.newBuilder()
                      .setClaim(
                          io.cinclus.v1.ClaimImport.newBuilder()
                              .setId(id)
                              .setChangedAt(info.getChangedAt())
                              .setOwner(node))));
    }
    try (ImportRunner node = node(9)) {
      node.tick();
      clock.addAndGet(ImportRunner.LEASE.toNanos());
      node.tick();
      assertThat(await(id, ImportState.IMPORT_FAILED).getReason()).contains("split the files");
    }
  }
}
