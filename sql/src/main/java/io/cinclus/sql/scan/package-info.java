/** Reads all rows of a collection, as they are at one moment. */
@NullMarked
package io.cinclus.sql.scan;

import org.jspecify.annotations.NullMarked;
