package io.cinclus.access.milvus;

import io.cinclus.access.security.Identity;
import io.cinclus.access.translate.Grants;
import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.AccessCodec;
import io.cinclus.catalog.AccessControl;
import io.cinclus.catalog.RoleInfo;
import io.cinclus.milvus.grpc.BackupRBACMetaRequest;
import io.cinclus.milvus.grpc.BackupRBACMetaResponse;
import io.cinclus.milvus.grpc.GrantEntity;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.PrivilegeEntity;
import io.cinclus.milvus.grpc.PrivilegeGroupInfo;
import io.cinclus.milvus.grpc.RBACMeta;
import io.cinclus.milvus.grpc.RestoreRBACMetaRequest;
import io.cinclus.milvus.grpc.RoleEntity;
import io.cinclus.milvus.grpc.UserInfo;
import io.cinclus.v1.AccessCommand;
import io.cinclus.v1.RestoreAccess;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * Users, roles and privileges as one message, and back. Thread-safe. Root and the roles that are
 * always there are left out, but not what was granted to them. Passwords stay hashed.
 */
record AccessBackupCalls(Backend backend) {
  private static final Set<String> BUILT_IN_ROLES =
      Set.of(AccessControl.ADMIN, AccessControl.PUBLIC);

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getBackupRBACMethod(), this::backup);
    calls.addStatus(MilvusServiceGrpc.getRestoreRBACMethod(), this::restore);
  }

  private CompletableFuture<BackupRBACMetaResponse> backup(BackupRBACMetaRequest request) {
    return backend
        .newest()
        .thenApply(
            catalog ->
                BackupRBACMetaResponse.newBuilder()
                    .setStatus(Statuses.ok())
                    .setRBACMeta(message(catalog.access()))
                    .build());
  }

  private static RBACMeta message(AccessControl access) {
    RBACMeta.Builder all = RBACMeta.newBuilder();
    for (io.cinclus.catalog.UserInfo user : access.users().values()) {
      if (!user.name().equals(AccessControl.ROOT)) {
        UserInfo.Builder part =
            all.addUsersBuilder().setUser(user.name()).setPassword(user.passwordHash());
        user.roles().forEach(role -> part.addRolesBuilder().setName(role));
      }
    }
    for (RoleInfo role : access.roles().values()) {
      if (!BUILT_IN_ROLES.contains(role.name())) {
        all.addRolesBuilder().setName(role.name()).setDescription(role.description());
      }
      role.grants().forEach(grant -> all.addGrants(Grants.entity(role.name(), grant)));
    }
    access
        .privilegeGroups()
        .forEach(
            (name, privileges) ->
                all.addPrivilegeGroups(PrivilegeGroupCalls.info(name, privileges)));
    return all.build();
  }

  /** Restores all, or nothing where some of it is there already. */
  private CompletableFuture<Long> restore(RestoreRBACMetaRequest request) {
    RBACMeta saved = request.getRBACMeta();
    io.cinclus.v1.AccessControl.Builder content =
        io.cinclus.v1.AccessControl.newBuilder().addAllRoles(roles(saved));
    for (UserInfo user : saved.getUsersList()) {
      content
          .addUsersBuilder()
          .setName(user.getUser())
          .setPasswordHash(user.getPassword())
          .addAllRoles(user.getRolesList().stream().map(RoleEntity::getName).toList());
    }
    for (PrivilegeGroupInfo group : saved.getPrivilegeGroupsList()) {
      content
          .addPrivilegeGroupsBuilder()
          .setName(group.getGroupName())
          .addAllPrivileges(
              group.getPrivilegesList().stream().map(PrivilegeEntity::getName).toList());
    }
    return backend.execute(
        AccessCommand.newBuilder()
            .setRestoreAccess(RestoreAccess.newBuilder().setContent(content)));
  }

  private static Iterable<io.cinclus.v1.RoleInfo> roles(RBACMeta saved) {
    Map<String, io.cinclus.v1.RoleInfo.Builder> roles = new LinkedHashMap<>();
    for (RoleEntity role : saved.getRolesList()) {
      of(roles, role.getName()).setDescription(role.getDescription());
    }
    for (GrantEntity grant : saved.getGrantsList()) {
      of(roles, grant.getRole().getName())
          .addGrants(AccessCodec.encode(Grants.restored(grant, Identity.currentName())));
    }
    return roles.values().stream().map(io.cinclus.v1.RoleInfo.Builder::build).toList();
  }

  private static io.cinclus.v1.RoleInfo.Builder of(
      Map<String, io.cinclus.v1.RoleInfo.Builder> roles, String name) {
    return roles.computeIfAbsent(
        name, missing -> io.cinclus.v1.RoleInfo.newBuilder().setName(missing));
  }
}
