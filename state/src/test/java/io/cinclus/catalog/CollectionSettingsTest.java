package io.cinclus.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class CollectionSettingsTest {
  private static CollectionSettings with(String property, String value) {
    return CollectionSettings.NONE.withProperties(Map.of(property, value));
  }

  private static OptionalLong ttl(String value) {
    return with(CollectionSettings.TTL_SECONDS, value).ttlMillis();
  }

  private static OptionalLong retention(String value) {
    return with(CollectionSettings.RETENTION_SECONDS, value).retentionMillis();
  }

  @Test
  void rowsCountForEverUnlessATimeIsSet() {
    assertThat(ttl(" 60 ")).hasValue(60_000);
    assertThat(ttl("0")).isEmpty();
    assertThat(ttl("-1")).isEmpty();
    assertThat(ttl("soon")).isEmpty();
    assertThat(CollectionSettings.NONE.ttlMillis()).isEmpty();
  }

  @Test
  void historyIsKeptAsTheClusterSaysUnlessATimeIsSet() {
    assertThat(retention("60")).hasValue(60_000);
    assertThat(retention("0")).as("none, whatever the cluster says").hasValue(0);
    assertThat(retention("-1")).isEmpty();
    assertThat(retention("soon")).isEmpty();
    assertThat(CollectionSettings.NONE.retentionMillis()).isEmpty();
  }
}
