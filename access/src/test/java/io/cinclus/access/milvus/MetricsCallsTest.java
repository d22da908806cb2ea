package io.cinclus.access.milvus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

class MetricsCallsTest {
  @Test
  void aNodeSaysWhatItIs() {
    JsonNode infos = MetricsCalls.systemInfo().at("/nodes_info/0/infos");
    assertThat(infos.get("type").asText()).isEqualTo("proxy");
    assertThat(infos.at("/hardware_infos/cpu_core_count").asInt()).isPositive();
    assertThat(infos.at("/system_info/system_version").asText()).isEqualTo(SystemCalls.VERSION);
  }
}
