package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.cinclus.milvus.grpc.AlterRoleRequest;
import io.cinclus.milvus.grpc.CreateRoleRequest;
import io.cinclus.milvus.grpc.DropRoleRequest;
import io.cinclus.milvus.grpc.GrantEntity;
import io.cinclus.milvus.grpc.GrantorEntity;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.ObjectEntity;
import io.cinclus.milvus.grpc.OperatePrivilegeRequest;
import io.cinclus.milvus.grpc.OperatePrivilegeType;
import io.cinclus.milvus.grpc.OperatePrivilegeV2Request;
import io.cinclus.milvus.grpc.PrivilegeEntity;
import io.cinclus.milvus.grpc.RoleEntity;
import io.cinclus.milvus.grpc.SelectGrantRequest;
import io.cinclus.milvus.grpc.SelectGrantResponse;
import io.cinclus.milvus.grpc.SelectRoleRequest;

/** Roles and what they may do. Stateless. */
final class RoleEndpoints {
  private static final String DESCRIPTION = "description";

  private RoleEndpoints() {}

  static void addTo(Endpoints endpoints) {
    endpoints.add(
        "roles/create",
        MilvusServiceGrpc.getCreateRoleMethod(),
        sent -> CreateRoleRequest.newBuilder().setEntity(role(sent)).build());
    endpoints.add(
        "roles/alter",
        MilvusServiceGrpc.getAlterRoleMethod(),
        sent ->
            AlterRoleRequest.newBuilder()
                .setRoleName(role(sent).getName())
                .setDescription(sent.body().text(DESCRIPTION, ""))
                .build());
    endpoints.add(
        "roles/drop",
        MilvusServiceGrpc.getDropRoleMethod(),
        sent -> DropRoleRequest.newBuilder().setRoleName(role(sent).getName()).build());
    endpoints.add(
        "roles/list",
        MilvusServiceGrpc.getSelectRoleMethod(),
        sent -> SelectRoleRequest.getDefaultInstance(),
        (sent, answer) ->
            Json.texts(
                answer.getResultsList().stream()
                    .map(result -> result.getRole().getName())
                    .toList()));
    endpoints.add(
        "roles/describe",
        MilvusServiceGrpc.getSelectGrantMethod(),
        sent ->
            SelectGrantRequest.newBuilder()
                .setEntity(GrantEntity.newBuilder().setRole(role(sent)).setDbName(sent.database()))
                .build(),
        (sent, answer) -> grants(answer));
    addPrivilegesTo(endpoints);
  }

  private static void addPrivilegesTo(Endpoints endpoints) {
    endpoints.add(
        "roles/grant_privilege",
        MilvusServiceGrpc.getOperatePrivilegeMethod(),
        sent -> privilege(sent, OperatePrivilegeType.Grant));
    endpoints.add(
        "roles/revoke_privilege",
        MilvusServiceGrpc.getOperatePrivilegeMethod(),
        sent -> privilege(sent, OperatePrivilegeType.Revoke));
    endpoints.add(
        "roles/grant_privilege_v2",
        MilvusServiceGrpc.getOperatePrivilegeV2Method(),
        sent -> privilegeV2(sent, OperatePrivilegeType.Grant));
    endpoints.add(
        "roles/revoke_privilege_v2",
        MilvusServiceGrpc.getOperatePrivilegeV2Method(),
        sent -> privilegeV2(sent, OperatePrivilegeType.Revoke));
  }

  private static RoleEntity role(RestRequest sent) {
    return RoleEntity.newBuilder().setName(sent.body().text("roleName")).build();
  }

  private static GrantorEntity grantor(RestRequest sent) {
    return GrantorEntity.newBuilder()
        .setPrivilege(PrivilegeEntity.newBuilder().setName(sent.body().text("privilege")))
        .build();
  }

  private static OperatePrivilegeRequest privilege(RestRequest sent, OperatePrivilegeType type) {
    return OperatePrivilegeRequest.newBuilder()
        .setEntity(
            GrantEntity.newBuilder()
                .setRole(role(sent))
                .setObject(ObjectEntity.newBuilder().setName(sent.body().text("objectType")))
                .setObjectName(sent.body().text("objectName"))
                .setDbName(sent.database())
                .setGrantor(grantor(sent)))
        .setType(type)
        .build();
  }

  private static OperatePrivilegeV2Request privilegeV2(
      RestRequest sent, OperatePrivilegeType type) {
    return OperatePrivilegeV2Request.newBuilder()
        .setRole(role(sent))
        .setGrantor(grantor(sent))
        .setType(type)
        .setDbName(sent.database())
        .setCollectionName(sent.body().text("collectionName", ""))
        .build();
  }

  private static JsonNode grants(SelectGrantResponse answer) {
    ArrayNode list = Json.list();
    for (GrantEntity grant : answer.getEntitiesList()) {
      list.addObject()
          .put("objectType", grant.getObject().getName())
          .put("objectName", grant.getObjectName())
          .put("privilege", grant.getGrantor().getPrivilege().getName())
          .put("dbName", grant.getDbName())
          .put("grantor", grant.getGrantor().getUser().getName());
    }
    return list;
  }
}
