package io.cinclus.catalog;

import java.util.Comparator;

/**
 * A privilege, or all privileges of a group, on one object or on all. Immutable.
 *
 * @param objectType Collection, Global or User
 * @param objectName of a collection or user; {@link #ANY}
 * @param database {@link #ANY}
 * @param privilege as in Milvus' API, or the name of a group; {@link #ANY}: all of the object type
 * @param grantor the user who granted it
 */
public record GrantInfo(
    String objectType, String objectName, String database, String privilege, String grantor)
    implements Comparable<GrantInfo> {
  public static final String ANY = "*";

  private static final Comparator<GrantInfo> ORDER =
      Comparator.comparing(GrantInfo::objectType)
          .thenComparing(GrantInfo::objectName)
          .thenComparing(GrantInfo::database)
          .thenComparing(GrantInfo::privilege)
          .thenComparing(GrantInfo::grantor);

  /** Whether the other one grants the same, whoever the grantors are. */
  boolean grantsSameAs(GrantInfo other) {
    return objectType.equals(other.objectType)
        && objectName.equals(other.objectName)
        && database.equals(other.database)
        && privilege.equals(other.privilege);
  }

  @Override
  public int compareTo(GrantInfo other) {
    return ORDER.compare(this, other);
  }
}
