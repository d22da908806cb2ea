package io.cinclus.operators.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.v1.Generation;
import java.time.Duration;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.MemorySize;
import org.junit.jupiter.api.Test;

class SealPolicyTest {
  private static final SealPolicy POLICY = new SealPolicy(10, 1000, 500);

  @Test
  void aGenerationIsFullByRowsOrByBytes() {
    Generation.Builder generation = Generation.newBuilder().setMutationCount(9).setSizeBytes(999);
    assertThat(POLICY.isFull(generation.build())).isFalse();
    assertThat(POLICY.isFull(generation.clone().setMutationCount(10).build())).isTrue();
    assertThat(POLICY.isFull(generation.clone().setSizeBytes(1000).build())).isTrue();
  }

  @Test
  void aGenerationIsOldWhenItsFirstRowIs() {
    Generation generation = Generation.newBuilder().setChunkCount(1).setOpenedAtMillis(100).build();
    assertThat(POLICY.isOld(generation, 599)).isFalse();
    assertThat(POLICY.isOld(generation, 600)).isTrue();
  }

  @Test
  void anEmptyGenerationIsNeverOld() {
    assertThat(POLICY.isOld(Generation.getDefaultInstance(), 1_000_000)).isFalse();
  }

  @Test
  void limitsBelowOneAreRefused() {
    assertThatThrownBy(() -> new SealPolicy(0, 1, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("0 rows");
  }

  @Test
  void thePolicyIsReadFromTheConfiguration() {
    Configuration config = new Configuration();
    config.set(SealPolicy.MAX_MUTATIONS, 7L);
    config.set(SealPolicy.MAX_SIZE, MemorySize.ofMebiBytes(2));
    config.set(SealPolicy.MAX_AGE, Duration.ofSeconds(3));
    assertThat(SealPolicy.from(config)).isEqualTo(new SealPolicy(7, 2 << 20, 3000));
  }
}
