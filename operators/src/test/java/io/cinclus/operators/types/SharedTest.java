package io.cinclus.operators.types;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cinclus.operators.types.Shared.Lease;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SharedTest {
  private final List<Thing> created = new ArrayList<>();
  private final Shared<String, Thing> shared =
      new Shared<>(
          key -> {
            if (key.isEmpty()) {
              throw new IllegalArgumentException("no name");
            }
            Thing thing = new Thing();
            created.add(thing);
            return thing;
          });

  private static final class Thing implements AutoCloseable {
    int closed;

    @Override
    public void close() {
      closed++;
    }
  }

  @Test
  void theFirstUserCreatesAndTheLastOneCloses() throws Exception {
    Lease<Thing> one = shared.acquire("a");
    Lease<Thing> other = shared.acquire("a");
    assertThat(one.value()).isSameAs(other.value());
    one.close();
    one.close();
    assertThat(created.get(0).closed).isZero();
    other.close();
    assertThat(created.get(0).closed).isEqualTo(1);
  }

  @Test
  void afterTheLastUserThereIsANewOne() throws Exception {
    shared.acquire("a").close();
    try (Lease<Thing> again = shared.acquire("a")) {
      assertThat(again.value()).isSameAs(created.get(1));
    }
    assertThat(created).hasSize(2).extracting(thing -> thing.closed).containsExactly(1, 1);
  }

  @Test
  void keysShareNothing() throws Exception {
    try (Lease<Thing> one = shared.acquire("a");
        Lease<Thing> other = shared.acquire("b")) {
      assertThat(one.value()).isNotSameAs(other.value());
    }
  }

  @Test
  void whatCannotBeCreatedIsTriedAgain() {
    assertThatThrownBy(() -> shared.acquire("")).hasMessage("no name");
    assertThatThrownBy(() -> shared.acquire("")).hasMessage("no name");
  }

  @Test
  void aProvidedValueIsSharedUntilItsLastUserClosesIt() throws Exception {
    Thing mine = new Thing();
    try (Lease<Thing> provided = shared.provide("a", mine)) {
      assertThat(provided.value()).isSameAs(mine);
      try (Lease<Thing> other = shared.acquire("a")) {
        assertThat(other.value()).isSameAs(mine);
      }
      assertThat(mine.closed).isZero();
      assertThatThrownBy(() -> shared.provide("a", new Thing())).hasMessageContaining("in use");
    }
    assertThat(mine.closed).isEqualTo(1);
    assertThat(created).isEmpty();
  }
}
