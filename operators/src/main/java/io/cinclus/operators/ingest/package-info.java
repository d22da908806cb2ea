/** From the write-ahead log to sealed segments. */
@NullMarked
package io.cinclus.operators.ingest;

import org.jspecify.annotations.NullMarked;
