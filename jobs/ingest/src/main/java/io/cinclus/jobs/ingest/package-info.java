/** The ingest job: from the write-ahead log to sealed segments. */
@NullMarked
package io.cinclus.jobs.ingest;

import org.jspecify.annotations.NullMarked;
