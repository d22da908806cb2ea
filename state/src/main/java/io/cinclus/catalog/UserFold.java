package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AlterUser;
import io.cinclus.v1.BindRole;
import io.cinclus.v1.CreateUser;
import io.cinclus.v1.UnbindRole;
import java.util.List;

/** What commands about users change; {@link CinclusException} where they are rejected. Pure. */
final class UserFold {
  private UserFold() {}

  static AccessControl create(AccessControl access, CreateUser command) {
    return add(
        access,
        new UserInfo(
            command.getUser(), command.getPasswordHash(), command.getDescription(), List.of()));
  }

  /** These with a new user, whose roles exist. */
  static AccessControl add(AccessControl access, UserInfo user) {
    Names.checkUser(user.name());
    if (access.users().containsKey(user.name())) {
      throw new CinclusException(
          ErrorCode.USER_EXISTS,
          "user already exists: %s; choose another name".formatted(user.name()));
    }
    if (access.users().size() >= CatalogLimits.MAX_USERS) {
      throw new CinclusException(
          ErrorCode.LIMIT_EXCEEDED,
          "unable to add user because the number of users has reached the limit of %d: drop one first"
              .formatted(CatalogLimits.MAX_USERS));
    }
    Names.checkDescription("user", user.name(), user.description());
    return access.with(user.withPasswordHash(checkHash(user.passwordHash())));
  }

  static AccessControl alter(AccessControl access, AlterUser command) {
    UserInfo user = access.user(command.getUser());
    String old = command.getOldPasswordHash();
    if (!old.isEmpty() && !old.equals(user.passwordHash())) {
      throw new CinclusException(
          ErrorCode.NOT_AUTHENTICATED,
          "old password not correct for %s: it was changed in the meantime".formatted(user.name()));
    }
    if (!command.getPasswordHash().isEmpty()) {
      user = user.withPasswordHash(checkHash(command.getPasswordHash()));
    }
    if (command.hasDescription()) {
      Names.checkDescription("user", user.name(), command.getDescription());
      user = user.withDescription(command.getDescription());
    }
    return access.with(user);
  }

  static AccessControl drop(AccessControl access, String name) {
    if (name.equals(AccessControl.ROOT)) {
      throw new CinclusException(ErrorCode.NOT_PERMITTED, "root user cannot be deleted");
    }
    return access.withoutUser(access.user(name).name());
  }

  static AccessControl bind(AccessControl access, BindRole command) {
    return access.with(
        access.user(command.getUser()).withRole(access.role(command.getRole()).name()));
  }

  static AccessControl unbind(AccessControl access, UnbindRole command) {
    return access.with(
        access.user(command.getUser()).withoutRole(access.role(command.getRole()).name()));
  }

  private static String checkHash(String hash) {
    if (hash.isEmpty() || hash.length() > CatalogLimits.MAX_PASSWORD_HASH_LENGTH) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "a password's hash has 1 to %d characters, not %d"
              .formatted(CatalogLimits.MAX_PASSWORD_HASH_LENGTH, hash.length()));
    }
    return hash;
  }
}
