package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.grpc.MethodDescriptor;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * What is done for a path. Immutable.
 *
 * @param path behind the prefix
 * @param calls that are made for it; none: it has no calls to make, and is not built
 */
record Endpoint(String path, List<MethodDescriptor<?, ?>> calls, Handler handler) {
  Endpoint {
    calls = List.copyOf(calls);
  }

  /** Answers requests. Thread-safe. */
  interface Handler {
    /** The answer; may throw {@link RestException} as well as fail with it. */
    CompletableFuture<ObjectNode> answer(RestRequest request);
  }

  /** Whether it works where these calls are built. */
  boolean isBuilt(Predicate<MethodDescriptor<?, ?>> built) {
    return !calls.isEmpty() && calls.stream().allMatch(built);
  }
}
