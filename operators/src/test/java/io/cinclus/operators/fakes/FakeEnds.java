package io.cinclus.operators.fakes;

import io.cinclus.operators.log.EndPositions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Says that the catalog's log ends where {@link FakeCatalog} says. */
public final class FakeEnds implements EndPositions {
  private final FakeCatalog catalog;
  private final List<Long> askedMillis = new ArrayList<>();
  private Map<Integer, Long> before = Map.of();
  private Map<Integer, Long> wal = Map.of();
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
        : CompletableFuture.completedFuture(new Ends(catalog.end(), wal, Map.of()));
  }

  @Override
  public CompletableFuture<Map<Integer, Long>> before(long timeMillis) {
    askedMillis.add(timeMillis);
    return failing
        ? CompletableFuture.failedFuture(new IllegalStateException("no answer"))
        : CompletableFuture.completedFuture(before);
  }

  /** Says from now on that the channels end at these offsets. */
  public void setWal(Map<Integer, Long> ends) {
    wal = Map.copyOf(ends);
  }

  /** Says from now on that what is below these offsets is older than whatever is asked. */
  public void setBefore(Map<Integer, Long> offsets) {
    before = offsets;
  }

  /** The times that somebody asked about. */
  public List<Long> askedMillis() {
    return askedMillis;
  }

  @Override
  public void close() {}
}
