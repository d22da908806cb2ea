package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AccessCommand;

/** What commands about users, roles and privileges change. Pure. */
final class AccessFold {
  private AccessFold() {}

  /** The catalog after the command; {@link CinclusException} where it is rejected. */
  static Catalog apply(Catalog catalog, AccessCommand command) {
    return catalog.withAccess(change(catalog.access(), command, catalog.foldVersion()));
  }

  private static AccessControl change(AccessControl access, AccessCommand command, int version) {
    return switch (command.getKindCase()) {
      case CREATE_USER -> UserFold.create(access, command.getCreateUser());
      case ALTER_USER -> UserFold.alter(access, command.getAlterUser());
      case DROP_USER -> UserFold.drop(access, command.getDropUser().getUser());
      case BIND_ROLE -> UserFold.bind(access, command.getBindRole());
      case UNBIND_ROLE -> UserFold.unbind(access, command.getUnbindRole());
      case CREATE_ROLE -> RoleFold.create(access, command.getCreateRole());
      case ALTER_ROLE -> RoleFold.alter(access, command.getAlterRole());
      case DROP_ROLE -> RoleFold.drop(access, command.getDropRole());
      case GRANT_PRIVILEGE -> RoleFold.grant(access, command.getGrantPrivilege());
      case REVOKE_PRIVILEGE -> RoleFold.revoke(access, command.getRevokePrivilege());
      case CREATE_PRIVILEGE_GROUP ->
          PrivilegeGroupFold.create(access, command.getCreatePrivilegeGroup().getGroup());
      case DROP_PRIVILEGE_GROUP ->
          PrivilegeGroupFold.drop(access, command.getDropPrivilegeGroup().getGroup());
      case ADD_PRIVILEGES -> PrivilegeGroupFold.add(access, command.getAddPrivileges());
      case REMOVE_PRIVILEGES -> PrivilegeGroupFold.remove(access, command.getRemovePrivileges());
      case RESTORE_ACCESS -> RestoreFold.restore(access, command.getRestoreAccess().getContent());
      case KIND_NOT_SET ->
          throw new CinclusException(
              ErrorCode.BAD_REQUEST,
              "the command is of no kind that fold version %d knows: upgrade, then switch the version"
                  .formatted(version));
    };
  }
}
