package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AddPrivileges;
import io.cinclus.v1.RemovePrivileges;
import java.util.ArrayList;
import java.util.List;

/**
 * What commands about groups of privileges change; {@link CinclusException} where they are
 * rejected. Pure. Does not know the groups that are built in.
 */
final class PrivilegeGroupFold {
  private PrivilegeGroupFold() {}

  static AccessControl create(AccessControl access, String name) {
    return add(access, name, List.of());
  }

  /** These with a new group. */
  static AccessControl add(AccessControl access, String name, List<String> privileges) {
    Names.check(ErrorCode.BAD_PARAMETER, "privilege group", name);
    if (access.privilegeGroups().containsKey(name)) {
      throw new CinclusException(
          ErrorCode.PRIVILEGE_GROUP_EXISTS,
          "privilege group [%s] already exists: choose another name".formatted(name));
    }
    if (access.privilegeGroups().size() >= CatalogLimits.MAX_PRIVILEGE_GROUPS) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "there are %d privilege groups, as many as there may be: drop one first"
              .formatted(CatalogLimits.MAX_PRIVILEGE_GROUPS));
    }
    return put(access, name, privileges);
  }

  static AccessControl drop(AccessControl access, String name) {
    var unused = access.privilegeGroup(name);
    for (RoleInfo role : access.roles().values()) {
      if (role.grants().stream().anyMatch(grant -> grant.privilege().equals(name))) {
        throw new CinclusException(
            ErrorCode.IN_USE,
            "privilege group [%s] is used by role [%s], Use REVOKE API to revoke it first"
                .formatted(name, role.name()));
      }
    }
    return access.withoutPrivilegeGroup(name);
  }

  static AccessControl add(AccessControl access, AddPrivileges command) {
    List<String> privileges = new ArrayList<>(access.privilegeGroup(command.getGroup()));
    privileges.addAll(command.getPrivilegesList());
    return put(access, command.getGroup(), privileges);
  }

  /** What the group does not have is as good as removed, as in Milvus. */
  static AccessControl remove(AccessControl access, RemovePrivileges command) {
    List<String> privileges = new ArrayList<>(access.privilegeGroup(command.getGroup()));
    privileges.removeAll(command.getPrivilegesList());
    return put(access, command.getGroup(), privileges);
  }

  private static AccessControl put(AccessControl access, String name, List<String> privileges) {
    List<String> sorted = Sorted.of(privileges);
    if (sorted.size() > CatalogLimits.MAX_PRIVILEGES_PER_GROUP) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "a privilege group may have %d privileges, [%s] would have %d"
              .formatted(CatalogLimits.MAX_PRIVILEGES_PER_GROUP, name, sorted.size()));
    }
    for (String privilege : sorted) {
      Names.check(ErrorCode.BAD_PARAMETER, "privilege", privilege);
    }
    return access.withPrivilegeGroup(name, sorted);
  }
}
