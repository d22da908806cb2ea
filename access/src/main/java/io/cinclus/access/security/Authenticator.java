package io.cinclus.access.security;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.google.protobuf.ByteString;
import io.cinclus.catalog.AccessControl;
import io.cinclus.catalog.CatalogLimits;
import io.cinclus.catalog.UserInfo;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells whether a password is a user's. Thread-safe.
 *
 * <p>Only the first call with a password pays for its hash: of {@link #MAX_VERIFIED} users it is
 * remembered which password was right, as a salted digest and only as long as the user's hash in
 * the catalog is the one it was compared with. Hashes are computed by {@link #THREADS} threads, so
 * that a flood of wrong passwords takes no more of the machine, and no more time for a user that
 * there is than for one that there is not.
 */
public final class Authenticator implements AutoCloseable {
  static final int MAX_VERIFIED = CatalogLimits.MAX_USERS;

  private static final int THREADS = 2;

  /** Callers whose passwords wait to be hashed; further ones are refused. */
  private static final int MAX_WAITING = 1024;

  private static final int SALT_BYTES = 16;

  /** Compared with where there is no such user. */
  private static final String NOBODYS_HASH = Passwords.hash("nobody's password");

  private record Verified(String passwordHash, ByteString digest) {}

  private final Cache<String, Verified> verified =
      Caffeine.newBuilder().maximumSize(MAX_VERIFIED).build();
  private final byte[] salt = new byte[SALT_BYTES];
  private final ExecutorService hashing =
      new ThreadPoolExecutor(
          THREADS,
          THREADS,
          0,
          TimeUnit.SECONDS,
          new ArrayBlockingQueue<>(MAX_WAITING),
          work -> {
            Thread thread = new Thread(work, "access-passwords");
            thread.setDaemon(true);
            return thread;
          });

  public Authenticator() {
    new SecureRandom().nextBytes(salt);
  }

  /**
   * Completes with who it is, or fails: {@link ErrorCode#NOT_AUTHENTICATED}, {@link
   * RejectedExecutionException}.
   */
  CompletableFuture<Identity> authenticate(AccessControl access, Credentials credentials) {
    UserInfo user = access.users().get(credentials.user());
    ByteString digest = digest(credentials.password());
    if (isVerified(user, digest)) {
      return CompletableFuture.completedFuture(new Identity(credentials.user()));
    }
    try {
      return CompletableFuture.supplyAsync(() -> verify(user, credentials, digest), hashing);
    } catch (RejectedExecutionException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private boolean isVerified(@Nullable UserInfo user, ByteString digest) {
    return user != null
        && new Verified(user.passwordHash(), digest).equals(verified.getIfPresent(user.name()));
  }

  private Identity verify(@Nullable UserInfo user, Credentials credentials, ByteString digest) {
    if (!isVerified(user, digest)) { // It may be by now.
      String hash = user == null ? NOBODYS_HASH : user.passwordHash();
      boolean matches = Passwords.matches(credentials.password(), hash);
      if (user == null || !matches) {
        throw new CinclusException(
            ErrorCode.NOT_AUTHENTICATED,
            "auth check failure, please check username and password are correct");
      }
      verified.put(user.name(), new Verified(hash, digest));
    }
    return new Identity(credentials.user());
  }

  private ByteString digest(String password) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      sha256.update(salt);
      return ByteString.copyFrom(sha256.digest(password.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public void close() {
    hashing.shutdown();
  }
}
