package io.cinclus.catalog;

import io.cinclus.model.CinclusException;
import io.cinclus.v1.Grant;
import io.cinclus.v1.PrivilegeGroupInfo;
import java.util.List;

/**
 * Puts back users, roles and groups that were saved; {@link CinclusException} where one of them
 * exists. What every catalog has of its own is left as it is. Pure.
 */
final class RestoreFold {
  private RestoreFold() {}

  static AccessControl restore(AccessControl access, io.cinclus.v1.AccessControl saved) {
    AccessControl restored = access;
    for (PrivilegeGroupInfo group : saved.getPrivilegeGroupsList()) {
      restored = PrivilegeGroupFold.add(restored, group.getName(), group.getPrivilegesList());
    }
    for (io.cinclus.v1.RoleInfo role : saved.getRolesList()) {
      restored = restore(restored, role);
    }
    for (io.cinclus.v1.UserInfo user : saved.getUsersList()) {
      if (!user.getName().equals(AccessControl.ROOT)) {
        restored = restore(restored, AccessCodec.decode(user));
      }
    }
    return restored;
  }

  private static AccessControl restore(AccessControl access, io.cinclus.v1.RoleInfo role) {
    AccessControl restored =
        AccessControl.BUILT_IN_ROLES.contains(role.getName())
            ? access
            : RoleFold.add(access, role.getName(), role.getDescription());
    for (Grant grant : role.getGrantsList()) {
      restored = RoleFold.add(restored, role.getName(), AccessCodec.decode(grant));
    }
    return restored;
  }

  private static AccessControl restore(AccessControl access, UserInfo user) {
    List<String> roles = user.roles().stream().map(role -> access.role(role).name()).toList();
    return UserFold.add(
        access, new UserInfo(user.name(), user.passwordHash(), user.description(), roles));
  }
}
