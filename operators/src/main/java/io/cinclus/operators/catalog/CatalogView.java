package io.cinclus.operators.catalog;

import io.cinclus.catalog.Catalog;
import java.util.concurrent.CompletableFuture;

/**
 * The catalog as far as its log has been folded, which only ever gets further.
 *
 * <p>Thread-safe; never blocks.
 */
public interface CatalogView extends AutoCloseable {

  /** The newest catalog folded so far; throws the reason where the fold has failed. */
  Catalog current();

  /** Whether all records up to {@code position} have been folded. */
  boolean hasReached(long position);

  /** Completes with a catalog in which all records below {@code nextOffset} have been folded. */
  CompletableFuture<Catalog> atLeast(long nextOffset);

  /** Stops following; who still waits is told. */
  @Override
  void close();
}
