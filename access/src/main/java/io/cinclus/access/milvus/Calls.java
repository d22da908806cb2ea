package io.cinclus.access.milvus;

import com.google.protobuf.Message;
import io.cinclus.access.security.Credentials;
import io.cinclus.access.security.Guard;
import io.cinclus.access.security.Refusals;
import io.cinclus.access.translate.Statuses;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.milvus.grpc.Status;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.grpc.MethodDescriptor.PrototypeMarshaller;
import io.grpc.ServerCallHandler;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusException;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;

/**
 * The calls of Milvus' service that are built. Each is made only by who may, runs off the threads
 * of the network, and is answered with a message: what goes wrong stands in its status and is never
 * an error of gRPC. The others are answered as unimplemented. Calls may be made from any thread
 * once all are added.
 */
public final class Calls {
  private static final String STATUS = "status";

  private final Executor admission;
  private final Guard guard;
  private final Map<String, Function<Object, CompletableFuture<?>>> byName = new HashMap<>();

  /**
   * No calls yet.
   *
   * @param admission where calls begin; one that it refuses is answered as too many
   * @param guard is asked before each call
   */
  public Calls(Executor admission, Guard guard) {
    this.admission = admission;
    this.guard = guard;
  }

  /** Adds a call whose answer has a status beside what is asked for. */
  public <Q, R extends Message> void add(
      MethodDescriptor<Q, R> method, Function<Q, CompletableFuture<R>> call) {
    put(method, call);
  }

  /** Adds a call of which only the status is answered. */
  public <Q> void addStatus(
      MethodDescriptor<Q, Status> method, Function<Q, ? extends CompletableFuture<?>> call) {
    put(method, request -> call.apply(request).thenApply(done -> Statuses.ok()));
  }

  @SuppressWarnings("unchecked") // Only asked through the same descriptor.
  private <Q, R> void put(MethodDescriptor<Q, R> method, Function<Q, CompletableFuture<R>> call) {
    if (byName.put(method.getFullMethodName(), request -> call.apply((Q) request)) != null) {
      throw new IllegalStateException(method.getFullMethodName() + " is added twice");
    }
  }

  /** The full names of the methods that are built. */
  public Set<String> names() {
    return Set.copyOf(byName.keySet());
  }

  /** Whether a call is built. */
  public boolean has(MethodDescriptor<?, ?> method) {
    return byName.containsKey(method.getFullMethodName());
  }

  /**
   * Makes a call for the caller of the current context, whose database is that of the context where
   * the request names none.
   *
   * @return the answer; it never fails
   * @throws IllegalArgumentException if it is not built
   */
  public <Q, R> CompletableFuture<R> call(MethodDescriptor<Q, R> method, Q request) {
    if (!has(method)) {
      throw new IllegalArgumentException(method.getFullMethodName() + " is not built");
    }
    return admit(method, request)
        .thenCompose(context -> run(method, request, context))
        .exceptionally(failure -> failed(method, Statuses.of(failure)));
  }

  /** The context of a caller who may make the call; fails for others. */
  private CompletableFuture<Context> admit(MethodDescriptor<?, ?> method, Object request) {
    Context context = Context.current();
    return guard
        .admit(Credentials.current(), method, (Message) request, DatabaseHeader.or(""))
        .thenApply(identity -> identity.map(who -> who.in(context)).orElse(context));
  }

  /** The answer of a call that is built; it never fails. */
  @SuppressWarnings("unchecked") // The answer is that of the descriptor it was added by.
  private <Q, R> CompletableFuture<R> run(
      MethodDescriptor<Q, R> method, Q request, Context context) {
    Function<Object, CompletableFuture<?>> call =
        Objects.requireNonNull(byName.get(method.getFullMethodName()));
    CompletableFuture<R> answer;
    try {
      answer =
          CompletableFuture.supplyAsync(
                  () -> (CompletableFuture<R>) call.apply(request),
                  context.fixedContextExecutor(admission))
              .thenCompose(Function.identity());
    } catch (RejectedExecutionException e) {
      answer = CompletableFuture.failedFuture(e);
    }
    return answer.exceptionally(failure -> failed(method, Statuses.of(failure)));
  }

  /** An answer that is only a status, whatever its message. */
  @SuppressWarnings("unchecked") // A builder builds the message that it was made from.
  private static <R> R failed(MethodDescriptor<?, R> method, Status status) {
    R empty = ((PrototypeMarshaller<R>) method.getResponseMarshaller()).getMessagePrototype();
    if (empty instanceof Status) {
      return (R) status;
    }
    Message message = (Message) empty;
    return (R)
        message
            .newBuilderForType()
            .setField(message.getDescriptorForType().findFieldByName(STATUS), status)
            .build();
  }

  /** All calls of the service, also those that are not built. */
  ServerServiceDefinition definition() {
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(MilvusServiceGrpc.getServiceDescriptor());
    for (MethodDescriptor<?, ?> method : MilvusServiceGrpc.getServiceDescriptor().getMethods()) {
      addMethod(service, method);
    }
    return service.build();
  }

  private <Q, R> void addMethod(
      ServerServiceDefinition.Builder service, MethodDescriptor<Q, R> method) {
    service.addMethod(method, handler(method));
  }

  private <Q, R> ServerCallHandler<Q, R> handler(MethodDescriptor<Q, R> method) {
    if (has(method)) {
      return ServerCalls.asyncUnaryCall((request, observer) -> send(method, request, observer));
    }
    return method.getType().clientSendsOneMessage()
        ? ServerCalls.asyncServerStreamingCall(
            (request, observer) -> ServerCalls.asyncUnimplementedUnaryCall(method, observer))
        : ServerCalls.asyncBidiStreamingCall(
            observer -> ServerCalls.asyncUnimplementedStreamingCall(method, observer));
  }

  /** Answers a call; who may not make it gets an error of gRPC, as from Milvus. */
  private <Q, R> void send(MethodDescriptor<Q, R> method, Q request, StreamObserver<R> observer) {
    admit(method, request)
        .thenCompose(context -> run(method, request, context))
        .exceptionallyCompose(
            failure -> {
              Optional<StatusException> refusal = Refusals.of(Statuses.unwrap(failure));
              return refusal.isPresent()
                  ? CompletableFuture.failedFuture(refusal.get())
                  : CompletableFuture.completedFuture(failed(method, Statuses.of(failure)));
            })
        .whenComplete(
            (message, failure) -> {
              if (failure != null) { // Also of an answer that has no status to fail in.
                observer.onError(
                    Statuses.unwrap(failure) instanceof StatusException refusal
                        ? refusal
                        : io.grpc.Status.INTERNAL.withCause(failure).asException());
                return;
              }
              observer.onNext(message);
              observer.onCompleted();
            });
  }
}
