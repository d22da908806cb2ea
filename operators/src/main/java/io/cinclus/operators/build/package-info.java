/** The manifest owner, index building and compaction, and the publication of manifests. */
@NullMarked
package io.cinclus.operators.build;

import org.jspecify.annotations.NullMarked;
