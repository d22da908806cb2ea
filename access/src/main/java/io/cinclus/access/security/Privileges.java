package io.cinclus.access.security;

import io.cinclus.milvus.grpc.ObjectPrivilege;
import io.cinclus.milvus.grpc.ObjectType;
import io.cinclus.milvus.grpc.PrivilegeLevel;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Milvus' privileges by their names in its API, and the groups of them that it has. Stateless. */
public final class Privileges {
  /** All of everything. */
  public static final String ALL = "All";

  private static final String PREFIX = "Privilege";
  private static final String GROUP_PREFIX = "PrivilegeGroup";

  private static final List<String> COLLECTION_READ_ONLY =
      List.of(
          "Query",
          "Search",
          "IndexDetail",
          "GetFlushState",
          "GetLoadState",
          "GetLoadingProgress",
          "HasPartition",
          "ShowPartitions",
          "DescribeCollection",
          "DescribeAlias",
          "GetStatistics",
          "ListAliases");
  private static final List<String> COLLECTION_READ_WRITE =
      and(
          COLLECTION_READ_ONLY,
          "Load",
          "Release",
          "Insert",
          "Delete",
          "Upsert",
          "Import",
          "Flush",
          "Compaction",
          "LoadBalance",
          "CreateIndex",
          "DropIndex",
          "CreatePartition",
          "DropPartition",
          "AddCollectionField");
  private static final List<String> COLLECTION_ADMIN =
      and(COLLECTION_READ_WRITE, "CreateAlias", "DropAlias");
  private static final List<String> DATABASE_READ_ONLY =
      List.of("ShowCollections", "DescribeDatabase");
  private static final List<String> DATABASE_READ_WRITE = and(DATABASE_READ_ONLY, "AlterDatabase");
  private static final List<String> DATABASE_ADMIN =
      and(DATABASE_READ_WRITE, "CreateCollection", "DropCollection");
  private static final List<String> CLUSTER_READ_ONLY =
      List.of(
          "ListDatabases",
          "SelectOwnership",
          "SelectUser",
          "DescribeResourceGroup",
          "ListResourceGroups",
          "ListPrivilegeGroups",
          "ListFileResources");
  private static final List<String> CLUSTER_READ_WRITE =
      and(
          CLUSTER_READ_ONLY,
          "FlushAll",
          "TransferNode",
          "TransferReplica",
          "UpdateResourceGroups",
          "AddFileResource",
          "RemoveFileResource");
  private static final List<String> CLUSTER_ADMIN =
      and(
          CLUSTER_READ_WRITE,
          "BackupRBAC",
          "RestoreRBAC",
          "CreateDatabase",
          "DropDatabase",
          "CreateOwnership",
          "DropOwnership",
          "ManageOwnership",
          "CreateResourceGroup",
          "DropResourceGroup",
          "UpdateUser",
          "RenameCollection",
          "CreatePrivilegeGroup",
          "DropPrivilegeGroup",
          "OperatePrivilegeGroup");

  /** Groups that may be granted, as Milvus lists them. */
  private static final Map<String, List<String>> GROUPS = groups();

  /** Groups of an older kind, which may be granted but are not listed. */
  private static final Map<String, List<String>> OLD_GROUPS =
      Map.of(
          "ReadOnly", oldReadOnly(),
          "ReadWrite", oldReadWrite(),
          "Admin", and(and(oldReadWrite(), CLUSTER_ADMIN), DATABASE_ADMIN));

  private static final Set<String> OF_USERS = Set.of("SelectUser", "UpdateUser");

  /** Of collections, but granted on all of a database. */
  private static final Set<String> GLOBAL =
      Set.of("DescribeCollection", "DescribeAlias", "ListAliases", "CreateAlias", "DropAlias");

  /** What comes with a privilege. */
  private static final Map<String, Set<String>> IMPLIED =
      Map.of(
          "Load", Set.of("GetLoadState", "GetLoadingProgress"), "Flush", Set.of("GetFlushState"));

  private Privileges() {}

  private static Map<String, List<String>> groups() {
    Map<String, List<String>> groups = new LinkedHashMap<>();
    groups.put("CollectionReadOnly", COLLECTION_READ_ONLY);
    groups.put("CollectionReadWrite", COLLECTION_READ_WRITE);
    groups.put("CollectionAdmin", COLLECTION_ADMIN);
    groups.put("DatabaseReadOnly", DATABASE_READ_ONLY);
    groups.put("DatabaseReadWrite", DATABASE_READ_WRITE);
    groups.put("DatabaseAdmin", DATABASE_ADMIN);
    groups.put("ClusterReadOnly", CLUSTER_READ_ONLY);
    groups.put("ClusterReadWrite", CLUSTER_READ_WRITE);
    groups.put("ClusterAdmin", CLUSTER_ADMIN);
    return groups;
  }

  private static List<String> oldReadOnly() {
    return and(COLLECTION_READ_ONLY, "ShowCollections", "ListDatabases", "DescribeDatabase");
  }

  private static List<String> oldReadWrite() {
    return and(and(oldReadOnly(), COLLECTION_ADMIN), "RenameCollection");
  }

  private static List<String> and(List<String> privileges, String... more) {
    return and(privileges, List.of(more));
  }

  private static List<String> and(List<String> privileges, List<String> more) {
    return Stream.concat(privileges.stream(), more.stream()).distinct().toList();
  }

  /** Milvus' name of a privilege in its API. */
  static String nameOf(ObjectPrivilege privilege) {
    return privilege.name().substring(PREFIX.length());
  }

  /** Whether there is a single privilege of this name. */
  public static boolean exists(String privilege) {
    String name = PREFIX + privilege;
    return !name.startsWith(GROUP_PREFIX)
        && Stream.of(ObjectPrivilege.values()).anyMatch(known -> known.name().equals(name));
  }

  /** The built-in groups that are listed, by name. */
  public static Map<String, List<String>> listedGroups() {
    return GROUPS;
  }

  /** The privileges of a built-in group. */
  public static Optional<List<String>> builtInGroup(String name) {
    return Optional.ofNullable(GROUPS.getOrDefault(name, OLD_GROUPS.get(name)));
  }

  /** The type of the objects that a privilege is granted on. */
  public static ObjectType objectType(String privilege) {
    if (OF_USERS.contains(privilege)) {
      return ObjectType.User;
    }
    return COLLECTION_ADMIN.contains(privilege) && !GLOBAL.contains(privilege)
        ? ObjectType.Collection
        : ObjectType.Global;
  }

  /** How much a privilege is about. */
  public static PrivilegeLevel level(String privilege) {
    if (COLLECTION_ADMIN.contains(privilege)) {
      return PrivilegeLevel.Collection;
    }
    return DATABASE_ADMIN.contains(privilege) ? PrivilegeLevel.Database : PrivilegeLevel.Cluster;
  }

  /** Whether one of these privileges is, or brings along, the one that is needed. */
  static boolean cover(Collection<String> privileges, String needed) {
    return privileges.contains(needed)
        || IMPLIED.entrySet().stream()
            .anyMatch(
                entry -> entry.getValue().contains(needed) && privileges.contains(entry.getKey()));
  }
}
