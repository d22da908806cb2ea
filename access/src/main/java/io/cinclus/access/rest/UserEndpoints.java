package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.milvus.grpc.CreateCredentialRequest;
import io.cinclus.milvus.grpc.CreatePrivilegeGroupRequest;
import io.cinclus.milvus.grpc.DeleteCredentialRequest;
import io.cinclus.milvus.grpc.DropPrivilegeGroupRequest;
import io.cinclus.milvus.grpc.ListCredUsersRequest;
import io.cinclus.milvus.grpc.ListPrivilegeGroupsRequest;
import io.cinclus.milvus.grpc.ListPrivilegeGroupsResponse;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.OperatePrivilegeGroupRequest;
import io.cinclus.milvus.grpc.OperatePrivilegeGroupType;
import io.cinclus.milvus.grpc.OperateUserRoleRequest;
import io.cinclus.milvus.grpc.OperateUserRoleType;
import io.cinclus.milvus.grpc.PrivilegeEntity;
import io.cinclus.milvus.grpc.RoleEntity;
import io.cinclus.milvus.grpc.SelectUserRequest;
import io.cinclus.milvus.grpc.SelectUserResponse;
import io.cinclus.milvus.grpc.UpdateCredentialRequest;
import io.cinclus.milvus.grpc.UserEntity;
import io.cinclus.milvus.grpc.UserResult;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;

/** Users and groups of privileges. Stateless. */
final class UserEndpoints {
  private static final String USER = "userName";
  private static final String GROUP = "privilegeGroupName";

  private UserEndpoints() {}

  static void addTo(Endpoints endpoints) {
    addUsersTo(endpoints);
    addGroupsTo(endpoints);
  }

  private static void addUsersTo(Endpoints endpoints) {
    endpoints.add(
        "users/create",
        MilvusServiceGrpc.getCreateCredentialMethod(),
        sent ->
            CreateCredentialRequest.newBuilder()
                .setUsername(sent.body().text(USER))
                .setPassword(password(sent, "password"))
                .build());
    endpoints.add(
        "users/update_password",
        MilvusServiceGrpc.getUpdateCredentialMethod(),
        sent ->
            UpdateCredentialRequest.newBuilder()
                .setUsername(sent.body().text(USER))
                .setOldPassword(password(sent, "password"))
                .setNewPassword(password(sent, "newPassword"))
                .build());
    endpoints.add(
        "users/drop",
        MilvusServiceGrpc.getDeleteCredentialMethod(),
        sent -> DeleteCredentialRequest.newBuilder().setUsername(sent.body().text(USER)).build());
    endpoints.add(
        "users/list",
        MilvusServiceGrpc.getListCredUsersMethod(),
        sent -> ListCredUsersRequest.getDefaultInstance(),
        (sent, answer) -> Json.texts(answer.getUsernamesList()));
    endpoints.add(
        "users/describe",
        MilvusServiceGrpc.getSelectUserMethod(),
        sent ->
            SelectUserRequest.newBuilder()
                .setUser(UserEntity.newBuilder().setName(sent.body().text(USER)))
                .setIncludeRoleInfo(true)
                .build(),
        (sent, answer) -> Json.texts(roles(sent.body().text(USER), answer)));
    endpoints.add(
        "users/grant_role",
        MilvusServiceGrpc.getOperateUserRoleMethod(),
        sent -> userRole(sent, OperateUserRoleType.AddUserToRole));
    endpoints.add(
        "users/revoke_role",
        MilvusServiceGrpc.getOperateUserRoleMethod(),
        sent -> userRole(sent, OperateUserRoleType.RemoveUserFromRole));
  }

  /** As clients put it into the message. */
  private static String password(RestRequest sent, String name) {
    return Base64.getEncoder()
        .encodeToString(sent.body().text(name).getBytes(StandardCharsets.UTF_8));
  }

  private static List<String> roles(String user, SelectUserResponse answer) {
    return answer.getResultsList().stream()
        .filter(result -> result.getUser().getName().equals(user))
        .map(UserResult::getRolesList)
        .flatMap(List::stream)
        .map(RoleEntity::getName)
        .toList();
  }

  private static OperateUserRoleRequest userRole(RestRequest sent, OperateUserRoleType type) {
    return OperateUserRoleRequest.newBuilder()
        .setUsername(sent.body().text(USER))
        .setRoleName(sent.body().text("roleName"))
        .setType(type)
        .build();
  }

  private static void addGroupsTo(Endpoints endpoints) {
    endpoints.add(
        "privilege_groups/create",
        MilvusServiceGrpc.getCreatePrivilegeGroupMethod(),
        sent ->
            CreatePrivilegeGroupRequest.newBuilder().setGroupName(sent.body().text(GROUP)).build());
    endpoints.add(
        "privilege_groups/drop",
        MilvusServiceGrpc.getDropPrivilegeGroupMethod(),
        sent ->
            DropPrivilegeGroupRequest.newBuilder().setGroupName(sent.body().text(GROUP)).build());
    endpoints.add(
        "privilege_groups/list",
        MilvusServiceGrpc.getListPrivilegeGroupsMethod(),
        sent -> ListPrivilegeGroupsRequest.getDefaultInstance(),
        (sent, answer) -> groups(answer));
    endpoints.add(
        "privilege_groups/add_privileges_to_group",
        MilvusServiceGrpc.getOperatePrivilegeGroupMethod(),
        sent -> group(sent, OperatePrivilegeGroupType.AddPrivilegesToGroup));
    endpoints.add(
        "privilege_groups/remove_privileges_from_group",
        MilvusServiceGrpc.getOperatePrivilegeGroupMethod(),
        sent -> group(sent, OperatePrivilegeGroupType.RemovePrivilegesFromGroup));
  }

  private static OperatePrivilegeGroupRequest group(
      RestRequest sent, OperatePrivilegeGroupType type) {
    OperatePrivilegeGroupRequest.Builder request =
        OperatePrivilegeGroupRequest.newBuilder()
            .setGroupName(sent.body().text(GROUP))
            .setType(type);
    for (String privilege : sent.body().texts("privileges")) {
      request.addPrivileges(PrivilegeEntity.newBuilder().setName(privilege));
    }
    return request.build();
  }

  private static ObjectNode groups(ListPrivilegeGroupsResponse answer) {
    ObjectNode data = Json.object();
    ArrayNode groups = data.putArray("privilegeGroups");
    answer
        .getPrivilegeGroupsList()
        .forEach(
            group ->
                groups
                    .addObject()
                    .put(GROUP, group.getGroupName())
                    .put(
                        "privileges",
                        group.getPrivilegesList().stream()
                            .map(PrivilegeEntity::getName)
                            .collect(Collectors.joining(","))));
    return data;
  }
}
