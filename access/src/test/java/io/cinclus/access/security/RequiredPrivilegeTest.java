package io.cinclus.access.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.ObjectType;
import io.grpc.MethodDescriptor;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Which privilege each call needs. */
class RequiredPrivilegeTest {

  @Test
  void everyCallNeedsAPrivilegeOrIsOpenOrIsForAdministrators() {
    TreeSet<String> forAdministrators = new TreeSet<>();
    TreeSet<String> open = new TreeSet<>();
    for (MethodDescriptor<?, ?> method : MilvusServiceGrpc.getServiceDescriptor().getMethods()) {
      String name = String.valueOf(method.getBareMethodName());
      boolean needsPrivilege = RequiredPrivilege.of(method).isPresent();
      assertThat(needsPrivilege && RequiredPrivilege.isOpen(method)).as(name).isFalse();
      if (RequiredPrivilege.isOpen(method)) {
        open.add(name);
      } else if (!needsPrivilege) {
        forAdministrators.add(name);
      }
    }
    assertThat(open).isEqualTo(new TreeSet<>(RequiredPrivilege.OPEN));
    // A new call comes up here: say whom it is for.
    assertThat(forAdministrators)
        .containsExactly(
            "CreateReplicateStream",
            "DescribeSegmentIndexData",
            "DumpMessages",
            "GetReplicateInfo",
            "ListIndexedSegment",
            "ReplicateMessage");
  }

  @Test
  void everyPrivilegeThatACallNeedsCanBeGrantedOnItsObjects() {
    for (MethodDescriptor<?, ?> method : MilvusServiceGrpc.getServiceDescriptor().getMethods()) {
      RequiredPrivilege.of(method)
          .ifPresent(
              needed -> {
                assertThat(Privileges.exists(needed.privilege())).as(needed.toString()).isTrue();
                boolean rowPolicy =
                    String.valueOf(method.getBareMethodName()).matches("(Create|Drop|List)Row.*");
                if (!rowPolicy) {
                  assertThat(Privileges.objectType(needed.privilege()))
                      .as(needed.toString())
                      .isEqualTo(needed.objectType());
                }
              });
    }
  }

  @Test
  void callsNeedWhatMilvusSays() {
    assertThat(RequiredPrivilege.of(MilvusServiceGrpc.getInsertMethod()))
        .contains(new RequiredPrivilege("Insert", ObjectType.Collection, Optional.of(3)));
    assertThat(RequiredPrivilege.of(MilvusServiceGrpc.getFlushMethod()))
        .contains(new RequiredPrivilege("Flush", ObjectType.Collection, Optional.of(3)));
    assertThat(RequiredPrivilege.of(MilvusServiceGrpc.getCreateRoleMethod()))
        .contains(new RequiredPrivilege("CreateOwnership", ObjectType.Global, Optional.empty()));
    assertThat(RequiredPrivilege.of(MilvusServiceGrpc.getGetVersionMethod())).isEmpty();
  }
}
