package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.ClaimImport;
import io.cinclus.v1.CreateImport;
import io.cinclus.v1.ImportCommand;
import io.cinclus.v1.ImportFile;
import io.cinclus.v1.ImportInfo;
import io.cinclus.v1.ImportState;
import io.cinclus.v1.ReportImport;

/**
 * What becomes of imports; {@link CinclusException} where a command is rejected. At any position of
 * the log an import has one owner at most, and nobody else can say anything about it. Pure.
 */
final class ImportFold {
  private ImportFold() {}

  static Catalog apply(Catalog catalog, ImportCommand command) {
    return switch (command.getKindCase()) {
      case CREATE -> create(catalog, command.getCreate());
      case CLAIM -> claim(catalog, command.getClaim());
      case REPORT -> report(catalog, command.getReport());
      case KIND_NOT_SET ->
          throw new CinclusException(
              ErrorCode.BAD_REQUEST,
              "the command about imports is of no kind that fold version %d knows: upgrade"
                  .formatted(catalog.foldVersion()));
    };
  }

  private static Catalog create(Catalog catalog, CreateImport command) {
    CollectionInfo collection = catalog.collection(command.getDatabase(), command.getCollection());
    if (!command.getPartition().isEmpty()) {
      collection.partition(command.getPartition());
    }
    checkFiles(command);
    ImportInfo created =
        ImportInfo.newBuilder()
            .setId(catalog.position())
            .setDatabase(collection.database())
            .setCollectionId(collection.id())
            .setCollection(collection.name())
            .setPartition(command.getPartition())
            .addAllFiles(command.getFilesList())
            .putAllOptions(Properties.check("the import", command.getOptionsMap()))
            .setCreatedAtMillis(command.getAtMillis())
            .setChangedAt(catalog.position())
            .build();
    PersistentMap<Long, ImportInfo> imports = catalog.imports();
    if (imports.size() >= CatalogLimits.MAX_IMPORTS) {
      imports = imports.without(oldestFinished(imports));
    }
    return catalog.withImports(imports.with(created.getId(), created));
  }

  private static void checkFiles(CreateImport command) {
    int count = command.getFilesCount();
    if (count < 1 || count > CatalogLimits.MAX_IMPORT_FILES) {
      throw new CinclusException(
          ErrorCode.BAD_IMPORT,
          "the import names %d files: name 1 to %d"
              .formatted(count, CatalogLimits.MAX_IMPORT_FILES));
    }
    for (ImportFile file : command.getFilesList()) {
      if (file.getPath().length() > CatalogLimits.MAX_IMPORT_PATH_LENGTH) {
        throw new CinclusException(
            ErrorCode.BAD_IMPORT,
            "the path '%s' has more than %d characters: shorten it"
                .formatted(Names.cut(file.getPath(), 64), CatalogLimits.MAX_IMPORT_PATH_LENGTH));
      }
    }
  }

  private static long oldestFinished(PersistentMap<Long, ImportInfo> imports) {
    return imports.values().stream()
        .filter(ImportFold::isFinished)
        .findFirst()
        .map(ImportInfo::getId)
        .orElseThrow(
            () ->
                new CinclusException(
                    ErrorCode.LIMIT_EXCEEDED,
                    "%d imports wait or run, as many as may: wait until one is done"
                        .formatted(CatalogLimits.MAX_IMPORTS)));
  }

  private static Catalog claim(Catalog catalog, ClaimImport command) {
    ImportInfo known = catalog.importOf(command.getId());
    if (isFinished(known) || known.getChangedAt() != command.getChangedAt()) {
      throw new CinclusException(
          ErrorCode.IN_USE,
          "import %d has changed since position %d: look at it again"
              .formatted(command.getId(), command.getChangedAt()));
    }
    return changed(
        catalog,
        known.toBuilder()
            .setState(ImportState.IMPORT_RUNNING)
            .setOwner(command.getOwner())
            .setClaims(known.getClaims() + 1));
  }

  private static Catalog report(Catalog catalog, ReportImport command) {
    ImportInfo known = catalog.importOf(command.getId());
    if (known.getState() != ImportState.IMPORT_RUNNING || known.getOwner() != command.getOwner()) {
      throw new CinclusException(
          ErrorCode.IN_USE,
          "import %d is not the work of node %d any more: leave it alone"
              .formatted(command.getId(), command.getOwner()));
    }
    ImportInfo.Builder next =
        known.toBuilder()
            .setState(command.getState())
            .setProgress(command.getProgress())
            .setReason(Names.cut(command.getReason(), CatalogLimits.MAX_MESSAGE_LENGTH));
    if (command.getState() != ImportState.IMPORT_RUNNING) {
      next.clearOwner();
    }
    if (command.getState() == ImportState.IMPORT_PENDING) {
      next.clearClaims();
    }
    if (isFinished(next.build())) {
      next.setFinishedAtMillis(command.getAtMillis());
    }
    return changed(catalog, next);
  }

  private static Catalog changed(Catalog catalog, ImportInfo.Builder next) {
    ImportInfo info = next.setChangedAt(catalog.position()).build();
    return catalog.withImports(catalog.imports().with(info.getId(), info));
  }

  private static boolean isFinished(ImportInfo info) {
    return info.getState() == ImportState.IMPORT_COMPLETED
        || info.getState() == ImportState.IMPORT_FAILED;
  }
}
