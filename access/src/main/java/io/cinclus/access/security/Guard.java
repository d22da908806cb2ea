package io.cinclus.access.security;

import com.google.protobuf.Message;
import io.cinclus.catalog.Catalog;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.grpc.MethodDescriptor;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Admits callers who are who they say and may do what they ask for, or everybody. Thread-safe;
 * never blocks.
 *
 * <p>What this node knows of the catalog is enough to admit; only who would be refused is checked
 * again with the newest catalog. So a grant counts on every node as soon as it is acknowledged; a
 * revocation at once on the node that acknowledged it, and on others when they have read it.
 */
public final class Guard implements AutoCloseable {
  private final Supplier<Catalog> known;
  private final Supplier<CompletableFuture<Catalog>> newest;
  private final @Nullable Authenticator authenticator;

  private Guard(
      Supplier<Catalog> known,
      Supplier<CompletableFuture<Catalog>> newest,
      @Nullable Authenticator authenticator) {
    this.known = known;
    this.newest = newest;
    this.authenticator = authenticator;
  }

  /** One that admits everybody and asks nobody who he is. */
  public static Guard open() {
    return new Guard(
        () -> Catalog.EMPTY, () -> CompletableFuture.completedFuture(Catalog.EMPTY), null);
  }

  /**
   * One that asks.
   *
   * @param known the catalog that this node has
   * @param newest one that has everything acknowledged before the call
   */
  public static Guard of(Supplier<Catalog> known, Supplier<CompletableFuture<Catalog>> newest) {
    return new Guard(known, newest, new Authenticator());
  }

  /** Who the user is; fails with {@link ErrorCode#NOT_AUTHENTICATED}. */
  public CompletableFuture<Identity> authenticate(String user, String password) {
    if (authenticator == null) {
      return CompletableFuture.completedFuture(new Identity(user));
    }
    Credentials credentials = new Credentials(user, password);
    Authenticator asked = authenticator;
    return checkTwice(catalog -> asked.authenticate(catalog.access(), credentials));
  }

  /**
   * Completes if the user may make the call; fails with {@link ErrorCode#NOT_PERMITTED}.
   *
   * @param database that of the call where the request names none; empty: the default database
   */
  public CompletableFuture<Identity> authorize(
      Identity who, MethodDescriptor<?, ?> method, Message request, String database) {
    if (authenticator == null) {
      return CompletableFuture.completedFuture(who);
    }
    return checkTwice(
        catalog -> {
          new Authorizer(catalog, who).check(method, request, database);
          return CompletableFuture.completedFuture(who);
        });
  }

  /** Who makes a call that he may make, none where nobody is asked; fails as the two above. */
  public CompletableFuture<Optional<Identity>> admit(
      Optional<Credentials> credentials,
      MethodDescriptor<?, ?> method,
      Message request,
      String database) {
    if (authenticator == null) {
      return CompletableFuture.completedFuture(Optional.empty());
    }
    if (credentials.isEmpty()) {
      return CompletableFuture.failedFuture(
          new CinclusException(
              ErrorCode.NOT_AUTHENTICATED,
              "missing authorization in header: send user:password, over gRPC in base64"));
    }
    return authenticate(credentials.get().user(), credentials.get().password())
        .thenCompose(who -> authorize(who, method, request, database))
        .thenApply(Optional::of);
  }

  private <R> CompletableFuture<R> checkTwice(Function<Catalog, CompletableFuture<R>> check) {
    Catalog first;
    try {
      first = known.get();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e);
    }
    return attempt(check, first)
        .exceptionallyCompose(
            refusal ->
                newest
                    .get()
                    .thenCompose(
                        now ->
                            now.position() == first.position()
                                ? CompletableFuture.failedFuture(refusal)
                                : attempt(check, now)));
  }

  private static <R> CompletableFuture<R> attempt(
      Function<Catalog, CompletableFuture<R>> check, Catalog catalog) {
    try {
      return check.apply(catalog);
    } catch (CinclusException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  @Override
  public void close() {
    if (authenticator != null) {
      authenticator.close();
    }
  }
}
