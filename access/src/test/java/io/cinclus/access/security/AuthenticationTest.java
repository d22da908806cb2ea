package io.cinclus.access.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.GrantInfo;
import io.cinclus.milvus.grpc.InsertRequest;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Passwords, and who is let in by them. */
class AuthenticationTest {
  private final TestAccess access = new TestAccess().user("alice", "secret:1");

  @Test
  void aPasswordMatchesItsHashAndNoOther() {
    String hash = Passwords.hash("pässword");
    assertThat(hash).startsWith("$2a$10$").isNotEqualTo(Passwords.hash("pässword"));
    assertThat(Passwords.matches("pässword", hash)).isTrue();
    assertThat(Passwords.matches("password", hash)).isFalse();
    assertThat(Passwords.matches("x".repeat(73), Passwords.hash("x".repeat(72)))).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 5, 73})
  void aPasswordHasNoOtherLength(int length) {
    assertThatThrownBy(() -> Passwords.hash("x".repeat(length)))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("invalid password");
  }

  @Test
  void aPasswordComesInBase64() {
    assertThat(Passwords.decode("alice", base64("secret"))).isEqualTo("secret");
    assertThatThrownBy(() -> Passwords.decode("alice", "no base64"))
        .isInstanceOf(CinclusException.class)
        .hasMessageContaining("base64");
  }

  @Test
  void credentialsAreReadFromHeaders() {
    Optional<Credentials> expected = Optional.of(new Credentials("alice", "secret:1"));
    assertThat(Credentials.ofBase64(base64("alice:secret:1"))).isEqualTo(expected);
    assertThat(Credentials.ofHeader("Bearer alice:secret:1")).isEqualTo(expected);
    assertThat(Credentials.ofBase64("***")).isEmpty();
    assertThat(Credentials.ofBase64(base64("apikey"))).isEmpty();
    assertThat(Credentials.ofHeader("Basic YWxpY2U6c2VjcmV0OjE=")).isEqualTo(expected);
    assertThat(Credentials.ofHeader("Basic alice:secret:1")).isEmpty();
    assertThat(expected.toString()).doesNotContain("secret");
  }

  @Test
  void onlyTheRightPasswordLetsIn() {
    try (Authenticator authenticator = new Authenticator()) {
      for (int call = 0; call < 2; call++) {
        assertThat(authenticate(authenticator, "alice", "secret:1"))
            .isEqualTo(new Identity("alice"));
        assertRefused(authenticator, "alice", "secret:2");
        assertRefused(authenticator, "bob", "secret:1");
        assertRefused(authenticator, "alice", "");
      }
    }
  }

  @Test
  void aPasswordThatWasRightIsForgottenWhenItChanges() {
    try (Authenticator authenticator = new Authenticator()) {
      assertThat(authenticate(authenticator, "alice", "secret:1")).isEqualTo(new Identity("alice"));
      access.password("alice", "secret:2");
      assertRefused(authenticator, "alice", "secret:1");
      assertThat(authenticate(authenticator, "alice", "secret:2")).isEqualTo(new Identity("alice"));
      access.dropUser("alice");
      assertRefused(authenticator, "alice", "secret:2");
    }
  }

  private Identity authenticate(Authenticator authenticator, String user, String password) {
    return authenticator
        .authenticate(access.catalog().access(), new Credentials(user, password))
        .join();
  }

  private void assertRefused(Authenticator authenticator, String user, String password) {
    assertRefused(ErrorCode.NOT_AUTHENTICATED, () -> authenticate(authenticator, user, password));
  }

  private static void assertRefused(ErrorCode code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            CinclusException.class, refusal -> assertThat(refusal.code()).isEqualTo(code));
  }

  @Test
  void whatAnotherNodeHasGrantedCountsAtOnce() {
    Catalog old = access.userWithRole("bob", "writer").catalog();
    AtomicReference<Catalog> newest = new AtomicReference<>(old);
    try (Guard guard = Guard.of(() -> old, () -> CompletableFuture.completedFuture(newest.get()))) {
      assertRefused(ErrorCode.NOT_PERMITTED, () -> insert(guard, "bob"));
      newest.set(
          access
              .grant("writer", new GrantInfo("Collection", "*", "*", "Insert", "root"))
              .user("carol", "secret:3")
              .catalog());
      assertThat(insert(guard, "bob")).isEqualTo(new Identity("bob"));
      assertThat(guard.authenticate("carol", "secret:3").join()).isEqualTo(new Identity("carol"));
    }
  }

  private static Identity insert(Guard guard, String user) {
    return guard
        .authorize(
            new Identity(user),
            MilvusServiceGrpc.getInsertMethod(),
            InsertRequest.newBuilder().setCollectionName("items").build(),
            "")
        .join();
  }

  @Test
  void whoDoesNotSayWhoHeIsIsRefusedButByAnOpenGuard() {
    InsertRequest request = InsertRequest.getDefaultInstance();
    try (Guard guard = TestAccess.guard(access.catalog());
        Guard open = Guard.open()) {
      assertRefused(
          ErrorCode.NOT_AUTHENTICATED,
          () ->
              guard
                  .admit(Optional.empty(), MilvusServiceGrpc.getInsertMethod(), request, "")
                  .join());
      assertThat(
              open.admit(Optional.empty(), MilvusServiceGrpc.getInsertMethod(), request, "").join())
          .isEmpty();
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
