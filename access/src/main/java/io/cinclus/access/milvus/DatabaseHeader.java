package io.cinclus.access.milvus;

import io.grpc.Context;
import io.grpc.Contexts;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;

/** Keeps the database that clients name beside their requests. Stateless. */
public final class DatabaseHeader implements ServerInterceptor {
  private static final Metadata.Key<String> HEADER =
      Metadata.Key.of("dbname", Metadata.ASCII_STRING_MARSHALLER);

  private static final Context.Key<String> DATABASE = Context.keyWithDefault("database", "");

  /** The database of a request that names this one; empty: the default database. */
  static String or(String named) {
    return named.isEmpty() ? DATABASE.get() : named;
  }

  @Override
  public <Q, A> ServerCall.Listener<Q> interceptCall(
      ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
    String database = headers.get(HEADER);
    return database == null
        ? next.startCall(call, headers)
        : Contexts.interceptCall(
            Context.current().withValue(DATABASE, database), call, headers, next);
  }
}
