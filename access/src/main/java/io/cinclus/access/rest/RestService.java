package io.cinclus.access.rest;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.ContentTooLargeException;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.RequestHeaders;
import com.linecorp.armeria.common.stream.AbortedStreamException;
import com.linecorp.armeria.common.stream.ClosedStreamException;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.cinclus.access.milvus.Calls;
import io.cinclus.access.translate.Statuses;
import io.cinclus.milvus.grpc.Status;
import io.grpc.Context;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

/**
 * Answers Milvus' REST of version 2. Whatever goes wrong with a request is said in its answer, by
 * {@code code} and {@code message}, with HTTP's status 200, as Milvus does; other statuses are only
 * for who is not let in (401), a path that there is not (404), a body that is too large (413) and a
 * request that took too long (408). Thread-safe.
 */
public final class RestService implements HttpService {
  /** What the paths of all endpoints begin with. */
  public static final String PREFIX = "/v2/vectordb";

  private static final String DATABASE = "dbName";
  private static final String REQUEST_TIMEOUT = "request-timeout";
  private static final String ALLOW_INT64 = "accept-type-allow-int64";

  private final Endpoints endpoints = Endpoints.all();
  private final Calls calls;
  private final Executor admission;
  private final Executor workers;
  private final Duration timeout;
  private final Function<RequestHeaders, Context> callers;

  /**
   * A service.
   *
   * @param admission where bodies are read; one that it refuses is answered as too many
   * @param workers where answers are written
   * @param timeout the longest that a request may ask for
   * @param callers the context of whoever sent a request, by its headers; may refuse it by a {@link
   *     io.cinclus.model.CinclusException}
   */
  public RestService(
      Calls calls,
      Executor admission,
      Executor workers,
      Duration timeout,
      Function<RequestHeaders, Context> callers) {
    this.calls = calls;
    this.admission = admission;
    this.workers = workers;
    this.timeout = timeout;
    this.callers = callers;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    String path = context.mappedPath().substring(1);
    Optional<Endpoint> endpoint = endpoints.find(path);
    if (endpoint.isEmpty() || request.method() != HttpMethod.POST) {
      return HttpResponse.of(
          write(
              HttpStatus.NOT_FOUND,
              Reply.failure(
                  HttpStatus.NOT_FOUND.code(),
                  "there is no %s %s/%s: all endpoints take POST, and the manual lists them"
                      .formatted(request.method(), PREFIX, path))));
    }
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(whole -> answer(endpoint.get(), whole), admission)
            .thenCompose(Function.identity())
            .thenApplyAsync(reply -> write(HttpStatus.OK, reply), workers)
            .exceptionally(RestService::failure));
  }

  private CompletableFuture<ObjectNode> answer(Endpoint endpoint, AggregatedHttpRequest whole) {
    RequestHeaders headers = whole.headers();
    Context caller = callers.apply(headers);
    Body body = body(whole.content());
    RestRequest request =
        new RestRequest(
            body,
            body.text(DATABASE, headers.get(DATABASE, "")),
            "false".equalsIgnoreCase(headers.get(ALLOW_INT64))
                ? Numbers.AS_TEXTS
                : Numbers.AS_NUMBERS,
            caller,
            calls);
    return endpoint
        .handler()
        .answer(request)
        .orTimeout(timeout(headers).toMillis(), TimeUnit.MILLISECONDS);
  }

  private static Body body(HttpData content) {
    if (content.isEmpty()) {
      throw RestException.format("the body is empty: send {} at least");
    }
    try (InputStream text = content.toInputStream()) {
      return Body.of(Json.parse(text), "the body");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Duration timeout(RequestHeaders headers) {
    long seconds = headers.getLong(REQUEST_TIMEOUT, 0);
    return seconds > 0 && seconds < timeout.toSeconds() ? Duration.ofSeconds(seconds) : timeout;
  }

  static HttpResponse failure(Throwable failure) {
    Throwable cause = Statuses.unwrap(failure);
    if (cause instanceof RestException known) {
      return known
          .refusedCaller()
          .map(refusal -> write(HttpStatus.UNAUTHORIZED, refusal))
          .orElseGet(() -> write(HttpStatus.OK, known));
    }
    if (cause instanceof TimeoutException) {
      return write(HttpStatus.REQUEST_TIMEOUT, RestException.timeout());
    }
    if (cause instanceof ContentTooLargeException) {
      return write(
          HttpStatus.REQUEST_ENTITY_TOO_LARGE,
          Reply.failure(
              HttpStatus.REQUEST_ENTITY_TOO_LARGE.code(),
              "the body is larger than is accepted: send fewer rows at once"));
    }
    if (cause instanceof ClosedStreamException || cause instanceof AbortedStreamException) {
      return HttpResponse.of(HttpStatus.BAD_REQUEST); // To nobody: the client is gone.
    }
    Status status = Statuses.of(cause);
    return write(HttpStatus.OK, Reply.failure(status.getCode(), status.getReason()));
  }

  private static HttpResponse write(HttpStatus status, RestException failure) {
    return write(status, Reply.failure(failure.code(), String.valueOf(failure.getMessage())));
  }

  private static HttpResponse write(HttpStatus status, ObjectNode reply) {
    return HttpResponse.of(status, MediaType.JSON_UTF_8, Json.bytes(reply));
  }
}
