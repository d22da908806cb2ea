package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.v1.ConsistencyLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsistencyTest {
  @ParameterizedTest
  @CsvSource({
    "Strong, false, 0, STRONG",
    "Strong, false, 1, EVENTUALLY",
    "Strong, false, 2, BOUNDED",
    "Strong, false, 459000000000000000, STRONG",
    "Session, false, 459000000000000000, STRONG",
    "Bounded, false, 2, BOUNDED",
    "Eventually, false, 1, EVENTUALLY",
    "Customized, false, 459000000000000000, STRONG",
    "Customized, false, 1, EVENTUALLY",
    "Strong, true, 1, STRONG",
    "Strong, true, 459000000000000000, STRONG",
  })
  void isAtLeastAsFreshAsAskedFor(
      io.cinclus.milvus.grpc.ConsistencyLevel level,
      boolean useDefault,
      long timestamp,
      ConsistencyLevel expected) {
    assertThat(Consistency.of(level, useDefault, timestamp)).isEqualTo(expected);
  }
}
