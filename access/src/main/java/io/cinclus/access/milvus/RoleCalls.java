package io.cinclus.access.milvus;

import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.AccessControl;
import io.cinclus.catalog.RoleInfo;
import io.cinclus.catalog.UserInfo;
import io.cinclus.milvus.grpc.AlterRoleRequest;
import io.cinclus.milvus.grpc.CreateRoleRequest;
import io.cinclus.milvus.grpc.DropRoleRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.OperateUserRoleRequest;
import io.cinclus.milvus.grpc.OperateUserRoleType;
import io.cinclus.milvus.grpc.RoleEntity;
import io.cinclus.milvus.grpc.RoleResult;
import io.cinclus.milvus.grpc.SelectRoleRequest;
import io.cinclus.milvus.grpc.SelectRoleResponse;
import io.cinclus.milvus.grpc.UserEntity;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AccessCommand;
import io.cinclus.v1.AlterRole;
import io.cinclus.v1.BindRole;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateRole;
import io.cinclus.v1.DropRole;
import io.cinclus.v1.UnbindRole;
import java.util.concurrent.CompletableFuture;

/** Roles, and who has them. Thread-safe. */
record RoleCalls(Backend backend) {

  void addTo(Calls calls) {
    calls.addStatus(MilvusServiceGrpc.getCreateRoleMethod(), this::create);
    calls.addStatus(MilvusServiceGrpc.getAlterRoleMethod(), this::alter);
    calls.addStatus(MilvusServiceGrpc.getDropRoleMethod(), this::drop);
    calls.addStatus(MilvusServiceGrpc.getOperateUserRoleMethod(), this::operate);
    calls.add(MilvusServiceGrpc.getSelectRoleMethod(), this::select);
  }

  private CompletableFuture<Long> create(CreateRoleRequest request) {
    return backend.execute(
        AccessCommand.newBuilder()
            .setCreateRole(
                CreateRole.newBuilder()
                    .setRole(request.getEntity().getName())
                    .setDescription(request.getEntity().getDescription())));
  }

  private CompletableFuture<Long> alter(AlterRoleRequest request) {
    return backend.execute(
        AccessCommand.newBuilder()
            .setAlterRole(
                AlterRole.newBuilder()
                    .setRole(request.getRoleName())
                    .setDescription(request.getDescription())));
  }

  private CompletableFuture<Long> drop(DropRoleRequest request) {
    return backend.execute(
        AccessCommand.newBuilder()
            .setDropRole(
                DropRole.newBuilder()
                    .setRole(request.getRoleName())
                    .setForce(request.getForceDrop())));
  }

  /** Gives a user a role, or takes it; from a user that is not there it is as good as taken. */
  private CompletableFuture<?> operate(OperateUserRoleRequest request) {
    String user = request.getUsername();
    String role = request.getRoleName();
    if (request.getType() == OperateUserRoleType.AddUserToRole) {
      return backend.execute(
          AccessCommand.newBuilder()
              .setBindRole(BindRole.newBuilder().setUser(user).setRole(role)));
    }
    return backend.execute(
        CatalogCommand.newBuilder()
            .setAccess(
                AccessCommand.newBuilder()
                    .setUnbindRole(UnbindRole.newBuilder().setUser(user).setRole(role))),
        ErrorCode.USER_NOT_FOUND);
  }

  /** One role, or none where there is no such role, or all where none is named. */
  private CompletableFuture<SelectRoleResponse> select(SelectRoleRequest request) {
    if (request.hasRole() && request.getRole().getName().isEmpty()) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "role name in the role entity is empty: name a role, or send none");
    }
    return backend
        .newest()
        .thenApply(
            catalog -> {
              AccessControl access = catalog.access();
              SelectRoleResponse.Builder roles =
                  SelectRoleResponse.newBuilder().setStatus(Statuses.ok());
              for (RoleInfo role : access.roles().values()) {
                if (!request.hasRole() || request.getRole().getName().equals(role.name())) {
                  roles.addResults(result(access, role, request.getIncludeUserInfo()));
                }
              }
              return roles.build();
            });
  }

  private static RoleResult.Builder result(AccessControl access, RoleInfo role, boolean users) {
    RoleResult.Builder result =
        RoleResult.newBuilder()
            .setRole(
                RoleEntity.newBuilder().setName(role.name()).setDescription(role.description()));
    for (UserInfo user : access.users().values()) {
      if (users && user.roles().contains(role.name())) {
        result.addUsers(UserEntity.newBuilder().setName(user.name()));
      }
    }
    return result;
  }
}
