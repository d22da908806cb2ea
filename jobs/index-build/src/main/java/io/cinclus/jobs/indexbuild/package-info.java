/** The index-build job: from sealed segments to manifests with indexes, compacted. */
@NullMarked
package io.cinclus.jobs.indexbuild;

import org.jspecify.annotations.NullMarked;
