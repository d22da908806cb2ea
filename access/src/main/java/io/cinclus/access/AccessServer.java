package io.cinclus.access;

import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.RequestHeaders;
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

  /** The largest message that is sent. */
  private static final int MAX_RESPONSE_BYTES = 256 << 20;

  /** What a call may take beside its request. */
  private static final Duration MARGIN = Duration.ofSeconds(30);

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
    Backend backend = Backend.connect(cluster, settings.requestTimeout());
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
    InetSocketAddress address = new InetSocketAddress(settings.host(), settings.port());
    ServerBuilder server =
        settings.tls() == null
            ? Server.builder().http(address)
            : Server.builder().https(address).tls(settings.tls());
    return server
        .maxRequestLength(MAX_REQUEST_BYTES + 1024L)
        .requestTimeout(settings.requestTimeout().plus(MARGIN))
        .gracefulShutdownTimeout(QUIET_PERIOD, STOP_TIMEOUT)
        .service(
            GrpcService.builder()
                .addService(
                    ServerInterceptors.intercept(
                        service.definition(), new DatabaseHeader(), new CredentialsHeader()))
                .maxRequestMessageLength(MAX_REQUEST_BYTES)
                .maxResponseMessageLength(MAX_RESPONSE_BYTES)
                .build())
        .serviceUnder(
            RestService.PREFIX,
            new RestService(
                service.calls(),
                backend.workers(),
                settings.requestTimeout(),
                AccessServer::callerOf))
        .service("/healthz", new HealthService(service.calls()))
        .build();
  }

  /** The context of who sent a request, by what its headers say. */
  private static Context callerOf(RequestHeaders headers) {
    return Credentials.ofBearer(headers.get(HttpHeaderNames.AUTHORIZATION, ""))
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
