package io.cinclus.access.milvus;

import io.cinclus.access.security.Privileges;
import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.AccessControl;
import io.cinclus.milvus.grpc.CreatePrivilegeGroupRequest;
import io.cinclus.milvus.grpc.DropPrivilegeGroupRequest;
import io.cinclus.milvus.grpc.ListPrivilegeGroupsRequest;
import io.cinclus.milvus.grpc.ListPrivilegeGroupsResponse;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.OperatePrivilegeGroupRequest;
import io.cinclus.milvus.grpc.OperatePrivilegeGroupType;
import io.cinclus.milvus.grpc.PrivilegeEntity;
import io.cinclus.milvus.grpc.PrivilegeGroupInfo;
import io.cinclus.milvus.grpc.PrivilegeLevel;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AccessCommand;
import io.cinclus.v1.AddPrivileges;
import io.cinclus.v1.CreatePrivilegeGroup;
import io.cinclus.v1.DropPrivilegeGroup;
import io.cinclus.v1.RemovePrivileges;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Groups of privileges, which are granted as one. Thread-safe. */
record PrivilegeGroupCalls(Backend backend) {

  void addTo(Calls calls) {
    calls.addStatus(MilvusServiceGrpc.getCreatePrivilegeGroupMethod(), this::create);
    calls.addStatus(MilvusServiceGrpc.getDropPrivilegeGroupMethod(), this::drop);
    calls.add(MilvusServiceGrpc.getListPrivilegeGroupsMethod(), this::list);
    calls.addStatus(MilvusServiceGrpc.getOperatePrivilegeGroupMethod(), this::operate);
  }

  private CompletableFuture<Long> create(CreatePrivilegeGroupRequest request) {
    String group = request.getGroupName();
    checkNotBuiltIn(group);
    return backend.execute(
        AccessCommand.newBuilder()
            .setCreatePrivilegeGroup(CreatePrivilegeGroup.newBuilder().setGroup(group)));
  }

  private CompletableFuture<Long> drop(DropPrivilegeGroupRequest request) {
    String group = request.getGroupName();
    checkNotBuiltIn(group);
    return backend.execute(
        AccessCommand.newBuilder()
            .setDropPrivilegeGroup(DropPrivilegeGroup.newBuilder().setGroup(group)));
  }

  private static void checkNotBuiltIn(String group) {
    if (Privileges.exists(group) || Privileges.builtInGroup(group).isPresent()) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "privilege group name [%s] is defined by built in privileges or privilege groups in system: choose another"
              .formatted(group));
    }
  }

  private CompletableFuture<ListPrivilegeGroupsResponse> list(ListPrivilegeGroupsRequest request) {
    return backend
        .newest()
        .thenApply(
            catalog -> {
              ListPrivilegeGroupsResponse.Builder groups =
                  ListPrivilegeGroupsResponse.newBuilder().setStatus(Statuses.ok());
              Privileges.listedGroups()
                  .forEach((name, privileges) -> groups.addPrivilegeGroups(info(name, privileges)));
              catalog
                  .access()
                  .privilegeGroups()
                  .forEach((name, privileges) -> groups.addPrivilegeGroups(info(name, privileges)));
              return groups.build();
            });
  }

  static PrivilegeGroupInfo info(String name, List<String> privileges) {
    PrivilegeGroupInfo.Builder info = PrivilegeGroupInfo.newBuilder().setGroupName(name);
    for (String privilege : privileges) {
      info.addPrivileges(PrivilegeEntity.newBuilder().setName(privilege));
    }
    return info.build();
  }

  private CompletableFuture<Long> operate(OperatePrivilegeGroupRequest request) {
    String group = request.getGroupName();
    checkNotBuiltIn(group);
    return backend
        .newest()
        .thenCompose(
            catalog -> {
              List<String> privileges = privileges(catalog.access(), request);
              AccessCommand.Builder command = AccessCommand.newBuilder();
              if (request.getType() == OperatePrivilegeGroupType.RemovePrivilegesFromGroup) {
                return backend.execute(
                    command.setRemovePrivileges(
                        RemovePrivileges.newBuilder()
                            .setGroup(group)
                            .addAllPrivileges(privileges)));
              }
              checkLevel(group, catalog.access().privilegeGroups().get(group), privileges);
              return backend.execute(
                  command.setAddPrivileges(
                      AddPrivileges.newBuilder().setGroup(group).addAllPrivileges(privileges)));
            });
  }

  /** Those of the request, and for a group all that it has now. */
  private static List<String> privileges(
      AccessControl access, OperatePrivilegeGroupRequest request) {
    return request.getPrivilegesList().stream()
        .map(PrivilegeEntity::getName)
        .flatMap(name -> privileges(access, name))
        .distinct()
        .toList();
  }

  private static Stream<String> privileges(AccessControl access, String name) {
    if (Privileges.exists(name) && !name.equals(Privileges.ALL)) {
      return Stream.of(name);
    }
    List<String> custom = access.privilegeGroups().get(name);
    return (custom != null
            ? custom
            : Privileges.builtInGroup(name)
                .orElseThrow(
                    () ->
                        new CinclusException(
                            ErrorCode.BAD_PARAMETER,
                            "there is no privilege [%s] that a group can have: see the manual's list"
                                .formatted(name))))
        .stream();
  }

  /** A group is granted at the level of its privileges, so they have one. */
  private static void checkLevel(String group, @Nullable List<String> known, List<String> added) {
    Set<PrivilegeLevel> levels =
        Stream.concat(known == null ? Stream.of() : known.stream(), added.stream())
            .map(Privileges::level)
            .collect(Collectors.toSet());
    if (levels.size() > 1) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "the privileges of group [%s] would not be of one level but of %s: make a group for each"
              .formatted(group, levels.stream().sorted().toList()));
    }
  }
}
