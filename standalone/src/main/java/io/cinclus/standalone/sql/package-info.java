/** Flink's SQL client, with Cinclus in place. */
@NullMarked
package io.cinclus.standalone.sql;

import org.jspecify.annotations.NullMarked;
