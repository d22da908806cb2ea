/** What lies on object storage: segment and tombstone files, their names, and the manifest. */
@NullMarked
package io.cinclus.segment;

import org.jspecify.annotations.NullMarked;
