/** Lookups and vector searches of tables. */
@NullMarked
package io.cinclus.sql.read;

import org.jspecify.annotations.NullMarked;
