package io.cinclus.access.translate;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.v1.ConsistencyLevel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConsistencyTest {
  @ParameterizedTest
  @CsvSource({
    "Strong, false, 0, EVENTUALLY, STRONG",
    "Strong, false, 1, EVENTUALLY, EVENTUALLY",
    "Strong, false, 2, EVENTUALLY, BOUNDED",
    "Strong, false, 459000000000000000, EVENTUALLY, STRONG",
    "Session, false, 459000000000000000, EVENTUALLY, STRONG",
    "Bounded, false, 2, EVENTUALLY, BOUNDED",
    "Eventually, false, 1, EVENTUALLY, EVENTUALLY",
    "Customized, false, 459000000000000000, EVENTUALLY, STRONG",
    "Customized, false, 1, EVENTUALLY, EVENTUALLY",
    "Strong, true, 1, STRONG, STRONG",
    "Strong, true, 0, BOUNDED, BOUNDED",
    "Strong, true, 1, BOUNDED, BOUNDED",
    "Strong, true, 1, EVENTUALLY, EVENTUALLY",
    "Eventually, true, 1, SESSION, STRONG",
    "Bounded, true, 459000000000000000, EVENTUALLY, STRONG",
  })
  void isAtLeastAsFreshAsAskedFor(
      io.cinclus.milvus.grpc.ConsistencyLevel level,
      boolean useDefault,
      long timestamp,
      ConsistencyLevel ofCollection,
      ConsistencyLevel expected) {
    assertThat(Consistency.of(level, useDefault, timestamp, ofCollection)).isEqualTo(expected);
  }
}
