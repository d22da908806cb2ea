package io.cinclus.catalog;

import io.cinclus.v1.Grant;
import io.cinclus.v1.PrivilegeGroupInfo;

/** Users, roles and groups of privileges as messages. Stateless. */
public final class AccessCodec {
  private AccessCodec() {}

  public static io.cinclus.v1.AccessControl encode(AccessControl access) {
    io.cinclus.v1.AccessControl.Builder message = io.cinclus.v1.AccessControl.newBuilder();
    access
        .users()
        .forEach(
            (name, user) ->
                message
                    .addUsersBuilder()
                    .setName(name)
                    .setPasswordHash(user.passwordHash())
                    .setDescription(user.description())
                    .addAllRoles(user.roles()));
    access
        .roles()
        .forEach(
            (name, role) ->
                message
                    .addRolesBuilder()
                    .setName(name)
                    .setDescription(role.description())
                    .addAllGrants(role.grants().stream().map(AccessCodec::encode).toList()));
    access
        .privilegeGroups()
        .forEach(
            (name, privileges) ->
                message.addPrivilegeGroupsBuilder().setName(name).addAllPrivileges(privileges));
    return message.build();
  }

  public static Grant encode(GrantInfo grant) {
    return Grant.newBuilder()
        .setObjectType(grant.objectType())
        .setObjectName(grant.objectName())
        .setDatabase(grant.database())
        .setPrivilege(grant.privilege())
        .setGrantor(grant.grantor())
        .build();
  }

  static AccessControl decode(io.cinclus.v1.AccessControl message) {
    AccessControl access =
        new AccessControl(PersistentMap.empty(), PersistentMap.empty(), PersistentMap.empty());
    for (io.cinclus.v1.UserInfo user : message.getUsersList()) {
      access = access.with(decode(user));
    }
    for (io.cinclus.v1.RoleInfo role : message.getRolesList()) {
      access = access.with(decode(role));
    }
    for (PrivilegeGroupInfo group : message.getPrivilegeGroupsList()) {
      access = access.withPrivilegeGroup(group.getName(), Sorted.of(group.getPrivilegesList()));
    }
    return access;
  }

  static UserInfo decode(io.cinclus.v1.UserInfo user) {
    return new UserInfo(
        user.getName(),
        user.getPasswordHash(),
        user.getDescription(),
        Sorted.of(user.getRolesList()));
  }

  private static RoleInfo decode(io.cinclus.v1.RoleInfo role) {
    return new RoleInfo(
        role.getName(),
        role.getDescription(),
        Sorted.of(role.getGrantsList().stream().map(AccessCodec::decode).toList()));
  }

  static GrantInfo decode(Grant grant) {
    return new GrantInfo(
        grant.getObjectType(),
        grant.getObjectName(),
        grant.getDatabase(),
        grant.getPrivilege(),
        grant.getGrantor());
  }
}
