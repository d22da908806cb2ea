package io.cinclus.access.milvus;

import io.cinclus.access.translate.Statuses;
import io.cinclus.milvus.grpc.AllocTimestampResponse;
import io.cinclus.milvus.grpc.CheckHealthResponse;
import io.cinclus.milvus.grpc.ComponentInfo;
import io.cinclus.milvus.grpc.ComponentStates;
import io.cinclus.milvus.grpc.ConnectResponse;
import io.cinclus.milvus.grpc.GetVersionResponse;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.ServerInfo;
import io.cinclus.milvus.grpc.StateCode;
import java.util.concurrent.CompletableFuture;

/** What clients ask of the server itself. Thread-safe. */
record SystemCalls(Backend backend) {
  /** The Milvus whose protocol is spoken; clients tell by it what they may use. */
  static final String VERSION = "2.6.22-cinclus";

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getConnectMethod(), request -> connect());
    calls.add(MilvusServiceGrpc.getGetVersionMethod(), request -> version());
    calls.add(MilvusServiceGrpc.getCheckHealthMethod(), request -> health());
    calls.add(MilvusServiceGrpc.getGetComponentStatesMethod(), request -> states());
    calls.add(MilvusServiceGrpc.getAllocTimestampMethod(), request -> timestamp());
  }

  CompletableFuture<ConnectResponse> connect() {
    return CompletableFuture.completedFuture(
        ConnectResponse.newBuilder()
            .setStatus(Statuses.ok())
            .setIdentifier(backend.clock().next())
            .setServerInfo(ServerInfo.newBuilder().setBuildTags(VERSION).setDeployMode("CINCLUS"))
            .build());
  }

  CompletableFuture<GetVersionResponse> version() {
    return CompletableFuture.completedFuture(
        GetVersionResponse.newBuilder().setStatus(Statuses.ok()).setVersion(VERSION).build());
  }

  /** Healthy is who reaches the log. */
  CompletableFuture<CheckHealthResponse> health() {
    return backend
        .newest()
        .handle(
            (catalog, failure) -> {
              CheckHealthResponse.Builder health =
                  CheckHealthResponse.newBuilder()
                      .setStatus(Statuses.ok())
                      .setIsHealthy(failure == null);
              if (failure != null) {
                health.addReasons(Statuses.of(failure).getReason());
              }
              return health.build();
            });
  }

  CompletableFuture<ComponentStates> states() {
    return CompletableFuture.completedFuture(
        ComponentStates.newBuilder()
            .setStatus(Statuses.ok())
            .setState(ComponentInfo.newBuilder().setRole("proxy").setStateCode(StateCode.Healthy))
            .build());
  }

  CompletableFuture<AllocTimestampResponse> timestamp() {
    return CompletableFuture.completedFuture(
        AllocTimestampResponse.newBuilder()
            .setStatus(Statuses.ok())
            .setTimestamp(backend.clock().next())
            .build());
  }
}
