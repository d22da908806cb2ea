package io.cinclus.access.milvus;

import io.cinclus.access.security.Passwords;
import io.cinclus.access.translate.Statuses;
import io.cinclus.catalog.UserInfo;
import io.cinclus.milvus.grpc.CreateCredentialRequest;
import io.cinclus.milvus.grpc.DeleteCredentialRequest;
import io.cinclus.milvus.grpc.ListCredUsersRequest;
import io.cinclus.milvus.grpc.ListCredUsersResponse;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.RoleEntity;
import io.cinclus.milvus.grpc.SelectUserRequest;
import io.cinclus.milvus.grpc.SelectUserResponse;
import io.cinclus.milvus.grpc.UpdateCredentialRequest;
import io.cinclus.milvus.grpc.UserEntity;
import io.cinclus.milvus.grpc.UserResult;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import io.cinclus.v1.AccessCommand;
import io.cinclus.v1.AlterUser;
import io.cinclus.v1.CatalogCommand;
import io.cinclus.v1.CreateUser;
import io.cinclus.v1.DropUser;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Users and their passwords. Thread-safe. */
record UserCalls(Backend backend) {

  void addTo(Calls calls) {
    calls.addStatus(MilvusServiceGrpc.getCreateCredentialMethod(), this::create);
    calls.addStatus(MilvusServiceGrpc.getUpdateCredentialMethod(), this::update);
    calls.addStatus(MilvusServiceGrpc.getDeleteCredentialMethod(), this::delete);
    calls.add(MilvusServiceGrpc.getListCredUsersMethod(), this::list);
    calls.add(MilvusServiceGrpc.getSelectUserMethod(), this::select);
  }

  private CompletableFuture<Long> create(CreateCredentialRequest request) {
    String password = Passwords.decode(request.getUsername(), request.getPassword());
    return backend.execute(
        AccessCommand.newBuilder()
            .setCreateUser(
                CreateUser.newBuilder()
                    .setUser(request.getUsername())
                    .setPasswordHash(Passwords.hash(password))
                    .setDescription(request.getDescription())));
  }

  /** Changes the password, which needs the old one, or the description, or both. */
  private CompletableFuture<Long> update(UpdateCredentialRequest request) {
    boolean describes = request.hasDescription();
    if (describes && request.getNewPassword().isEmpty() && request.getOldPassword().isEmpty()) {
      return alter(
          AlterUser.newBuilder()
              .setUser(request.getUsername())
              .setDescription(request.getDescription()));
    }
    String old = Passwords.decode(request.getUsername(), request.getOldPassword());
    String hash = Passwords.hash(Passwords.decode(request.getUsername(), request.getNewPassword()));
    return backend
        .newest()
        .thenCompose(
            catalog -> {
              UserInfo user = catalog.access().users().get(request.getUsername());
              AlterUser.Builder alter =
                  AlterUser.newBuilder()
                      .setUser(request.getUsername())
                      .setOldPasswordHash(checked(request.getUsername(), user, old))
                      .setPasswordHash(hash);
              return alter(describes ? alter.setDescription(request.getDescription()) : alter);
            });
  }

  private CompletableFuture<Long> alter(AlterUser.Builder alter) {
    return backend.execute(AccessCommand.newBuilder().setAlterUser(alter));
  }

  /** The hash of the user's password, which this one is. */
  private static String checked(String name, @Nullable UserInfo user, String password) {
    if (user == null || !Passwords.matches(password, user.passwordHash())) {
      throw new CinclusException(
          ErrorCode.NOT_AUTHENTICATED,
          "old password not correct for %s: not authenticated".formatted(name));
    }
    return user.passwordHash();
  }

  /** Drops it; one that is not there is as good as dropped. */
  private CompletableFuture<Void> delete(DeleteCredentialRequest request) {
    return backend.execute(
        CatalogCommand.newBuilder()
            .setAccess(
                AccessCommand.newBuilder()
                    .setDropUser(DropUser.newBuilder().setUser(request.getUsername()))),
        ErrorCode.USER_NOT_FOUND);
  }

  private CompletableFuture<ListCredUsersResponse> list(ListCredUsersRequest request) {
    return backend
        .newest()
        .thenApply(
            catalog ->
                ListCredUsersResponse.newBuilder()
                    .setStatus(Statuses.ok())
                    .addAllUsernames(catalog.access().users().keys())
                    .build());
  }

  /** One user, or none where there is no such user, or all where none is named. */
  private CompletableFuture<SelectUserResponse> select(SelectUserRequest request) {
    if (request.hasUser() && request.getUser().getName().isEmpty()) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "username in the user entity is empty: name a user, or send none");
    }
    return backend
        .newest()
        .thenApply(
            catalog -> {
              SelectUserResponse.Builder users =
                  SelectUserResponse.newBuilder().setStatus(Statuses.ok());
              for (UserInfo user : catalog.access().users().values()) {
                if (!request.hasUser() || request.getUser().getName().equals(user.name())) {
                  users.addResults(
                      result(user, request.getIncludeRoleInfo() ? user.roles() : List.of()));
                }
              }
              return users.build();
            });
  }

  private static UserResult.Builder result(UserInfo user, List<String> roles) {
    UserResult.Builder result =
        UserResult.newBuilder()
            .setUser(UserEntity.newBuilder().setName(user.name()))
            .setDescription(user.description());
    for (String role : roles) {
      result.addRoles(RoleEntity.newBuilder().setName(role));
    }
    return result;
  }
}
