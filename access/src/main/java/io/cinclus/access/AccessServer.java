package io.cinclus.access;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.server.Route;
import com.linecorp.armeria.server.Server;
import com.linecorp.armeria.server.ServerBuilder;
import com.linecorp.armeria.server.ServerPort;
import com.linecorp.armeria.server.grpc.GrpcService;
import io.cinclus.access.milvus.Backend;
import io.cinclus.access.milvus.DatabaseHeader;
import io.cinclus.access.milvus.MilvusService;
import io.cinclus.access.rest.RestService;
import io.cinclus.access.security.Credentials;
import io.cinclus.access.security.CredentialsHeader;
import io.cinclus.access.security.Guard;
import io.cinclus.access.translate.Statuses;
import io.cinclus.model.CinclusException;
import io.grpc.Context;
import io.grpc.ServerInterceptors;
import io.grpc.ServerServiceDefinition;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;

/**
 * An access node: Milvus' gRPC service and REST of version 2 on one port, and {@code /healthz}.
 * Stateless: any number of them may run on the same logs.
 */
public final class AccessServer implements AutoCloseable {
  /** The largest message that is read, as in Milvus. */
  private static final int MAX_REQUEST_BYTES = 64 << 20;

  /** The largest headers that are read: tokens are long. Larger ones end the connection. */
  private static final int MAX_HEADER_BYTES = 64 << 10;

  /** The largest message that is sent. */
  private static final int MAX_RESPONSE_BYTES = 256 << 20;

  /** What a call may take beside its request. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  /** After which a connection without a call, and without a ping of its client, is closed. */
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(10);

  /**
   * After which it is asked whether a silent client is still there. Its milliseconds also go into
   * options of TCP, which take 32,767 at most.
   */
  private static final Duration PING_INTERVAL = Duration.ofSeconds(30);

  private static final Duration QUIET_PERIOD = Duration.ofMillis(100);
  private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);

  private final Backend backend;
  private final Guard guard;
  private final Server server;

  private AccessServer(Backend backend, Guard guard, Server server) {
    this.backend = backend;
    this.guard = guard;
    this.server = server;
  }

  /**
   * Starts to listen. The user root exists then, with its default password in a new catalog.
   *
   * @throws IOException where the port cannot be listened on
   */
  public static AccessServer start(Cluster cluster, AccessSettings settings) throws IOException {
    Backend backend = Backend.connect(cluster, settings.limits());
    Guard guard = backend.guard(settings.authentication());
    try {
      backend.createRoot().join();
      Server server = server(settings, backend, new MilvusService(backend, guard));
      server.start().join();
      backend.startImports();
      return new AccessServer(backend, guard, server);
    } catch (CompletionException e) {
      guard.close();
      backend.close();
      if (Statuses.unwrap(e) instanceof CinclusException known) {
        throw known;
      }
      throw new IOException(
          "the access layer cannot listen on %s:%d (%s): choose another port"
              .formatted(settings.host(), settings.port(), e.getCause()),
          e);
    }
  }

  private static Server server(AccessSettings settings, Backend backend, MilvusService service) {
    ServerBuilder server = listening(settings);
    addGrpc(
        server,
        ServerInterceptors.intercept(
            service.definition(), new DatabaseHeader(), new CredentialsHeader()));
    return server
        .serviceUnder(
            RestService.PREFIX,
            new RestService(
                service.calls(),
                backend.admission(),
                backend.workers(),
                settings.limits().requestTimeout(),
                AccessServer::callerOf))
        .service("/healthz", new HealthService(service.calls()))
        .build();
  }

  /**
   * Adds a service of gRPC, with the limits of messages. It is they that refuse what is too large,
   * since what the server said of the whole request is no status of gRPC, and clients try again.
   */
  static void addGrpc(ServerBuilder server, ServerServiceDefinition service) {
    GrpcService grpc =
        GrpcService.builder()
            .addService(service)
            .maxRequestMessageLength(MAX_REQUEST_BYTES)
            .maxResponseMessageLength(MAX_RESPONSE_BYTES)
            .build();
    for (Route route : grpc.routes()) {
      server.route().addRoute(route).maxRequestLength(0).build(grpc);
    }
  }

  /** Listens, and keeps to the limits; it has no services yet. */
  static ServerBuilder listening(AccessSettings settings) {
    InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
    ServerBuilder server =
        settings.tls() == null
            ? Server.builder().http(address)
            : Server.builder().https(address).tls(settings.tls());
    return server
        .maxRequestLength(MAX_REQUEST_BYTES)
        .http1MaxHeaderSize(MAX_HEADER_BYTES)
        .http2MaxHeaderListSize(MAX_HEADER_BYTES)
        .requestTimeout(settings.limits().requestTimeout().plus(MARGIN))
        .idleTimeout(IDLE_TIMEOUT, true)
        .pingInterval(PING_INTERVAL)
        .gracefulShutdownTimeout(QUIET_PERIOD, STOP_TIMEOUT);
  }

  /** The context of who sent a request, by what its headers say. */
  private static Context callerOf(RequestHeaders headers) {
    return Credentials.ofHeader(headers.get(HttpHeaderNames.AUTHORIZATION, ""))
        .map(credentials -> credentials.in(Context.ROOT))
        .orElse(Context.ROOT);
  }

  /** The port that is listened on. */
  public int port() {
    return Optional.ofNullable(server.activePort())
        .map(ServerPort::localAddress)
        .orElseThrow(() -> new IllegalStateException("the server does not listen any more"))
        .getPort();
  }

  /** Ends the calls that run, and stops. */
  @Override
  public void close() {
    server.stop().join();
    guard.close();
    backend.close();
  }
}
