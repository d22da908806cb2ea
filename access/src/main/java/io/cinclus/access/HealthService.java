package io.cinclus.access;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import io.cinclus.access.milvus.Calls;
import io.cinclus.milvus.grpc.CheckHealthRequest;
import io.cinclus.milvus.grpc.CheckHealthResponse;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Says whether this node can serve: 200 if it reaches the log within {@link #TIMEOUT_SECONDS}, else
 * 503, and why not. Thread-safe.
 */
final class HealthService implements HttpService {
  private static final int TIMEOUT_SECONDS = 5;
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Calls calls;

  HealthService(Calls calls) {
    this.calls = calls;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        calls
            .call(MilvusServiceGrpc.getCheckHealthMethod(), CheckHealthRequest.getDefaultInstance())
            .orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS)
            .handle((health, failure) -> failure == null ? response(health) : late()));
  }

  private static HttpResponse response(CheckHealthResponse health) {
    boolean isHealthy = health.getIsHealthy() && health.getStatus().getCode() == 0;
    List<String> reasons =
        health.getStatus().getCode() == 0
            ? health.getReasonsList()
            : List.of(health.getStatus().getReason());
    return response(isHealthy, reasons);
  }

  private static HttpResponse late() {
    return response(
        false, List.of("the log did not answer within %d seconds".formatted(TIMEOUT_SECONDS)));
  }

  private static HttpResponse response(boolean isHealthy, List<String> reasons) {
    ObjectNode body = JSON.createObjectNode().put("state", isHealthy ? "OK" : "Unhealthy");
    body.putArray("detail")
        .addObject()
        .put("name", "access")
        .put("code", isHealthy ? "Healthy" : "Abnormal");
    reasons.forEach(body.putArray("reasons")::add);
    try {
      return HttpResponse.of(
          isHealthy ? HttpStatus.OK : HttpStatus.SERVICE_UNAVAILABLE,
          MediaType.JSON_UTF_8,
          JSON.writeValueAsBytes(body));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON could not be written", e);
    }
  }
}
