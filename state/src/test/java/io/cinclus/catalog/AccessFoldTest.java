package io.cinclus.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AccessCommand;
import io.cinclus.v1.AddPrivileges;
import io.cinclus.v1.AlterRole;
import io.cinclus.v1.AlterUser;
import io.cinclus.v1.BindRole;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreatePrivilegeGroup;
import io.cinclus.v1.CreateRole;
import io.cinclus.v1.CreateUser;
import io.cinclus.v1.DropPrivilegeGroup;
import io.cinclus.v1.DropRole;
import io.cinclus.v1.DropUser;
import io.cinclus.v1.GrantPrivilege;
import io.cinclus.v1.RemovePrivileges;
import io.cinclus.v1.RestoreAccess;
import io.cinclus.v1.RevokePrivilege;
import io.cinclus.v1.UnbindRole;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands about users, roles and privileges do. */
class AccessFoldTest {
  private static final GrantInfo INSERT =
      new GrantInfo("Collection", "items", "default", "Insert", "root");

  private final LogFixture log = new LogFixture();

  /** Root, alice with the role writer, which may insert, and the group loading. */
  @BeforeEach
  void fill() {
    log.accept(createUser("root", "h0"));
    log.accept(createUser("alice", "h1"));
    log.accept(createRole("writer"));
    log.accept(bind("alice", "writer"));
    log.accept(grant("writer", INSERT));
    log.accept(createGroup("loading"));
    log.accept(addPrivileges("loading", "Release", "Load", "Load"));
  }

  private AccessControl access() {
    return log.catalog().access();
  }

  @Test
  void aCatalogBeginsWithTheRolesOfMilvusAndNoUser() {
    assertThat(AccessControl.INITIAL.roles().keys()).containsExactly("admin", "public");
    assertThat(AccessControl.INITIAL.role("public").grants())
        .extracting(GrantInfo::privilege)
        .containsExactlyInAnyOrder("DescribeCollection", "ListAliases", "IndexDetail");
    assertThat(AccessControl.INITIAL.users().keys()).isEmpty();
  }

  @Test
  void whatWasWrittenIsThereAlsoAfterASnapshot() {
    assertThat(access().user("alice"))
        .isEqualTo(new UserInfo("alice", "h1", "", List.of("writer")));
    assertThat(access().role("writer").grants()).containsExactly(INSERT);
    assertThat(access().privilegeGroup("loading")).containsExactly("Load", "Release");
    byte[] snapshot = CatalogCodec.encodeSnapshot(log.catalog());
    assertThat(CatalogCodec.decodeSnapshot(snapshot)).isEqualTo(log.catalog());
    assertThat(log.replay()).isEqualTo(log.catalog());
  }

  @Test
  void aHashIsNotPrinted() {
    assertThat(log.catalog().toString()).contains("alice").doesNotContain("h1");
  }

