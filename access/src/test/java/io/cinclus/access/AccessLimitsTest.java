package io.cinclus.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLimitsTest {
  @Test
  void anAnswerMayHaveWhatItMayInMilvus() {
    assertThat(AccessLimits.standard().maxAnswerBytes()).isEqualTo(100 << 20);
  }

  @Test
  void optionsAreReadOnce() {
    AccessLimits limits =
        AccessLimits.from(
            Configuration.fromMap(
                Map.of(
                    "cinclus.access.max-waiting-calls", "7",
                    "cinclus.access.max-answer", "1mb",
                    "cinclus.access.request-timeout", "2s")));
    assertThat(limits.maxWaitingCalls()).isEqualTo(7);
    assertThat(limits.maxAnswerBytes()).isEqualTo(1 << 20);
    assertThat(limits.requestTimeout()).hasSeconds(2);
  }

  @ParameterizedTest
  @CsvSource({
    "cinclus.access.call-threads, 0",
    "cinclus.access.max-waiting-calls, 2000000",
    "cinclus.access.max-answers, 1mb",
    "cinclus.access.request-timeout, 0s",
  })
  void whatCannotBeIsRefusedByTheNameOfItsOption(String option, String value) {
    assertThatThrownBy(() -> AccessLimits.from(Configuration.fromMap(Map.of(option, value))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(option);
  }
}
