package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.util.List;
import java.util.Set;

/**
 * Users, roles and groups of privileges. Immutable: a change shares what it does not touch.
 *
 * @param users by name
 * @param roles by name; {@link #ADMIN} and {@link #PUBLIC} are always there
 * @param privilegeGroups those that users made, by name: privileges in their order
 */
public record AccessControl(
    PersistentMap<String, UserInfo> users,
    PersistentMap<String, RoleInfo> roles,
    PersistentMap<String, List<String>> privilegeGroups) {
  /** The user who may do everything and cannot be dropped. */
  public static final String ROOT = "root";

  /** The role whose users may do everything. */
  public static final String ADMIN = "admin";

  /** The role that every user has without being given it. */
  public static final String PUBLIC = "public";

  static final Set<String> BUILT_IN_ROLES = Set.of(ADMIN, PUBLIC);

  /** What every catalog begins with; the public role has in it what it has in Milvus. */
  public static final AccessControl INITIAL =
      new AccessControl(
          PersistentMap.empty(),
          PersistentMap.<String, RoleInfo>empty()
              .with(ADMIN, new RoleInfo(ADMIN, "", List.of()))
              .with(
                  PUBLIC,
                  new RoleInfo(
                      PUBLIC,
                      "",
                      Sorted.of(
                          List.of(
                              ofPublic("Collection", "IndexDetail"),
                              ofPublic("Global", "DescribeCollection"),
                              ofPublic("Global", "ListAliases"))))),
          PersistentMap.empty());

  private static GrantInfo ofPublic(String objectType, String privilege) {
    return new GrantInfo(objectType, GrantInfo.ANY, GrantInfo.ANY, privilege, ROOT);
  }

  /** The user; {@link ErrorCode#USER_NOT_FOUND}. */
  public UserInfo user(String name) {
    UserInfo user = users.get(name);
    if (user == null) {
      throw new CinclusException(
          ErrorCode.USER_NOT_FOUND,
          "there is no user %s: create it first".formatted(Names.quote(name)));
    }
    return user;
  }

  /** The role; {@link ErrorCode#ROLE_NOT_FOUND}. */
  public RoleInfo role(String name) {
    RoleInfo role = roles.get(name);
    if (role == null) {
      throw new CinclusException(
          ErrorCode.ROLE_NOT_FOUND,
          "there is no role %s: create it first".formatted(Names.quote(name)));
    }
    return role;
  }

  /** The privileges of a group; {@link ErrorCode#PRIVILEGE_GROUP_NOT_FOUND}. */
  public List<String> privilegeGroup(String name) {
    List<String> privileges = privilegeGroups.get(name);
    if (privileges == null) {
      throw new CinclusException(
          ErrorCode.PRIVILEGE_GROUP_NOT_FOUND,
          "there is no privilege group %s: create it first".formatted(Names.quote(name)));
    }
    return privileges;
  }

  AccessControl with(UserInfo user) {
    return new AccessControl(users.with(user.name(), user), roles, privilegeGroups);
  }

  AccessControl withoutUser(String name) {
    return new AccessControl(users.without(name), roles, privilegeGroups);
  }

  AccessControl with(RoleInfo role) {
    return new AccessControl(users, roles.with(role.name(), role), privilegeGroups);
  }

  /** This without the role, which no user has then either. */
  AccessControl withoutRole(String name) {
    AccessControl changed = new AccessControl(users, roles.without(name), privilegeGroups);
    for (UserInfo user : users.values()) {
      if (user.roles().contains(name)) {
        changed = changed.with(user.withoutRole(name));
      }
    }
    return changed;
  }

  AccessControl withPrivilegeGroup(String name, List<String> privileges) {
    return new AccessControl(users, roles, privilegeGroups.with(name, privileges));
  }

  AccessControl withoutPrivilegeGroup(String name) {
    return new AccessControl(users, roles, privilegeGroups.without(name));
  }
}
