package io.cinclus.access.rest;

import com.google.protobuf.Message;
import io.grpc.MethodDescriptor;
import java.util.concurrent.CompletableFuture;

/** The calls of Milvus' service, made in this process. Thread-safe. */
public interface Rpcs {

  /** Whether it is built. */
  boolean has(MethodDescriptor<?, ?> method);

  /** The answer to a call that is built, with what goes wrong in its status. */
  <Q extends Message, A extends Message> CompletableFuture<A> call(
      MethodDescriptor<Q, A> method, Q request);
}
