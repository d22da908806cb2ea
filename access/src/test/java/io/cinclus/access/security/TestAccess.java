package io.cinclus.access.security;

import io.cinclus.catalog.AccessCodec;
import io.cinclus.catalog.Catalog;
import io.cinclus.catalog.CatalogFold;
import io.cinclus.catalog.GrantInfo;
import io.cinclus.catalog.SchemaCodec;
import io.cinclus.model.CollectionSchema;
import io.cinclus.model.DataType;
import io.cinclus.model.FieldSchema;
import io.cinclus.model.FieldSchema.Limits;
import io.cinclus.v1.AccessCommand;
import io.cinclus.v1.AddPrivileges;
import io.cinclus.v1.AlterUser;
import io.cinclus.v1.BindRole;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateAlias;
import io.cinclus.v1.CreateCollection;
import io.cinclus.v1.CreateDatabase;
import io.cinclus.v1.CreatePrivilegeGroup;
import io.cinclus.v1.CreateRole;
import io.cinclus.v1.CreateUser;
import io.cinclus.v1.DropUser;
import io.cinclus.v1.GrantPrivilege;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A catalog of users and roles, command by command. */
public final class TestAccess {
  private Catalog catalog = Catalog.EMPTY;

  public Catalog catalog() {
    return catalog;
  }

  /** A guard that knows this catalog and no newer one. */
  public static Guard guard(Catalog known) {
    return Guard.of(() -> known, () -> CompletableFuture.completedFuture(known));
  }

  public TestAccess user(String name, String password) {
    return apply(
        AccessCommand.newBuilder()
            .setCreateUser(
                CreateUser.newBuilder().setUser(name).setPasswordHash(Passwords.hash(password))));
  }

  TestAccess password(String name, String password) {
    return apply(
        AccessCommand.newBuilder()
            .setAlterUser(
                AlterUser.newBuilder().setUser(name).setPasswordHash(Passwords.hash(password))));
  }

  TestAccess dropUser(String name) {
    return apply(AccessCommand.newBuilder().setDropUser(DropUser.newBuilder().setUser(name)));
  }

  /** A user, whose password nobody asks for, with a role of its own. */
  TestAccess userWithRole(String name, String role) {
    apply(
        AccessCommand.newBuilder()
            .setCreateUser(CreateUser.newBuilder().setUser(name).setPasswordHash("none")));
    if (!catalog.access().roles().containsKey(role)) {
      apply(AccessCommand.newBuilder().setCreateRole(CreateRole.newBuilder().setRole(role)));
    }
    return apply(
        AccessCommand.newBuilder().setBindRole(BindRole.newBuilder().setUser(name).setRole(role)));
  }

  TestAccess grant(String role, GrantInfo grant) {
    return apply(
        AccessCommand.newBuilder()
            .setGrantPrivilege(
                GrantPrivilege.newBuilder().setRole(role).setGrant(AccessCodec.encode(grant))));
  }

  public TestAccess group(String name, String... privileges) {
    apply(
        AccessCommand.newBuilder()
            .setCreatePrivilegeGroup(CreatePrivilegeGroup.newBuilder().setGroup(name)));
    return addToGroup(name, privileges);
  }

  TestAccess addToGroup(String name, String... privileges) {
    return apply(
        AccessCommand.newBuilder()
            .setAddPrivileges(
                AddPrivileges.newBuilder().setGroup(name).addAllPrivileges(List.of(privileges))));
  }

  TestAccess collection(String database, String name, String alias) {
    if (!database.isEmpty() && !catalog.databases().containsKey(database)) {
      apply(
          CatalogCommand.newBuilder()
              .setCreateDatabase(CreateDatabase.newBuilder().setDatabase(database)));
    }
    CollectionSchema schema =
        new CollectionSchema(
            "",
            List.of(
                FieldSchema.of("id", DataType.INT64, Limits.NONE).asPrimaryKey(),
                FieldSchema.of("vector", DataType.FLOAT_VECTOR, Limits.dimension(2))));
    apply(
        CatalogCommand.newBuilder()
            .setCreateCollection(
                CreateCollection.newBuilder()
                    .setDatabase(database)
                    .setCollection(name)
                    .setSchema(SchemaCodec.encode(schema))
                    .addChannels(0)));
    return apply(
        CatalogCommand.newBuilder()
            .setCreateAlias(
                CreateAlias.newBuilder()
                    .setDatabase(database)
                    .setCollection(name)
                    .setAlias(alias)));
  }

  private TestAccess apply(AccessCommand.Builder command) {
    return apply(CatalogCommand.newBuilder().setAccess(command));
  }

  private TestAccess apply(CatalogCommand.Builder command) {
    long position = catalog.position() + 1;
    catalog =
        CatalogFold.apply(catalog, command.setCommandId("command-" + position).build(), position);
    var unused = catalog.outcome("command-" + position).orElseThrow().positionIfAccepted();
    return this;
  }
}
