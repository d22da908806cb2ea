package io.cinclus.access.security;

import com.google.protobuf.Message;
import io.cinclus.catalog.AccessControl;
import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.DatabaseInfo;
import io.cinclus.catalog.GrantInfo;
import io.cinclus.catalog.RoleInfo;
import io.cinclus.catalog.UserInfo;
import io.cinclus.milvus.grpc.ObjectType;
import io.cinclus.milvus.grpc.SelectGrantRequest;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.grpc.MethodDescriptor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * What users may do, as one catalog says. Immutable. Root and the users of the role admin may do
 * all; others what was granted to one of their roles or to the role public.
 */
public final class Authorizer {
  private final Catalog catalog;
  private final String user;
  private final List<RoleInfo> roles;
  private final boolean administrator;

  /**
   * @param catalog of which the grants are
   * @param who the user; one whom the catalog does not know may do nothing
   */
  public Authorizer(Catalog catalog, Identity who) {
    AccessControl access = catalog.access();
    UserInfo known = access.users().get(who.user());
    List<RoleInfo> all = new ArrayList<>();
    if (known != null) {
      known.roles().forEach(role -> all.add(access.role(role)));
      all.add(access.role(AccessControl.PUBLIC));
    }
    this.catalog = catalog;
    user = who.user();
    roles = List.copyOf(all);
    administrator =
        known != null
            && (user.equals(AccessControl.ROOT) || known.roles().contains(AccessControl.ADMIN));
  }

  /**
   * Returns if the user may make the call; {@link ErrorCode#NOT_PERMITTED}.
   *
   * @param database that of the call where the request names none; empty: the default database
   */
  public void check(MethodDescriptor<?, ?> method, Message request, String database) {
    if (administrator || (RequiredPrivilege.isOpen(method) && !roles.isEmpty())) {
      return;
    }
    String name = databaseName(RequiredPrivilege.database(method, request, database));
    Optional<RequiredPrivilege> needed = RequiredPrivilege.of(method);
    if (roles.isEmpty() || needed.isEmpty() || !isGranted(needed.get(), request, name)) {
      throw new CinclusException(
          ErrorCode.NOT_PERMITTED,
          "Privilege%s: permission deny to %s in the `%s` database"
              .formatted(
                  needed.map(RequiredPrivilege::privilege).orElse(Privileges.ALL), user, name));
    }
  }

  private boolean isGranted(RequiredPrivilege needed, Message request, String database) {
    return isAboutCaller(needed, request)
        || needed.objects(request).stream()
            .allMatch(object -> isGranted(needed, database, nameOf(needed, database, object)));
  }

  /** Everyone may change his password, and look at himself and at what his roles may do. */
  private boolean isAboutCaller(RequiredPrivilege needed, Message request) {
    if (request instanceof SelectGrantRequest grants) {
      String asked = grants.getEntity().getRole().getName();
      return roles.stream().anyMatch(role -> role.name().equals(asked));
    }
    return needed.objectType() == ObjectType.User && needed.objects(request).equals(List.of(user));
  }

  /** Grants are on collections, also where a request names an alias. */
  private String nameOf(RequiredPrivilege needed, String database, String object) {
    return needed.objectType() == ObjectType.User
        ? object
        : catalog
            .findCollection(database, object)
            .map(collection -> collection.name())
            .orElse(object);
  }

  private boolean isGranted(RequiredPrivilege needed, String database, String object) {
    return grants()
        .anyMatch(
            grant ->
                isAnyOr(grant.database(), database)
                    && isAnyOr(grant.objectName(), object)
                    && covers(grant, needed));
  }

  private Stream<GrantInfo> grants() {
    return roles.stream().flatMap(role -> role.grants().stream());
  }

  private static boolean isAnyOr(String granted, String name) {
    return granted.equals(GrantInfo.ANY) || granted.equals(name);
  }

  private boolean covers(GrantInfo grant, RequiredPrivilege needed) {
    return switch (grant.privilege()) {
      case Privileges.ALL -> true;
      case GrantInfo.ANY -> grant.objectType().equals(needed.objectType().name());
      default -> Privileges.cover(privileges(grant.privilege()), needed.privilege());
    };
  }

  /** The privileges of a group, or the one that it is. */
  private List<String> privileges(String privilegeOrGroup) {
    List<String> custom = catalog.access().privilegeGroups().get(privilegeOrGroup);
    return custom != null
        ? custom
        : Privileges.builtInGroup(privilegeOrGroup).orElseGet(() -> List.of(privilegeOrGroup));
  }

  /** The databases that a list shows to the caller: in which something was granted to him. */
  public static Predicate<String> visibleDatabases(Catalog catalog, Optional<Identity> caller) {
    return caller
        .map(who -> new Authorizer(catalog, who))
        .<Predicate<String>>map(authorizer -> authorizer::sees)
        .orElse(database -> true);
  }

  /** The collections of a database that a list shows to the caller: on which he may do anything. */
  public static Predicate<String> visibleCollections(
      Catalog catalog, Optional<Identity> caller, String database) {
    return caller
        .map(who -> new Authorizer(catalog, who))
        .<Predicate<String>>map(
            authorizer -> collection -> authorizer.sees(databaseName(database), collection))
        .orElse(collection -> true);
  }

  private boolean sees(String database) {
    return administrator || ownGrants().anyMatch(grant -> isAnyOr(grant.database(), database));
  }

  private boolean sees(String database, String collection) {
    return administrator
        || ownGrants()
            .filter(grant -> isAnyOr(grant.database(), database))
            .anyMatch(grant -> shows(grant, collection));
  }

  /** Those that are not everybody's. */
  private Stream<GrantInfo> ownGrants() {
    return roles.stream()
        .filter(role -> !role.name().equals(AccessControl.PUBLIC))
        .flatMap(role -> role.grants().stream());
  }

  private boolean shows(GrantInfo grant, String collection) {
    List<String> privileges = privileges(grant.privilege());
    boolean ofCollections =
        grant.objectType().equals(ObjectType.Collection.name())
            || privileges.stream()
                .anyMatch(
                    privilege ->
                        privilege.equals(Privileges.ALL)
                            || privilege.equals("ShowCollections")
                            || Privileges.objectType(privilege) == ObjectType.Collection);
    return ofCollections && isAnyOr(grant.objectName(), collection);
  }

  private static String databaseName(String name) {
    return name.isEmpty() ? DatabaseInfo.DEFAULT_NAME : name;
  }
}
