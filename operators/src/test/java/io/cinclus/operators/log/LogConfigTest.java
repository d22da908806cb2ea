package io.cinclus.operators.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class LogConfigTest {

  @Test
  void aReaderSeesOnlyWhatIsCommittedAndNeverJumpsWhateverTheClientsAreConfiguredFor() {
    Map<String, String> client =
        Map.of(
            "isolation.level", "read_uncommitted",
            "auto.offset.reset", "earliest",
            "enable.auto.commit", "true",
            "bootstrap.servers", "elsewhere:1",
            "security.protocol", "SSL");
    Properties reader = new LogConfig("here:1", "test", client).readerProperties();
    assertThat(reader)
        .containsOnly(
            Map.entry("bootstrap.servers", "here:1"),
            Map.entry("isolation.level", "read_committed"),
            Map.entry("auto.offset.reset", "none"),
            Map.entry("enable.auto.commit", "false"),
            Map.entry("security.protocol", "SSL"));
  }
}
