package io.cinclus.access.rest;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import io.cinclus.access.milvus.Calls;
import io.cinclus.milvus.grpc.Status;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import java.util.concurrent.CompletableFuture;

/**
 * A request. Thread-safe.
 *
 * @param database empty: the default one
 * @param caller in which calls are made for whoever sent it
 */
record RestRequest(Body body, String database, Numbers numbers, Context caller, Calls calls) {

  /** The name of the collection that it is about. */
  String collection() {
    return body.text("collectionName");
  }

  /** The answer to a call; fails with what its status says, if that is not success. */
  <Q extends Message, A extends Message> CompletableFuture<A> call(
      MethodDescriptor<Q, A> method, Q request) {
    if (!calls.has(method)) {
      return CompletableFuture.failedFuture(
          RestException.unimplemented(String.valueOf(method.getBareMethodName())));
    }
    Context previous = caller.attach();
    try {
      return calls.call(method, request).thenApply(RestRequest::succeeded);
    } finally {
      caller.detach(previous);
    }
  }

  private static <A extends Message> A succeeded(A answer) {
    Status status = status(answer);
    if (code(status) != 0) {
      throw RestException.ofStatus(code(status), status.getReason());
    }
    return answer;
  }

  private static Status status(Message answer) {
    if (answer instanceof Status status) {
      return status;
    }
    FieldDescriptor field = answer.getDescriptorForType().findFieldByName("status");
    return field != null && answer.getField(field) instanceof Status status
        ? status
        : Status.getDefaultInstance();
  }

  @SuppressWarnings("deprecation") // What has no code has at least this.
  private static int code(Status status) {
    return status.getCode() != 0 ? status.getCode() : status.getErrorCodeValue();
  }
}
