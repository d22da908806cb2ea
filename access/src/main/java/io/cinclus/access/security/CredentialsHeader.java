package io.cinclus.access.security;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import java.util.Optional;

/** Keeps the credentials that clients send beside their requests. Stateless. */
public final class CredentialsHeader implements ServerInterceptor {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER);

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    return Optional.ofNullable(headers.get(HEADER))
        .flatMap(Credentials::ofBase64)
        .map(
            credentials ->
                Contexts.interceptCall(credentials.in(Context.current()), call, headers, next))
        .orElseGet(() -> next.startCall(call, headers));
  }
}
