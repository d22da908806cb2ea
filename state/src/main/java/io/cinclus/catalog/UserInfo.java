package io.cinclus.catalog;

import java.util.List;

/**
 * A user. Immutable. Does not say its password's hash where it is printed.
 *
 * @param name as users write it
 * @param passwordHash salted
 * @param description free text
 * @param roles that were given to it, in their order; all of them exist
 */
public record UserInfo(String name, String passwordHash, String description, List<String> roles) {
  public UserInfo {
    roles = List.copyOf(roles);
  }

  UserInfo withPasswordHash(String changed) {
    return new UserInfo(name, changed, description, roles);
  }

  UserInfo withDescription(String changed) {
    return new UserInfo(name, passwordHash, changed, roles);
  }

  UserInfo withRole(String role) {
    return new UserInfo(name, passwordHash, description, Sorted.with(roles, role));
  }

  UserInfo withoutRole(String role) {
    return new UserInfo(name, passwordHash, description, Sorted.without(roles, role));
  }

  @Override
  public String toString() {
    return "user %s %s".formatted(name, roles);
  }
}
