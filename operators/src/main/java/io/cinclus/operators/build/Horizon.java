package io.cinclus.operators.build;

import io.cinclus.v1.Manifest;

/**
 * Up to where nobody needs a shard's history any more: versions that died at or below it may be
 * purged. Immutable.
 *
 * @param position of the shard's channel
 * @param millis every version is there that lived at this time or later; 0: not known
 */
record Horizon(long position, long millis) {
  /** Nobody needs any of it: what is sealed may be purged. */
  static final Horizon NO_HISTORY = new Horizon(Long.MAX_VALUE, 0);

  /** What a plan for a manifest may purge. History that is gone stays gone. */
  Horizon of(Manifest manifest) {
    long possible = Math.min(position, manifest.getSealedTo());
    return possible > manifest.getHorizon()
        ? new Horizon(possible, millis)
        : new Horizon(manifest.getHorizon(), manifest.getHorizonMillis());
  }
}
