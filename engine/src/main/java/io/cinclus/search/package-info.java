/** A shard's rows in memory, growing and sealed, and searches over a snapshot of them. */
@NullMarked
package io.cinclus.search;

import org.jspecify.annotations.NullMarked;
