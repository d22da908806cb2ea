package io.cinclus.standalone;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class OptionNamesTest {
  @Test
  void aMisspeltOptionIsRefusedWithTheNearestNames() {
    assertThatThrownBy(() -> OptionNames.check(List.of("cinclus.seal.max-row")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "there is no option cinclus.seal.max-row; the nearest are cinclus.seal.max-rows,");
  }

  @Test
  void knownOptionsAndThoseOfFlinkPass() {
    assertThatCode(
            () ->
                OptionNames.check(
                    List.of(
                        "cinclus.topic-prefix",
                        "cinclus.requests.header.correlation-id",
                        "cinclus.kafka.client",
                        "cinclus.kafka.client.client.id",
                        "s3.endpoint")))
        .doesNotThrowAnyException();
  }
}
