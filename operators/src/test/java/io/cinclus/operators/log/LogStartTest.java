package io.cinclus.operators.log;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.consumer.OffsetResetStrategy;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class LogStartTest {

  @ParameterizedTest
  @EnumSource
  @SuppressWarnings("deprecation") // The connector's interface.
  void aReaderBehindTheLogsStartFailsAndNeverJumps(LogStart start) {
    assertThat(start.getAutoOffsetResetStrategy()).isEqualTo(OffsetResetStrategy.NONE);
  }
}
