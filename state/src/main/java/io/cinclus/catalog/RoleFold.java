package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AlterRole;
import io.cinclus.v1.CreateRole;
import io.cinclus.v1.DropRole;
import io.cinclus.v1.GrantPrivilege;
import io.cinclus.v1.RevokePrivilege;
import java.util.List;

/** What commands about roles change; {@link CinclusException} where they are rejected. Pure. */
final class RoleFold {
  private RoleFold() {}

  static AccessControl create(AccessControl access, CreateRole command) {
    return add(access, command.getRole(), command.getDescription());
  }

  /** These with a new role that has no privileges. */
  static AccessControl add(AccessControl access, String name, String description) {
    Names.checkRole(name);
    if (access.roles().containsKey(name)) {
      throw new CinclusException(
          ErrorCode.ROLE_EXISTS,
          "role [name:%s] already exists: choose another name".formatted(Names.quote(name)));
    }
    if (access.roles().size() >= CatalogLimits.MAX_ROLES) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "unable to create role because the number of roles has reached the limit of %d: drop one first"
              .formatted(CatalogLimits.MAX_ROLES));
    }
    Names.checkDescription("role", name, description);
    return access.with(new RoleInfo(name, description, List.of()));
  }

  static AccessControl alter(AccessControl access, AlterRole command) {
    checkNotBuiltIn(command.getRole(), "altered");
    RoleInfo role = access.role(command.getRole());
    Names.checkDescription("role", role.name(), command.getDescription());
    return access.with(role.withDescription(command.getDescription()));
  }

  static AccessControl drop(AccessControl access, DropRole command) {
    checkNotBuiltIn(command.getRole(), "dropped");
    RoleInfo role = access.role(command.getRole());
    if (!role.grants().isEmpty() && !command.getForce()) {
      throw new CinclusException(
          ErrorCode.IN_USE,
          "fail to drop the role %s that it has privileges. Use REVOKE API to revoke privileges, or force it"
              .formatted(Names.quote(role.name())));
    }
    return access.withoutRole(role.name());
  }

  static AccessControl grant(AccessControl access, GrantPrivilege command) {
    return add(access, command.getRole(), AccessCodec.decode(command.getGrant()));
  }

  /** These with a further privilege of a role. */
  static AccessControl add(AccessControl access, String name, GrantInfo grant) {
    RoleInfo role = access.role(name);
    for (String part :
        List.of(grant.objectType(), grant.objectName(), grant.database(), grant.privilege())) {
      if (part.isEmpty() || part.length() > CatalogLimits.MAX_NAME_LENGTH) {
        throw new CinclusException(
            ErrorCode.BAD_PARAMETER,
            "a grant names an object type, an object, a database and a privilege, each of 1 to %d characters, not %s"
                .formatted(CatalogLimits.MAX_NAME_LENGTH, Names.quote(part)));
      }
    }
    if (role.grants().size() >= CatalogLimits.MAX_GRANTS_PER_ROLE && !role.has(grant)) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "role %s has %d privileges, as many as it may have: revoke some, or grant a privilege group"
              .formatted(Names.quote(name), CatalogLimits.MAX_GRANTS_PER_ROLE));
    }
    return access.with(role.with(grant));
  }

  /** What was not granted is as good as revoked, as in Milvus. */
  static AccessControl revoke(AccessControl access, RevokePrivilege command) {
    return access.with(
        access.role(command.getRole()).without(AccessCodec.decode(command.getGrant())));
  }

  private static void checkNotBuiltIn(String role, String done) {
    if (AccessControl.BUILT_IN_ROLES.contains(role)) {
      throw new CinclusException(
          ErrorCode.NOT_PERMITTED,
          "the role[%s] is a default role, which can't be %s".formatted(role, done));
    }
  }
}
