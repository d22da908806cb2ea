package io.cinclus.catalog;

import java.util.List;

/**
 * A role. Immutable.
 *
 * @param name as users write it
 * @param description free text
 * @param grants what its users may do, in their order; none twice but for the grantor
 */
public record RoleInfo(String name, String description, List<GrantInfo> grants) {
  public RoleInfo {
    grants = List.copyOf(grants);
  }

  RoleInfo withDescription(String changed) {
    return new RoleInfo(name, changed, grants);
  }

  boolean has(GrantInfo grant) {
    return grants.stream().anyMatch(grant::grantsSameAs);
  }

  /** This with what is granted; it keeps its first grantor. */
  RoleInfo with(GrantInfo grant) {
    return has(grant) ? this : new RoleInfo(name, description, Sorted.with(grants, grant));
  }

  /** This without what was granted, whoever did. */
  RoleInfo without(GrantInfo grant) {
    return new RoleInfo(
        name, description, grants.stream().filter(known -> !grant.grantsSameAs(known)).toList());
  }
}
