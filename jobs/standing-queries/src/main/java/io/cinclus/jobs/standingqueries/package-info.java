/** The standing-queries job: from the write-ahead log to published matches. */
@NullMarked
package io.cinclus.jobs.standingqueries;

import org.jspecify.annotations.NullMarked;
