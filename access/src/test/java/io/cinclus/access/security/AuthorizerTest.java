package io.cinclus.access.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.Message;
import io.cinclus.catalog.GrantInfo;
import io.cinclus.milvus.grpc.ConnectRequest;
import io.cinclus.milvus.grpc.CreateCollectionRequest;
import io.cinclus.milvus.grpc.CreateDatabaseRequest;
import io.cinclus.milvus.grpc.DescribeCollectionRequest;
import io.cinclus.milvus.grpc.DropAliasRequest;
import io.cinclus.milvus.grpc.DropCollectionRequest;
import io.cinclus.milvus.grpc.DumpMessagesRequest;
import io.cinclus.milvus.grpc.FlushRequest;
import io.cinclus.milvus.grpc.GetLoadStateRequest;
import io.cinclus.milvus.grpc.GrantEntity;
import io.cinclus.milvus.grpc.InsertRequest;
import io.cinclus.milvus.grpc.ListCredUsersRequest;
import io.cinclus.milvus.grpc.LoadCollectionRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.QueryRequest;
import io.cinclus.milvus.grpc.RoleEntity;
import io.cinclus.milvus.grpc.SelectGrantRequest;
import io.cinclus.milvus.grpc.SelectUserRequest;
import io.cinclus.milvus.grpc.UpdateCredentialRequest;
import io.cinclus.milvus.grpc.UserEntity;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.grpc.MethodDescriptor;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What grants allow, and what they do not. */
class AuthorizerTest {
  private static final Identity ALICE = new Identity("alice");

  private final TestAccess access =
      new TestAccess()
          .userWithRole("alice", "writer")
          .userWithRole("boss", "admin")
          .userWithRole("root", "public")
          .collection("", "items", "things")
          .collection("", "prices", "costs")
          .collection("shop", "items", "wares");

