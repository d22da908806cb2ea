package io.cinclus.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.milvus.v2.client.ConnectConfig;
import io.milvus.v2.client.MilvusClientV2;
import io.milvus.v2.service.collection.request.CreateCollectionReq;
import io.milvus.v2.service.collection.request.HasCollectionReq;
import io.milvus.v2.service.rbac.request.AddPrivilegesToGroupReq;
import io.milvus.v2.service.rbac.request.CreatePrivilegeGroupReq;
import io.milvus.v2.service.rbac.request.CreateRoleReq;
import io.milvus.v2.service.rbac.request.CreateUserReq;
import io.milvus.v2.service.rbac.request.DescribeRoleReq;
import io.milvus.v2.service.rbac.request.DescribeUserReq;
import io.milvus.v2.service.rbac.request.DropRoleReq;
import io.milvus.v2.service.rbac.request.DropUserReq;
import io.milvus.v2.service.rbac.request.GrantPrivilegeReq;
import io.milvus.v2.service.rbac.request.GrantPrivilegeReqV2;
import io.milvus.v2.service.rbac.request.GrantRoleReq;
import io.milvus.v2.service.rbac.request.RevokePrivilegeReq;
import io.milvus.v2.service.rbac.request.RevokePrivilegeReqV2;
import io.milvus.v2.service.rbac.request.UpdatePasswordReq;
import io.milvus.v2.service.vector.request.InsertReq;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Users and privileges as Milvus' Java client handles them, and a connection over TLS. */
class MilvusAccessControlTest {
  private static final String STORE_PASSWORD = "changeit";

  @TempDir private static Path folder;

  private final List<MilvusClientV2> clients = new ArrayList<>();
  private String uri = "";

  @AfterEach
  void closeClients() {
    clients.forEach(MilvusClientV2::close);
  }

  @Test
  void usersMayWhatWasGrantedAndNothingElseAlsoAfterARestart() throws Exception {
    Path data = folder.resolve("data");
    try (StandaloneProcess standalone = StandaloneProcess.start(data, "--auth")) {
      uri = standalone.address();
      MilvusClientV2 root = client("root", "Milvus");
      root.createCollection(
          CreateCollectionReq.builder().collectionName("items").dimension(2).build());
      assertUnauthenticated("root", "wrong");
      assertUnauthenticated("alice", "secret1");
      users(root);
      privileges(root);
      groups(root);
      passwords(root);
    }
    Path certificate = folder.resolve("certificate.pem");
    Path key = folder.resolve("key.pem");
    writeCertificate(certificate, key);
    try (StandaloneProcess standalone =
        StandaloneProcess.start(
            data, "--auth", "--tls-cert", certificate.toString(), "--tls-key", key.toString())) {
      assertThat(standalone.address()).startsWith("https://");
      MilvusClientV2 alice =
          client(
              ConnectConfig.builder()
                  .uri(standalone.address())
                  .secure(true)
                  .serverName("localhost")
                  .serverPemPath(certificate.toString())
                  .token("alice:secret2")
                  .build());
      assertThat(alice.hasCollection(HasCollectionReq.builder().collectionName("items").build()))
          .isTrue();
      assertPermissionDenied("Insert", () -> insert(alice));
    }
  }

  private MilvusClientV2 client(String user, String password) {
    return client(ConnectConfig.builder().uri(uri).username(user).password(password).build());
  }

  private MilvusClientV2 client(ConnectConfig config) {
    MilvusClientV2 client = new MilvusClientV2(config);
    clients.add(client);
    return client;
  }

  private static void users(MilvusClientV2 root) {
    root.createUser(CreateUserReq.builder().userName("alice").password("secret1").build());
    assertThatThrownBy(
            () ->
                root.createUser(
                    CreateUserReq.builder().userName("alice").password("secret1").build()))
        .hasMessageContaining("user already exists: alice");
    assertThatThrownBy(
            () -> root.createUser(CreateUserReq.builder().userName("b").password("short").build()))
        .hasMessageContaining("invalid password");
    assertThatThrownBy(() -> root.dropUser(DropUserReq.builder().userName("root").build()))
        .hasMessageContaining("root user cannot be deleted");
    root.createRole(CreateRoleReq.builder().roleName("writer").build());
    root.grantRole(GrantRoleReq.builder().userName("alice").roleName("writer").build());
    assertThat(root.listUsers()).containsExactly("alice", "root");
    assertThat(root.listRoles()).containsExactly("admin", "public", "writer");
    assertThat(root.describeUser(DescribeUserReq.builder().userName("alice").build()).getRoles())
        .containsExactly("writer");
  }

