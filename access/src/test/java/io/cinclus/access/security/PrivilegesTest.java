package io.cinclus.access.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.milvus.grpc.ObjectType;
import io.cinclus.milvus.grpc.PrivilegeLevel;
import java.util.List;
import org.junit.jupiter.api.Test;

class PrivilegesTest {

  @Test
  void groupsHavePrivilegesOfTheirLevel() {
    Privileges.listedGroups()
        .forEach(
            (name, privileges) ->
                assertThat(privileges)
                    .as(name)
                    .allMatch(Privileges::exists)
                    .allMatch(privilege -> name.startsWith(Privileges.level(privilege).name()))
                    .doesNotHaveDuplicates());
    assertThat(Privileges.listedGroups()).hasSize(9);
  }

  @Test
  void olderGroupsCanBeGrantedAndAreNotListed() {
    assertThat(Privileges.builtInGroup("ReadWrite").orElseThrow())
        .contains("Insert", "Query", "RenameCollection")
        .doesNotContain("DropCollection");
    assertThat(Privileges.builtInGroup("Admin").orElseThrow())
        .contains("Insert", "DropCollection", "ManageOwnership")
        .allMatch(Privileges::exists);
    assertThat(Privileges.listedGroups()).doesNotContainKeys("ReadOnly", "ReadWrite", "Admin");
  }

  @Test
  void namesAreThoseOfMilvus() {
    assertThat(List.of("Insert", "All", "ManageOwnership")).allMatch(Privileges::exists);
    assertThat(List.of("insert", "PrivilegeInsert", "GroupAdmin", "CollectionAdmin", ""))
        .noneMatch(Privileges::exists);
  }

  @Test
  void privilegesAreOfObjectsAndOfALevel() {
    assertThat(Privileges.objectType("Insert")).isEqualTo(ObjectType.Collection);
    assertThat(Privileges.objectType("DescribeCollection")).isEqualTo(ObjectType.Global);
    assertThat(Privileges.objectType("SelectUser")).isEqualTo(ObjectType.User);
    assertThat(Privileges.level("DescribeCollection")).isEqualTo(PrivilegeLevel.Collection);
    assertThat(Privileges.level("CreateCollection")).isEqualTo(PrivilegeLevel.Database);
    assertThat(Privileges.level("CreateOwnership")).isEqualTo(PrivilegeLevel.Cluster);
  }
}
