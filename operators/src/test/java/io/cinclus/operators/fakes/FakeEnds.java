package io.cinclus.operators.fakes;

import io.cinclus.operators.log.EndPositions;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Says that the catalog's log ends where {@link FakeCatalog} says. */
public final class FakeEnds implements EndPositions {
  private final FakeCatalog catalog;
  private int calls;
  private boolean failing;

  public FakeEnds(FakeCatalog catalog) {
    this.catalog = catalog;
  }

  /** How often somebody asked. */
  public int calls() {
    return calls;
  }

  /** Whether the log answers with a failure. */
  public void setFailing(boolean failing) {
    this.failing = failing;
  }

  @Override
  public CompletableFuture<Ends> ask() {
    calls++;
    return failing
        ? CompletableFuture.failedFuture(new IllegalStateException("no answer"))
        : CompletableFuture.completedFuture(new Ends(catalog.end(), Map.of(), Map.of()));
  }

  @Override
  public void close() {}
}
