package io.cinclus.operators.build;

import io.cinclus.operators.log.LogConfig;
import io.cinclus.operators.log.PublishedManifests;
import java.io.IOException;
import java.io.Serializable;
import java.util.Collection;

/** Where the owner reads what was published before it started. May block. */
@FunctionalInterface
interface ManifestReader extends Serializable {

  /** What is published of these channels, up to the end that the log has now. */
  PublishedManifests read(LogConfig log, Collection<Integer> channels) throws IOException;
}