  /** Both ways of granting; what is revoked is refused at once. */
  private void privileges(MilvusClientV2 root) {
    MilvusClientV2 alice = client("alice", "secret1");
    assertThat(alice.listDatabases().getDatabaseNames()).isEmpty();
    assertPermissionDenied("Insert", () -> insert(alice));
    assertPermissionDenied("SelectOwnership", alice::listUsers);
    root.grantPrivilege(
        GrantPrivilegeReq.builder()
            .roleName("writer")
            .objectType("Collection")
            .objectName("items")
            .privilege("Insert")
            .build());
    insert(alice);
    assertThat(alice.listDatabases().getDatabaseNames()).containsExactly("default");
    assertThat(
            root.describeRole(DescribeRoleReq.builder().roleName("writer").build()).getGrantInfos())
        .singleElement()
        .satisfies(
            grant -> {
              assertThat(grant.getPrivilege()).isEqualTo("Insert");
              assertThat(grant.getObjectName()).isEqualTo("items");
              assertThat(grant.getGrantor()).isEqualTo("root");
            });
    assertThatThrownBy(() -> root.dropRole(DropRoleReq.builder().roleName("writer").build()))
        .hasMessageContaining("has privileges");
    root.revokePrivilege(
        RevokePrivilegeReq.builder()
            .roleName("writer")
            .objectType("Collection")
            .objectName("items")
            .privilege("Insert")
            .build());
    assertPermissionDenied("Insert", () -> insert(alice));
  }

  private void groups(MilvusClientV2 root) {
    root.createPrivilegeGroup(CreatePrivilegeGroupReq.builder().groupName("writing").build());
    root.addPrivilegesToGroup(
        AddPrivilegesToGroupReq.builder()
            .groupName("writing")
            .privileges(List.of("Insert", "Upsert"))
            .build());
    root.grantPrivilegeV2(
        GrantPrivilegeReqV2.builder()
            .roleName("writer")
            .privilege("writing")
            .dbName("default")
            .collectionName("items")
            .build());
    MilvusClientV2 alice = client("alice", "secret1");
    insert(alice);
    root.revokePrivilegeV2(
        RevokePrivilegeReqV2.builder()
            .roleName("writer")
            .privilege("writing")
            .dbName("default")
            .collectionName("items")
            .build());
    assertPermissionDenied("Insert", () -> insert(alice));
  }

  /** Everyone changes his password; who is dropped is not let in any more. */
  private void passwords(MilvusClientV2 root) {
    root.createUser(CreateUserReq.builder().userName("bob").password("secret1").build());
    MilvusClientV2 alice = client("alice", "secret1");
    MilvusClientV2 bob = client("bob", "secret1");
    assertThatThrownBy(() -> alice.updatePassword(password("alice", "wrong1")))
        .hasMessageContaining("old password not correct for alice");
    assertPermissionDenied("UpdateUser", () -> bob.updatePassword(password("alice", "secret1")));
    alice.updatePassword(password("alice", "secret1"));
    assertThat(bob.hasCollection(HasCollectionReq.builder().collectionName("items").build()))
        .isTrue();
    root.dropUser(DropUserReq.builder().userName("bob").build());
    assertThatThrownBy(
            () -> bob.hasCollection(HasCollectionReq.builder().collectionName("items").build()))
        .hasStackTraceContaining("UNAUTHENTICATED");
    assertUnauthenticated("alice", "secret1");
    assertUnauthenticated("bob", "secret1");
  }

  private static UpdatePasswordReq password(String user, String old) {
    return UpdatePasswordReq.builder().userName(user).password(old).newPassword("secret2").build();
  }

  /** A certificate of localhost, signed by itself. */
  private static void writeCertificate(Path certificate, Path key) throws Exception {
    Path store = folder.resolve("store.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "RSA",
                "-dname",
                "CN=localhost",
                "-ext",
                "SAN=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-storepass",
                STORE_PASSWORD,
                "-keystore",
                store.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor()).as(output).isZero();
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(store)) {
      keys.load(in, STORE_PASSWORD.toCharArray());
    }
    writePem(certificate, "CERTIFICATE", keys.getCertificate("server").getEncoded());
    writePem(key, "PRIVATE KEY", keys.getKey("server", STORE_PASSWORD.toCharArray()).getEncoded());
  }

  private static void writePem(Path file, String type, byte[] content) throws IOException {
    String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(content);
    Files.writeString(
        file, "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(type, base64, type));
  }

  private static void insert(MilvusClientV2 client) {
    JsonObject row = new JsonObject();
    row.addProperty("id", 1);
    row.add("vector", new Gson().toJsonTree(List.of(1f, 2f)));
    client.insert(InsertReq.builder().collectionName("items").data(List.of(row)).build());
  }

  private void assertUnauthenticated(String user, String password) {
    assertThatThrownBy(
            () ->
                client(user, password)
                    .hasCollection(HasCollectionReq.builder().collectionName("items").build()))
        .hasStackTraceContaining("UNAUTHENTICATED");
  }

  private static void assertPermissionDenied(String privilege, ThrowingCallable call) {
    assertThatThrownBy(call)
        .hasStackTraceContaining("PERMISSION_DENIED")
        .hasStackTraceContaining("Privilege" + privilege + ": permission deny to");
  }
}
