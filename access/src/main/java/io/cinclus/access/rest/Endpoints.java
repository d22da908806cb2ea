package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Message;
import io.cinclus.milvus.grpc.Status;
import io.grpc.MethodDescriptor;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.function.Function;

/** All endpoints by their paths. Thread-safe once it is filled. */
final class Endpoints {
  private final Map<String, Endpoint> byPath = new TreeMap<>();

  private Endpoints() {}

  static Endpoints all() {
    Endpoints endpoints = new Endpoints();
    CollectionEndpoints.addTo(endpoints);
    CollectionChangeEndpoints.addTo(endpoints);
    PartitionEndpoints.addTo(endpoints);
    AliasEndpoints.addTo(endpoints);
    DatabaseEndpoints.addTo(endpoints);
    IndexEndpoints.addTo(endpoints);
    EntityEndpoints.addTo(endpoints);
    SearchEndpoints.addTo(endpoints);
    UserEndpoints.addTo(endpoints);
    RoleEndpoints.addTo(endpoints);
    ResourceGroupEndpoints.addTo(endpoints);
    ImportEndpoints.addTo(endpoints);
    OtherEndpoints.addTo(endpoints);
    return endpoints;
  }

  Optional<Endpoint> find(String path) {
    return Optional.ofNullable(byPath.get(path));
  }

  Collection<Endpoint> list() {
    return Collections.unmodifiableCollection(byPath.values());
  }

  /** An endpoint that makes several calls. */
  void add(String path, List<MethodDescriptor<?, ?>> calls, Endpoint.Handler handler) {
    if (byPath.put(path, new Endpoint(path, calls, handler)) != null) {
      throw new IllegalArgumentException("there are two endpoints of path " + path);
    }
  }

  /** An endpoint that is one call. */
  <Q extends Message, A extends Message> void add(
      String path,
      MethodDescriptor<Q, A> call,
      Function<RestRequest, Q> request,
      BiFunction<RestRequest, A, JsonNode> data) {
    add(
        path,
        List.of(call),
        sent ->
            sent.call(call, request.apply(sent))
                .thenApply(answer -> Reply.data(data.apply(sent, answer))));
  }

  /** An endpoint that is one call, which is done or fails. */
  <Q extends Message> void add(
      String path, MethodDescriptor<Q, Status> call, Function<RestRequest, Q> request) {
    add(path, call, request, (sent, answer) -> Json.object());
  }

  /** An endpoint of Milvus that has no call in the protocol that is spoken here. */
  void addUnbuilt(String path) {
    add(path, List.of(), sent -> CompletableFuture.failedFuture(RestException.unimplemented(path)));
  }
}