  @Test
  void aUserIsThereOnce() {
    assertThat(log.code(createUser("alice", "h2"))).isEqualTo(ErrorCode.USER_EXISTS);
    assertThat(access().user("alice").passwordHash()).isEqualTo("h1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "0", "_a", "n@me", "h h", "ü", "a23456789012345678901234567890123"})
  void aUserNeedsAName(String name) {
    assertThat(log.code(createUser(name, "h"))).isEqualTo(ErrorCode.BAD_PARAMETER);
  }

  @Test
  void aUsersNameMayHaveDotsAndHyphens() {
    log.accept(createUser("a.b-c_1", "h"));
    log.accept(createUser("a2345678901234567890123456789012", "h"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "n%$#@!", "123n", " ", "test-role", "$a", "中文"})
  void aRoleNeedsAName(String name) {
    assertThat(log.code(createRole(name))).isEqualTo(ErrorCode.BAD_PARAMETER);
  }

  @Test
  void aPasswordChangesOnlyWhereTheOldOneIsTheOneThatWasSeen() {
    AlterUser.Builder alter =
        AlterUser.newBuilder().setUser("alice").setOldPasswordHash("other").setPasswordHash("h2");
    assertThat(log.code(alterUser(alter))).isEqualTo(ErrorCode.NOT_AUTHENTICATED);
    log.accept(alterUser(alter.setOldPasswordHash("h1").setDescription("of the shop")));
    assertThat(access().user("alice"))
        .isEqualTo(new UserInfo("alice", "h2", "of the shop", List.of("writer")));
    log.accept(alterUser(AlterUser.newBuilder().setUser("alice").setDescription("")));
    assertThat(access().user("alice"))
        .isEqualTo(new UserInfo("alice", "h2", "", List.of("writer")));
    assertThat(log.code(alterUser(AlterUser.newBuilder().setUser("bob"))))
        .isEqualTo(ErrorCode.USER_NOT_FOUND);
  }

  @Test
  void rootAndTheBuiltInRolesStay() {
    assertThat(log.code(dropUser("root"))).isEqualTo(ErrorCode.NOT_PERMITTED);
    assertThat(log.code(dropRole("admin", true))).isEqualTo(ErrorCode.NOT_PERMITTED);
    assertThat(log.code(dropRole("public", true))).isEqualTo(ErrorCode.NOT_PERMITTED);
    assertThat(log.code(access(a -> a.setAlterRole(AlterRole.newBuilder().setRole("admin")))))
        .isEqualTo(ErrorCode.NOT_PERMITTED);
  }

  @Test
  void aUserThatIsDroppedAndCreatedAgainHasNoRole() {
    log.accept(dropUser("alice"));
    assertThat(log.code(dropUser("alice"))).isEqualTo(ErrorCode.USER_NOT_FOUND);
    log.accept(createUser("alice", "h"));
    assertThat(access().user("alice").roles()).isEmpty();
  }

  @Test
  void aRoleWithPrivilegesIsDroppedOnlyByForceAndItsUsersLoseIt() {
    assertThat(log.code(dropRole("writer", false))).isEqualTo(ErrorCode.IN_USE);
    log.accept(dropRole("writer", true));
    assertThat(access().user("alice").roles()).isEmpty();
    log.accept(createRole("writer"));
    assertThat(access().role("writer").grants()).isEmpty();
    log.accept(dropRole("writer", false));
    assertThat(log.code(dropRole("writer", false))).isEqualTo(ErrorCode.ROLE_NOT_FOUND);
  }

  @Test
  void rolesAreBoundAndUnbound() {
    assertThat(log.code(bind("bob", "writer"))).isEqualTo(ErrorCode.USER_NOT_FOUND);
    assertThat(log.code(bind("alice", "reader"))).isEqualTo(ErrorCode.ROLE_NOT_FOUND);
    log.accept(bind("alice", "writer"));
    log.accept(bind("alice", "admin"));
    assertThat(access().user("alice").roles()).containsExactly("admin", "writer");
    log.accept(unbind("alice", "writer"));
    log.accept(unbind("alice", "writer"));
    assertThat(access().user("alice").roles()).containsExactly("admin");
  }

  @Test
  void aPrivilegeIsGrantedOnceAndRevokedWhoeverGrantedIt() {
    GrantInfo byAlice = new GrantInfo("Collection", "items", "default", "Insert", "alice");
    GrantInfo elsewhere = new GrantInfo("Collection", "items", "shop", "Insert", "root");
    log.accept(grant("writer", byAlice));
    log.accept(grant("writer", elsewhere));
    assertThat(access().role("writer").grants()).containsExactly(INSERT, elsewhere);
    log.accept(revoke("writer", byAlice));
    log.accept(revoke("writer", byAlice));
    assertThat(access().role("writer").grants()).containsExactly(elsewhere);
    assertThat(log.code(grant("reader", INSERT))).isEqualTo(ErrorCode.ROLE_NOT_FOUND);
    assertThat(log.code(grant("writer", new GrantInfo("Collection", "", "", "", "root"))))
        .isEqualTo(ErrorCode.BAD_PARAMETER);
  }

  @Test
  void aGroupThatIsGrantedIsNotDropped() {
    GrantInfo group = new GrantInfo("Global", "*", "*", "loading", "root");
    log.accept(grant("writer", group));
    assertThat(log.code(dropGroup("loading"))).isEqualTo(ErrorCode.IN_USE);
    log.accept(revoke("writer", group));
    log.accept(dropGroup("loading"));
    assertThat(log.code(dropGroup("loading"))).isEqualTo(ErrorCode.PRIVILEGE_GROUP_NOT_FOUND);
  }

  @Test
  void privilegesAreAddedToGroupsAndRemoved() {
    assertThat(log.code(createGroup("loading"))).isEqualTo(ErrorCode.PRIVILEGE_GROUP_EXISTS);
    assertThat(log.code(createGroup("a-b"))).isEqualTo(ErrorCode.BAD_PARAMETER);
    assertThat(log.code(addPrivileges("none", "Load")))
        .isEqualTo(ErrorCode.PRIVILEGE_GROUP_NOT_FOUND);
    log.accept(
        access(
            a ->
                a.setRemovePrivileges(
                    RemovePrivileges.newBuilder()
                        .setGroup("loading")
                        .addPrivileges("Load")
                        .addPrivileges("Insert"))));
    assertThat(access().privilegeGroup("loading")).containsExactly("Release");
  }

  @Test
  void thereAreAtMostSoManyUsersAndRoles() {
    for (int i = access().users().size(); i < CatalogLimits.MAX_USERS; i++) {
      log.accept(createUser("user" + i, "h"));
    }
    assertThat(log.code(createUser("more", "h"))).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
    for (int i = access().roles().size(); i < CatalogLimits.MAX_ROLES; i++) {
      log.accept(createRole("role" + i));
    }
    assertThat(log.code(createRole("more"))).isEqualTo(ErrorCode.LIMIT_EXCEEDED);
  }

  @Test
  void whatWasSavedIsRestoredAsAWholeOrNotAtAll() {
    CatalogCommand.Builder restore =
        access(
            a ->
                a.setRestoreAccess(
                    RestoreAccess.newBuilder().setContent(AccessCodec.encode(access()))));
    LogFixture fresh = new LogFixture();
    fresh.accept(createUser("root", "other"));
    fresh.accept(restore);
    assertThat(fresh.catalog().access().user("alice")).isEqualTo(access().user("alice"));
    assertThat(fresh.catalog().access().roles()).isEqualTo(access().roles());
    assertThat(fresh.catalog().access().privilegeGroups()).isEqualTo(access().privilegeGroups());
    assertThat(fresh.catalog().access().user("root").passwordHash()).isEqualTo("other");

    LogFixture taken = new LogFixture();
    taken.accept(createUser("alice", "h"));
    AccessControl before = taken.catalog().access();
    assertThat(taken.code(restore)).isEqualTo(ErrorCode.USER_EXISTS);
    assertThat(taken.catalog().access()).isEqualTo(before);
  }

  @Test
  void aCommandOfAnUnknownKindIsRejected() {
    assertThat(log.code(access(a -> a))).isEqualTo(ErrorCode.BAD_REQUEST);
  }

  private static CatalogCommand.Builder access(UnaryOperator<AccessCommand.Builder> kind) {
    return CatalogCommand.newBuilder().setAccess(kind.apply(AccessCommand.newBuilder()));
  }

  private static CatalogCommand.Builder createUser(String user, String hash) {
    return access(
        a -> a.setCreateUser(CreateUser.newBuilder().setUser(user).setPasswordHash(hash)));
  }

  private static CatalogCommand.Builder alterUser(AlterUser.Builder alter) {
    return access(a -> a.setAlterUser(alter));
  }

  private static CatalogCommand.Builder dropUser(String user) {
    return access(a -> a.setDropUser(DropUser.newBuilder().setUser(user)));
  }

  private static CatalogCommand.Builder createRole(String role) {
    return access(a -> a.setCreateRole(CreateRole.newBuilder().setRole(role)));
  }

  private static CatalogCommand.Builder dropRole(String role, boolean force) {
    return access(a -> a.setDropRole(DropRole.newBuilder().setRole(role).setForce(force)));
  }

  private static CatalogCommand.Builder bind(String user, String role) {
    return access(a -> a.setBindRole(BindRole.newBuilder().setUser(user).setRole(role)));
  }

  private static CatalogCommand.Builder unbind(String user, String role) {
    return access(a -> a.setUnbindRole(UnbindRole.newBuilder().setUser(user).setRole(role)));
  }

  private static CatalogCommand.Builder grant(String role, GrantInfo grant) {
    return access(
        a ->
            a.setGrantPrivilege(
                GrantPrivilege.newBuilder().setRole(role).setGrant(AccessCodec.encode(grant))));
  }

  private static CatalogCommand.Builder revoke(String role, GrantInfo grant) {
    return access(
        a ->
            a.setRevokePrivilege(
                RevokePrivilege.newBuilder().setRole(role).setGrant(AccessCodec.encode(grant))));
  }

  private static CatalogCommand.Builder createGroup(String group) {
    return access(
        a -> a.setCreatePrivilegeGroup(CreatePrivilegeGroup.newBuilder().setGroup(group)));
  }

  private static CatalogCommand.Builder dropGroup(String group) {
    return access(a -> a.setDropPrivilegeGroup(DropPrivilegeGroup.newBuilder().setGroup(group)));
  }

  private static CatalogCommand.Builder addPrivileges(String group, String... privileges) {
    return access(
        a ->
            a.setAddPrivileges(
                AddPrivileges.newBuilder().setGroup(group).addAllPrivileges(List.of(privileges))));
  }
}
