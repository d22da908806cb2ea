package io.cinclus.access.translate;

import io.cinclus.access.security.Privileges;
import io.cinclus.catalog.AccessControl;
import io.cinclus.catalog.DatabaseInfo;
import io.cinclus.catalog.GrantInfo;
import io.cinclus.milvus.grpc.GrantEntity;
import io.cinclus.milvus.grpc.GrantorEntity;
import io.cinclus.milvus.grpc.ObjectEntity;
import io.cinclus.milvus.grpc.ObjectType;
import io.cinclus.milvus.grpc.OperatePrivilegeV2Request;
import io.cinclus.milvus.grpc.PrivilegeEntity;
import io.cinclus.milvus.grpc.PrivilegeLevel;
import io.cinclus.milvus.grpc.RoleEntity;
import io.cinclus.milvus.grpc.UserEntity;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Grants as clients write them. Immutable.
 *
 * @param database of the request, or of its caller; empty: the default database
 * @param grantor who asks
 */
public record Grants(String database, String grantor) {
  public Grants {
    database = database.isEmpty() ? DatabaseInfo.DEFAULT_NAME : database;
  }

  /** The grant of an object and its type; {@link ErrorCode#BAD_PARAMETER}. */
  public GrantInfo of(AccessControl access, GrantEntity entity) {
    String type = entity.getObject().getName();
    if (Stream.of(ObjectType.values()).noneMatch(known -> known.name().equals(type))) {
      throw bad(
          "the object entity in the request is nil or invalid: its type is Collection, Global or User, not \"%s\""
              .formatted(type));
    }
    String privilege = entity.getGrantor().getPrivilege().getName();
    boolean group = group(access, privilege).isPresent();
    if (!group && !privilege.equals(GrantInfo.ANY)) {
      checkExists(privilege);
      ObjectType needed = Privileges.objectType(privilege);
      if (!needed.name().equals(type)) {
        throw bad(
            "the privilege [%s] is not one of objects of type %s: grant it on %s"
                .formatted(privilege, type, needed));
      }
    }
    return new GrantInfo(type, entity.getObjectName(), database, privilege, grantor);
  }

  /**
   * The grant of a privilege or a group on a collection or on all; {@link ErrorCode#BAD_PARAMETER}.
   */
  public GrantInfo of(AccessControl access, OperatePrivilegeV2Request request) {
    String asked = request.getGrantor().getPrivilege().getName();
    String privilege = asked.equals(GrantInfo.ANY) ? Privileges.ALL : asked;
    String collection =
        request.getCollectionName().isEmpty() ? GrantInfo.ANY : request.getCollectionName();
    Optional<List<String>> group = group(access, privilege);
    if (group.isEmpty()) {
      checkExists(privilege);
    } else if (!group.get().isEmpty()) {
      checkLevel(privilege, Privileges.level(group.get().get(0)), collection);
    }
    String type =
        group.isPresent() ? ObjectType.Global.name() : Privileges.objectType(privilege).name();
    return new GrantInfo(type, collection, database, privilege, grantor);
  }

  private static Optional<List<String>> group(AccessControl access, String name) {
    return Privileges.builtInGroup(name)
        .or(() -> Optional.ofNullable(access.privilegeGroups().get(name)));
  }

  private static void checkExists(String privilege) {
    if (!Privileges.exists(privilege)) {
      throw bad(
          "not found the privilege name[%s]: grant a privilege of Milvus, or a privilege group"
              .formatted(privilege));
    }
  }

  private void checkLevel(String group, PrivilegeLevel level, String collection) {
    boolean anyDatabase = database.equals(GrantInfo.ANY);
    boolean anyCollection = collection.equals(GrantInfo.ANY);
    if (level == PrivilegeLevel.Cluster && !(anyDatabase && anyCollection)) {
      throw bad("dbName and collectionName should be * for the cluster level privilege: " + group);
    }
    if (level == PrivilegeLevel.Database && !anyCollection) {
      throw bad("collectionName should be * for the database level privilege: " + group);
    }
    if (level == PrivilegeLevel.Collection && anyDatabase && !anyCollection) {
      throw bad("please specify database name for the collection level privilege: " + group);
    }
  }

  /**
   * Whether the question is about this grant too: its database, and its object where it has one.
   */
  public boolean isAsked(GrantEntity question, GrantInfo grant) {
    String type = question.getObject().getName();
    String name = question.getObjectName();
    return (database.equals(GrantInfo.ANY)
            || grant.database().equals(GrantInfo.ANY)
            || grant.database().equals(database))
        && (type.isEmpty() || grant.objectType().equals(type))
        && (type.isEmpty() || name.isEmpty() || grant.objectName().equals(name));
  }

  /** A role's grant as clients read it. */
  public static GrantEntity entity(String role, GrantInfo grant) {
    return GrantEntity.newBuilder()
        .setRole(RoleEntity.newBuilder().setName(role))
        .setObject(ObjectEntity.newBuilder().setName(grant.objectType()))
        .setObjectName(grant.objectName())
        .setDbName(grant.database())
        .setGrantor(
            GrantorEntity.newBuilder()
                .setUser(UserEntity.newBuilder().setName(grant.grantor()))
                .setPrivilege(PrivilegeEntity.newBuilder().setName(grant.privilege())))
        .build();
  }

  /** A grant that was read as such; {@code restorer} is its grantor where it names none. */
  public static GrantInfo restored(GrantEntity entity, String restorer) {
    String grantor = entity.getGrantor().getUser().getName();
    return new GrantInfo(
        entity.getObject().getName(),
        entity.getObjectName(),
        entity.getDbName().isEmpty() ? DatabaseInfo.DEFAULT_NAME : entity.getDbName(),
        entity.getGrantor().getPrivilege().getName(),
        grantor.isEmpty() ? restorer : grantor);
  }

  private static CinclusException bad(String message) {
    return new CinclusException(ErrorCode.BAD_PARAMETER, message);
  }
}
