package io.cinclus.access.security;

import io.cinclus.catalog.AccessControl;
import io.grpc.Context;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A user whose password was right. Immutable.
 *
 * @param user the name
 */
public record Identity(String user) {
  private static final Context.Key<@Nullable Identity> CALLER = Context.key("caller");

  /** Who makes the current call; none where nobody is asked who he is. */
  public static Optional<Identity> current() {
    return Optional.ofNullable(CALLER.get());
  }

  /** Under which name the current call changes what users may do. */
  public static String currentName() {
    return current().map(Identity::user).orElse(AccessControl.ROOT);
  }

  /** The context of a call that this user makes. */
  public Context in(Context context) {
    return context.withValue(CALLER, this);
  }
}
