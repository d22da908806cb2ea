package io.cinclus.access.milvus;

import io.cinclus.access.security.Identity;
import io.cinclus.access.translate.Grants;
import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.AccessCodec;
import io.cinclus.catalog.GrantInfo;
import io.cinclus.catalog.RoleInfo;
import io.cinclus.milvus.grpc.GrantEntity;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.OperatePrivilegeRequest;
import io.cinclus.milvus.grpc.OperatePrivilegeType;
import io.cinclus.milvus.grpc.OperatePrivilegeV2Request;
import io.cinclus.milvus.grpc.SelectGrantRequest;
import io.cinclus.milvus.grpc.SelectGrantResponse;
import io.cinclus.v1.AccessCommand;
import io.cinclus.v1.GrantPrivilege;
import io.cinclus.v1.RevokePrivilege;
import java.util.concurrent.CompletableFuture;

/** What roles may do. Thread-safe. */
record PrivilegeCalls(Backend backend) {

  void addTo(Calls calls) {
    calls.addStatus(MilvusServiceGrpc.getOperatePrivilegeMethod(), this::operate);
    calls.addStatus(MilvusServiceGrpc.getOperatePrivilegeV2Method(), this::operate);
    calls.add(MilvusServiceGrpc.getSelectGrantMethod(), this::select);
  }

  private CompletableFuture<Long> operate(OperatePrivilegeRequest request) {
    GrantEntity entity = request.getEntity();
    Grants grants = grants(entity.getDbName());
    return backend
        .newest()
        .thenCompose(
            catalog ->
                change(
                    request.getType(),
                    entity.getRole().getName(),
                    grants.of(catalog.access(), entity)));
  }

  private CompletableFuture<Long> operate(OperatePrivilegeV2Request request) {
    Grants grants = grants(request.getDbName());
    return backend
        .newest()
        .thenCompose(
            catalog ->
                change(
                    request.getType(),
                    request.getRole().getName(),
                    grants.of(catalog.access(), request)));
  }

  private static Grants grants(String database) {
    return new Grants(DatabaseHeader.or(database), Identity.currentName());
  }

  private CompletableFuture<Long> change(OperatePrivilegeType type, String role, GrantInfo grant) {
    AccessCommand.Builder command = AccessCommand.newBuilder();
    return backend.execute(
        type == OperatePrivilegeType.Grant
            ? command.setGrantPrivilege(
                GrantPrivilege.newBuilder().setRole(role).setGrant(AccessCodec.encode(grant)))
            : command.setRevokePrivilege(
                RevokePrivilege.newBuilder().setRole(role).setGrant(AccessCodec.encode(grant))));
  }

  /** What a role may do in a database, on all objects or on one. */
  private CompletableFuture<SelectGrantResponse> select(SelectGrantRequest request) {
    GrantEntity entity = request.getEntity();
    Grants grants = grants(entity.getDbName());
    return backend
        .newest()
        .thenApply(
            catalog -> {
              RoleInfo role = catalog.access().role(entity.getRole().getName());
              SelectGrantResponse.Builder found =
                  SelectGrantResponse.newBuilder().setStatus(Statuses.ok());
              for (GrantInfo grant : role.grants()) {
                if (grants.isAsked(entity, grant)) {
                  found.addEntities(Grants.entity(role.name(), grant));
                }
              }
              return found.build();
            });
  }
}
