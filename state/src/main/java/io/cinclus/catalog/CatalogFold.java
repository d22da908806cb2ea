package io.cinclus.catalog;

import com.google.protobuf.InvalidProtocolBufferException;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.CatalogCommand;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The fold of the catalog log: the same records give an equal catalog, and every command the same
 * outcome, in every process and every release that knows the fold version.
 *
 * <p>Pure: no clock, no randomness, no unordered iteration. What a version decides is frozen; a
 * different decision, a new kind of command or another limit needs a new version. The texts of
 * rejections may change, for nothing is decided by them. Until the first release version 1 itself
 * grows by kinds of commands, since no other release can read them differently. Does not say
 * whether an index type exists or its parameters make sense: the edge checks that before it
 * appends.
 */
public final class CatalogFold {
  /** The versions that this release can fold. */
  public static final int OLDEST_VERSION = 1;

  public static final int NEWEST_VERSION = 1;

  private CatalogFold() {}

  /**
   * The catalog after the record at {@code position}. A record that is no command (unreadable,
   * without an id, of no known kind) is a dead letter: counted and skipped, and rejected with
   * {@link ErrorCode#BAD_REQUEST} where it has an id.
   *
   * @param record as read from the log; null: a record without a value
   * @throws CinclusException {@link ErrorCode#NOT_READY} where the record switches to a fold
   *     version that this release does not know
   * @throws IllegalArgumentException where {@code position} is not behind the catalog's
   */
  public static Catalog applyRecord(Catalog catalog, byte @Nullable [] record, long position) {
    CatalogCommand command = CatalogCommand.getDefaultInstance();
    try {
      if (record != null) {
        command = CatalogCommand.parseFrom(record);
      }
    } catch (InvalidProtocolBufferException unreadable) {
      return advance(catalog, position).withDeadLetter();
    }
    return apply(catalog, command, position);
  }

  /** The catalog after {@code command}, as {@link #applyRecord}. */
  public static Catalog apply(Catalog catalog, CatalogCommand command, long position) {
    Catalog advanced = advance(catalog, position);
    String id = command.getCommandId();
    if (id.isEmpty() || id.length() > CatalogLimits.MAX_COMMAND_ID_LENGTH) {
      return advanced.withDeadLetter();
    }
    if (catalog.outcome(id).isPresent()) {
      return advanced;
    }
    stopAtUnknownVersion(catalog, command, position);
    try {
      return change(advanced, command)
          .withOutcome(new CommandOutcome(id, position, ErrorCode.OK, ""));
    } catch (CinclusException rejection) {
      boolean unknown = command.getKindCase() == CatalogCommand.KindCase.KIND_NOT_SET;
      String message =
          Names.cut(
              Objects.requireNonNullElse(rejection.getMessage(), ""),
              CatalogLimits.MAX_MESSAGE_LENGTH);
      return (unknown ? advanced.withDeadLetter() : advanced)
          .withOutcome(new CommandOutcome(id, position, rejection.code(), message));
    }
  }

  private static Catalog advance(Catalog catalog, long position) {
    if (position <= catalog.position()) {
      throw new IllegalArgumentException(
          "position %d is already folded: the catalog is at %d"
              .formatted(position, catalog.position()));
    }
    return catalog.at(position);
  }

  private static Catalog change(Catalog catalog, CatalogCommand command) {
    return switch (command.getKindCase()) {
      case FOLD_VERSION -> switchVersion(catalog, command.getFoldVersion().getVersion());
      case NODE_STARTED -> DatabaseFold.nodeStarted(catalog, command.getNodeStarted());
      case CREATE_DATABASE -> DatabaseFold.create(catalog, command.getCreateDatabase());
      case DROP_DATABASE -> DatabaseFold.drop(catalog, command.getDropDatabase());
      case CREATE_COLLECTION -> CollectionFold.create(catalog, command.getCreateCollection());
      case DROP_COLLECTION -> CollectionFold.drop(catalog, command.getDropCollection());
      case CREATE_PARTITION -> PartitionFold.create(catalog, command.getCreatePartition());
      case DROP_PARTITION -> PartitionFold.drop(catalog, command.getDropPartition());
      case CREATE_INDEX -> IndexFold.create(catalog, command.getCreateIndex());
      case DROP_INDEX -> IndexFold.drop(catalog, command.getDropIndex());
      case CREATE_ALIAS -> AliasFold.create(catalog, command.getCreateAlias());
      case ALTER_ALIAS -> AliasFold.alter(catalog, command.getAlterAlias());
      case DROP_ALIAS -> AliasFold.drop(catalog, command.getDropAlias());
      case LOAD_COLLECTION -> CollectionFold.load(catalog, command.getLoadCollection());
      case RELEASE_COLLECTION -> CollectionFold.release(catalog, command.getReleaseCollection());
      case RENAME_COLLECTION -> AlterFold.rename(catalog, command.getRenameCollection());
      case ALTER_COLLECTION -> AlterFold.alter(catalog, command.getAlterCollection());
      case ALTER_FIELD -> AlterFold.alter(catalog, command.getAlterField());
      case ADD_FIELD -> AlterFold.addField(catalog, command.getAddField());
      case TRUNCATE_COLLECTION -> AlterFold.truncate(catalog, command.getTruncateCollection());
      case ALTER_INDEX -> IndexFold.alter(catalog, command.getAlterIndex());
      case ALTER_DATABASE -> DatabaseFold.alter(catalog, command.getAlterDatabase());
      case COMPACT_COLLECTION -> CollectionFold.compact(catalog, command.getCompactCollection());
      case ACCESS -> AccessFold.apply(catalog, command.getAccess());
      case IMPORTS -> ImportFold.apply(catalog, command.getImports());
      case REGISTER_STANDING_QUERY ->
          StandingQueryFold.register(catalog, command.getRegisterStandingQuery());
      case DROP_STANDING_QUERY -> StandingQueryFold.drop(catalog, command.getDropStandingQuery());
      case KIND_NOT_SET ->
          throw new CinclusException(
              ErrorCode.BAD_REQUEST,
              "the command is of no kind that fold version %d knows: upgrade, then switch the version"
                  .formatted(catalog.foldVersion()));
    };
  }

  /** Versions go up one at a time, so that a wrong number cannot stop the readers. */
  private static Catalog switchVersion(Catalog catalog, int version) {
    int current = catalog.foldVersion();
    if (version < current || version > current + 1) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "fold version %d cannot follow version %d: only %d can"
              .formatted(version, current, current + 1));
    }
    return catalog.withFoldVersion(version);
  }

  private static void stopAtUnknownVersion(Catalog catalog, CatalogCommand command, long position) {
    int version = command.getFoldVersion().getVersion();
    if (version == catalog.foldVersion() + 1) {
      requireKnown(version, position);
    }
  }

  /** {@link ErrorCode#NOT_READY} for a version that this release cannot fold. */
  static void requireKnown(int version, long position) {
    if (version < OLDEST_VERSION || version > NEWEST_VERSION) {
      throw new CinclusException(
          ErrorCode.NOT_READY,
          "the catalog log uses fold version %d from position %d on, this release knows versions %d to %d: upgrade it"
              .formatted(version, position, OLDEST_VERSION, NEWEST_VERSION));
    }
  }
}
