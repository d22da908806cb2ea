package io.cinclus.operators.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.cinclus.operators.fakes.FakeCatalog;
import io.cinclus.operators.fakes.FakeEnds;
import org.junit.jupiter.api.Test;

class CatalogWaitTest {
  private static final long NOW = 1_000_000;
  private static final long LATER = NOW + CatalogWait.PATIENCE_MILLIS;

  private final FakeCatalog catalog = new FakeCatalog();
  private final FakeEnds ends = new FakeEnds(catalog);
  private final CatalogWait wait = new CatalogWait(ends);

  @Test
  void theEndIsAskedForOnlyAfterAWhile() {
    wait.begin(NOW);
    assertThat(wait.isBeyondEnd(9, LATER - 1)).isFalse();
    assertThat(ends.calls()).isZero();
    assertThat(wait.isBeyondEnd(9, LATER)).isFalse();
    assertThat(wait.isBeyondEnd(9, LATER)).isTrue();
    assertThat(ends.calls()).isEqualTo(1);
  }

  @Test
  void aPositionThatIsStillToBeReadIsNotBeyondTheEnd() {
    wait.begin(NOW);
    assertThat(wait.isBeyondEnd(0, LATER)).isFalse();
    assertThat(wait.isBeyondEnd(0, LATER)).isFalse();
  }

  @Test
  void anotherRecordWaitsAnew() {
    wait.begin(NOW);
    assertThat(wait.isBeyondEnd(9, LATER)).isFalse();
    wait.begin(LATER);
    assertThat(wait.isBeyondEnd(9, LATER)).isFalse();
    assertThat(ends.calls()).isEqualTo(1);
  }
}
