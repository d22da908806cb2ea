package io.cinclus.access.milvus;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cinclus.access.translate.KeyValues;
import io.cinclus.access.translate.Statuses;
import io.cinclus.milvus.grpc.GetMetricsRequest;
import io.cinclus.milvus.grpc.GetMetricsResponse;
import io.cinclus.milvus.grpc.MilvusServiceGrpc;
import io.cinclus.model.CinclusException;
import io.cinclus.model.ErrorCode;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;

/** What an access node says about itself, as JSON. Thread-safe. */
record MetricsCalls(Backend backend) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String METRIC_TYPE = "metric_type";
  private static final String SYSTEM_INFO = "system_info";
  private static final String COMPONENT = "proxy";

  void addTo(Calls calls) {
    calls.add(MilvusServiceGrpc.getGetMetricsMethod(), this::metrics);
  }

  CompletableFuture<GetMetricsResponse> metrics(GetMetricsRequest request) {
    String type = KeyValues.members(request.getRequest()).getOrDefault(METRIC_TYPE, "");
    if (!type.equals(SYSTEM_INFO)) {
      throw new CinclusException(
          ErrorCode.BAD_PARAMETER,
          "%s is '%s': ask for %s; further metrics are on the metrics' own port"
              .formatted(METRIC_TYPE, type, SYSTEM_INFO));
    }
    return CompletableFuture.completedFuture(
        GetMetricsResponse.newBuilder()
            .setStatus(Statuses.ok())
            .setComponentName(COMPONENT)
            .setResponse(systemInfo().toString())
            .build());
  }

  static ObjectNode systemInfo() {
    ObjectNode info = JSON.createObjectNode();
    ObjectNode node = info.putArray("nodes_info").addObject();
    node.put("identifier", SegmentCalls.NODE);
    node.putArray("connected");
    ObjectNode infos = node.putObject("infos");
    infos.put("has_error", false);
    infos.put("error_reason", "");
    infos.put("name", COMPONENT + SegmentCalls.NODE);
    infos.put("type", COMPONENT);
    infos.put("id", SegmentCalls.NODE);
    Instant started = Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
    infos.put("created_time", started.toString());
    infos.put("updated_time", started.toString());
    Runtime runtime = Runtime.getRuntime();
    ObjectNode hardware = infos.putObject("hardware_infos");
    hardware.put("cpu_core_count", runtime.availableProcessors());
    hardware.put("memory", runtime.maxMemory());
    hardware.put("memory_usage", runtime.totalMemory() - runtime.freeMemory());
    ObjectNode system = infos.putObject("system_info");
    system.put("system_version", SystemCalls.VERSION);
    system.put("deploy_mode", "CINCLUS");
    return info;
  }
}
