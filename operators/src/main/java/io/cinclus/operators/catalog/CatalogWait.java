package io.cinclus.operators.catalog;

import io.cinclus.operators.log.EndPositions;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Tells a record that names a catalog position which is still to be read from one that names a
 * position beyond the catalog's end: it asks where the catalog's log ends, once the record has been
 * the next one for a while in vain. So a record holds up what is behind it for a while, never for
 * ever.
 *
 * <p>Single-threaded; never blocks.
 */
public final class CatalogWait {
  /** A record that waits for this long in vain is compared with the catalog's end. */
  public static final long PATIENCE_MILLIS = 2_000;

  private final EndPositions ends;
  private long sinceMillis;

  /** Asked for since the record became the next one. */
  private @Nullable CompletableFuture<EndPositions.Ends> asked;

  public CatalogWait(EndPositions ends) {
    this.ends = ends;
  }

  /** Another record is the next one. */
  public void begin(long nowMillis) {
    sinceMillis = nowMillis;
    asked = null;
  }

  /** Whether the catalog has no such position, as far as is known by now. */
  public boolean isBeyondEnd(long catalogPosition, long nowMillis) {
    if (nowMillis - sinceMillis < PATIENCE_MILLIS) {
      return false;
    }
    CompletableFuture<EndPositions.Ends> asking = asked;
    if (asking == null) {
      asked = ends.ask();
      return false;
    }
    if (!asking.isDone()) {
      return false;
    }
    asked = null; // Asked for again where it is not known, or the catalog is only slow.
    return !asking.isCompletedExceptionally() && asking.join().catalog() <= catalogPosition;
  }
}