  @Test
  void whatIsNotGrantedIsRefusedInMilvusWords() {
    assertThatThrownBy(() -> check(ALICE, "", insert("items")))
        .isInstanceOfSatisfying(
            CinclusException.class,
            refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.NOT_PERMITTED))
        .hasMessage("PrivilegeInsert: permission deny to alice in the `default` database");
  }

  @Test
  void rootAndAdministratorsMayAll() {
    for (String name : new String[] {"root", "boss"}) {
      Identity who = new Identity(name);
      assertThat(may(who, "shop", insert("items"))).isTrue();
      assertThat(may(who, "", ListCredUsersRequest.getDefaultInstance())).isTrue();
      assertThat(may(who, "", DumpMessagesRequest.getDefaultInstance())).isTrue();
    }
    assertThat(may(ALICE, "", DumpMessagesRequest.getDefaultInstance())).isFalse();
  }

  @Test
  void aUserThatIsGoneMayNothing() {
    access.dropUser("alice");
    assertThat(may(ALICE, "", ConnectRequest.getDefaultInstance())).isFalse();
    assertThat(may(ALICE, "", describe("items"))).isFalse();
  }

  @Test
  void everyUserMayWhatNeedsNoPrivilegeAndWhatThePublicMay() {
    assertThat(may(ALICE, "", ConnectRequest.getDefaultInstance())).isTrue();
    assertThat(may(ALICE, "", describe("items"))).isTrue();
    assertThat(may(ALICE, "shop", describe("items"))).isTrue();
  }

  @Test
  void aGrantIsOnOneCollectionOfOneDatabaseByWhateverNameItIsCalled() {
    grant("Collection", "items", "default", "Insert");
    assertThat(may(ALICE, "", insert("items"))).isTrue();
    assertThat(may(ALICE, "", insert("things"))).isTrue();
    assertThat(may(ALICE, "default", insert("items"))).isTrue();
    assertThat(may(ALICE, "", insert("prices"))).isFalse();
    assertThat(may(ALICE, "", insert("costs"))).isFalse();
    assertThat(may(ALICE, "shop", insert("items"))).isFalse();
    assertThat(
            may(ALICE, "", InsertRequest.newBuilder().setCollectionName("items").setDbName("shop")))
        .isFalse();
    assertThat(may(ALICE, "", query("items"))).isFalse();
  }

  @Test
  void aGrantOnAllIsOnAllOfItsDatabase() {
    grant("Collection", "*", "shop", "Query");
    assertThat(may(ALICE, "shop", query("items"))).isTrue();
    assertThat(may(ALICE, "shop", query("wares"))).isTrue();
    assertThat(may(ALICE, "", query("items"))).isFalse();
    grant("Collection", "*", "*", "Insert");
    assertThat(may(ALICE, "", insert("prices"))).isTrue();
    assertThat(may(ALICE, "shop", insert("items"))).isTrue();
  }

  @Test
  void allIsAllOfADatabaseAndAStarAllOfObjectsOfOneType() {
    grant("Global", "*", "shop", "All");
    assertThat(may(ALICE, "shop", insert("items"))).isTrue();
    assertThat(may(ALICE, "shop", create("new"))).isTrue();
    assertThat(may(ALICE, "", create("new"))).isFalse();
    grant("Collection", "items", "default", "*");
    assertThat(may(ALICE, "", insert("items"))).isTrue();
    assertThat(may(ALICE, "", query("items"))).isTrue();
    assertThat(may(ALICE, "", create("items"))).isFalse();
  }

  @Test
  void everyCollectionOfARequestMustBeGranted() {
    grant("Collection", "items", "default", "Flush");
    FlushRequest.Builder flush = FlushRequest.newBuilder().addCollectionNames("items");
    assertThat(may(ALICE, "", flush)).isTrue();
    assertThat(may(ALICE, "", flush.addCollectionNames("prices"))).isFalse();
    assertThat(may(ALICE, "", FlushRequest.newBuilder())).isFalse();
  }

  @Test
  void aPrivilegeOnAllOfADatabaseMayBeGrantedOnOneCollection() {
    grant("Global", "items", "default", "DropAlias");
    assertThat(may(ALICE, "", DropAliasRequest.newBuilder().setAlias("things"))).isTrue();
    assertThat(may(ALICE, "", DropAliasRequest.newBuilder().setAlias("costs"))).isFalse();
  }

  @Test
  void whoMayLoadMaySeeWhetherItIsLoaded() {
    grant("Collection", "items", "default", "Load");
    assertThat(may(ALICE, "", LoadCollectionRequest.newBuilder().setCollectionName("items")))
        .isTrue();
    assertThat(may(ALICE, "", GetLoadStateRequest.newBuilder().setCollectionName("items")))
        .isTrue();
    assertThat(may(ALICE, "", GetLoadStateRequest.newBuilder().setCollectionName("prices")))
        .isFalse();
  }

  @Test
  void groupsAreWhatTheyHaveNow() {
    grant("Global", "items", "default", "CollectionReadOnly");
    assertThat(may(ALICE, "", query("items"))).isTrue();
    assertThat(may(ALICE, "", query("prices"))).isFalse();
    assertThat(may(ALICE, "", insert("items"))).isFalse();
    access.group("mine");
    grant("Global", "*", "default", "mine");
    assertThat(may(ALICE, "", insert("prices"))).isFalse();
    access.addToGroup("mine", "Insert");
    assertThat(may(ALICE, "", insert("prices"))).isTrue();
  }

  @Test
  void groupsOfDatabasesAndOfTheClusterSayNothingOfCollections() {
    grant("Global", "*", "shop", "DatabaseAdmin");
    grant("Global", "*", "*", "ClusterAdmin");
    assertThat(may(ALICE, "shop", create("new"))).isTrue();
    assertThat(may(ALICE, "shop", DropCollectionRequest.newBuilder().setCollectionName("items")))
        .isTrue();
    assertThat(may(ALICE, "", create("new"))).isFalse();
    assertThat(may(ALICE, "", CreateDatabaseRequest.newBuilder().setDbName("new"))).isTrue();
    assertThat(may(ALICE, "shop", insert("items"))).isFalse();
  }

  @Test
  void everyUserMayChangeHisPasswordAndLookAtHimselfAndHisRoles() {
    assertThat(may(ALICE, "", UpdateCredentialRequest.newBuilder().setUsername("alice"))).isTrue();
    assertThat(may(ALICE, "", UpdateCredentialRequest.newBuilder().setUsername("boss"))).isFalse();
    assertThat(may(ALICE, "", user("alice"))).isTrue();
    assertThat(may(ALICE, "", user("boss"))).isFalse();
    assertThat(may(ALICE, "", SelectUserRequest.newBuilder())).isFalse();
    assertThat(may(ALICE, "", grantsOf("writer"))).isTrue();
    assertThat(may(ALICE, "", grantsOf("admin"))).isFalse();
    grant("User", "boss", "default", "SelectUser");
    assertThat(may(ALICE, "", user("boss"))).isTrue();
  }

  @Test
  void listsShowWhereSomethingWasGranted() {
    assertThat(sees("default")).isFalse();
    assertThat(sees("default", "items")).isFalse();
    grant("Collection", "items", "default", "Insert");
    assertThat(sees("default")).isTrue();
    assertThat(sees("shop")).isFalse();
    assertThat(sees("", "items")).isTrue();
    assertThat(sees("", "prices")).isFalse();
    assertThat(sees("shop", "items")).isFalse();
    grant("Global", "*", "shop", "CreateCollection");
    assertThat(sees("shop")).isTrue();
    assertThat(sees("shop", "items")).isFalse();
    grant("Global", "*", "shop", "DatabaseReadOnly");
    assertThat(sees("shop", "items")).isTrue();
    assertThat(Authorizer.visibleCollections(access.catalog(), Optional.empty(), "").test("prices"))
        .isTrue();
    assertThat(
            Authorizer.visibleDatabases(access.catalog(), Optional.of(new Identity("boss")))
                .test("shop"))
        .isTrue();
  }

  private boolean sees(String database) {
    return Authorizer.visibleDatabases(access.catalog(), Optional.of(ALICE)).test(database);
  }

  private boolean sees(String database, String collection) {
    return Authorizer.visibleCollections(access.catalog(), Optional.of(ALICE), database)
        .test(collection);
  }

  private void grant(String type, String object, String database, String privilege) {
    access.grant("writer", new GrantInfo(type, object, database, privilege, "root"));
  }

  private boolean may(Identity who, String database, Message.Builder request) {
    return may(who, database, request.build());
  }

  private boolean may(Identity who, String database, Message request) {
    try {
      check(who, database, request);
      return true;
    } catch (CinclusException refused) {
      assertThat(refused.code()).isEqualTo(ErrorCode.NOT_PERMITTED);
      return false;
    }
  }

  private void check(Identity who, String database, Message request) {
    String type = request.getClass().getSimpleName();
    String name = type.substring(0, type.length() - "Request".length());
    MethodDescriptor<?, ?> method =
        MilvusServiceGrpc.getServiceDescriptor().getMethods().stream()
            .filter(known -> name.equals(known.getBareMethodName()))
            .findFirst()
            .orElseThrow();
    new Authorizer(access.catalog(), who).check(method, request, database);
  }

  private static InsertRequest insert(String collection) {
    return InsertRequest.newBuilder().setCollectionName(collection).build();
  }

  private static QueryRequest query(String collection) {
    return QueryRequest.newBuilder().setCollectionName(collection).build();
  }

  private static CreateCollectionRequest create(String collection) {
    return CreateCollectionRequest.newBuilder().setCollectionName(collection).build();
  }

  private static DescribeCollectionRequest describe(String collection) {
    return DescribeCollectionRequest.newBuilder().setCollectionName(collection).build();
  }

  private static SelectUserRequest user(String name) {
    return SelectUserRequest.newBuilder().setUser(UserEntity.newBuilder().setName(name)).build();
  }

  private static SelectGrantRequest grantsOf(String role) {
    return SelectGrantRequest.newBuilder()
        .setEntity(GrantEntity.newBuilder().setRole(RoleEntity.newBuilder().setName(role)))
        .build();
  }
}
